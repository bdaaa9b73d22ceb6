import { concat, u32, text } from './boxes.ts';
import {
  fileType,
  fragment,
  fragmentedMovie,
  frameTicks,
  movie,
  type Sample,
  sampleTables,
  type Track,
} from './movie.ts';

const MEDIA_HEADER_BYTES = 8;

/**
 * An MP4 file of one H.264 track that plays while it loads: `moov` stands before the pictures (ISO/IEC 14496-12, -15).
 *
 * @param media the samples one after the other, each of NAL units with 4-byte lengths
 * @param sizes bytes of every sample; one a frame
 * @param keyFrames indices of the frames that a player may begin at, ascending, the first one 0
 */
export function writeMp4(
  track: Track,
  media: readonly Uint8Array[],
  sizes: Uint32Array,
  keyFrames: readonly number[],
): Uint8Array<ArrayBuffer> {
  const brands = fileType('isom', 'iso2', 'avc1', 'mp41');
  const ticks = frameTicks(track.fps);
  const duration = sizes.length * ticks;
  const head = (offset: number) => movie(track, duration, sampleTables(sizes, keyFrames, ticks, offset), []);
  const offset = brands.length + head(0).length + MEDIA_HEADER_BYTES;
  const mediaBytes = media.reduce((sum, part) => sum + part.length, 0);
  return concat([brands, head(offset), u32(mediaBytes + MEDIA_HEADER_BYTES), text('mdat'), ...media]);
}

/** The beginning of a film in fragments: what comes before the first picture. */
export function writeFragmentedHead(track: Track, frames: number): Uint8Array<ArrayBuffer> {
  return concat([fileType('iso6', 'isom', 'avc1', 'mp41'), fragmentedMovie(track, frames)]);
}

/** The next stretch of a film in fragments, from a frame on. */
export function writeFragment(
  track: Pick<Track, 'fps'>,
  sequence: number,
  firstFrame: number,
  samples: readonly Sample[],
): Uint8Array<ArrayBuffer> {
  return fragment(sequence, firstFrame * frameTicks(track.fps), samples);
}
