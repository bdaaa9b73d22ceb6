import { box, bytes, concat, fullBox, text, u16, u32, u32Array, zeros } from './boxes.ts';

/** What a player must know of a video track before its pictures. */
export interface Track {
  width: number;
  height: number;
  fps: number;
  /** Sequence and picture parameter sets, as NAL units without length or start code. */
  sps: Uint8Array;
  pps: Uint8Array;
}

/** Units of time in a second: divided by 24, 25 and 30 frames alike. */
const TIMESCALE = 90_000;
const TRACK_ID = 1;
/** The transformation that changes nothing, 16.16 and 2.30 fixed point (ISO/IEC 14496-12 §8.2.2). */
const UNITY_MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000);
/** "und" in five bits a letter (§8.4.2). */
const UNDETERMINED_LANGUAGE = 0x55c4;
const PIXELS_PER_INCH_72 = 0x48_0000;
const COLOUR_24_BIT = 24;
/** BT.709 for primaries, transfer and matrix (ISO/IEC 23091-2). */
const BT709 = 1;

/** Length of every frame in units of the time scale. */
export function frameTicks(fps: number): number {
  return TIMESCALE / fps;
}

export function fileType(...brands: string[]): Uint8Array {
  const [major = 'isom'] = brands;
  return box('ftyp', text(major), u32(0x200), ...brands.map(text));
}

/** The decoder's configuration (ISO/IEC 14496-15 §5.3.3): profile and level from the SPS, lengths of 4 bytes. */
function avcConfiguration({ sps, pps }: Track): Uint8Array {
  const [, profile = 0, compatibility = 0, level = 0] = sps;
  const head = bytes(1, profile, compatibility, level, 0xff, 0xe1);
  return box('avcC', head, u16(sps.length), sps, bytes(1), u16(pps.length), pps);
}

function sampleDescription(track: Track): Uint8Array {
  const { width, height } = track;
  const colour = box('colr', text('nclx'), u16(BT709, BT709, BT709), bytes(0));
  const square = box('pasp', u32(1, 1));
  const entry = box(
    'avc1',
    zeros(6),
    u16(1),
    zeros(16),
    u16(width, height),
    u32(PIXELS_PER_INCH_72, PIXELS_PER_INCH_72, 0),
    u16(1),
    zeros(32),
    u16(COLOUR_24_BIT, 0xffff),
    avcConfiguration(track),
    colour,
    square,
  );
  return fullBox('stsd', 0, 0, u32(1), entry);
}

/** `moov` for a track whose samples are described by the given tables; `duration` in ticks. */
export function movie(
  track: Track,
  duration: number,
  tables: Uint8Array[],
  extension: Uint8Array[],
): Uint8Array {
  const { width, height } = track;
  const movieHeader = fullBox(
    'mvhd',
    0,
    0,
    u32(0, 0, TIMESCALE, duration, 0x10000),
    u16(0x100, 0),
    zeros(8),
    UNITY_MATRIX,
    zeros(24),
    u32(TRACK_ID + 1),
  );
  const ENABLED_AND_IN_MOVIE = 3;
  const trackHeader = fullBox(
    'tkhd',
    0,
    ENABLED_AND_IN_MOVIE,
    u32(0, 0, TRACK_ID, 0, duration),
    zeros(8),
    u16(0, 0, 0, 0),
    UNITY_MATRIX,
    u32(width * 0x10000, height * 0x10000),
  );
  const media = box(
    'mdia',
    fullBox('mdhd', 0, 0, u32(0, 0, TIMESCALE, duration), u16(UNDETERMINED_LANGUAGE, 0)),
    fullBox('hdlr', 0, 0, u32(0), text('vide'), zeros(12), text('video\0')),
    box(
      'minf',
      fullBox('vmhd', 0, 1, zeros(8)),
      box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
      box('stbl', sampleDescription(track), ...tables),
    ),
  );
  return box('moov', movieHeader, box('trak', trackHeader, media), ...extension);
}

/** Sample tables of a film in one piece (§8.6, §8.7): every sample of one length in time, all in one chunk. */
export function sampleTables(
  sizes: Uint32Array,
  keyFrames: readonly number[],
  ticks: number,
  offset: number,
) {
  return [
    fullBox('stts', 0, 0, u32(1, sizes.length, ticks)),
    fullBox('stss', 0, 0, u32(keyFrames.length), u32Array(keyFrames.map((frame) => frame + 1))),
    fullBox('stsc', 0, 0, u32(1, 1, sizes.length, 1)),
    fullBox('stsz', 0, 0, u32(0, sizes.length), u32Array(sizes)),
    fullBox('stco', 0, 0, u32(1, offset)),
  ];
}

/** Empty tables and `mvex` (§8.8.1) of a film that comes in fragments. */
export function fragmentedMovie(track: Track, frames: number): Uint8Array {
  const ticks = frameTicks(track.fps);
  const tables = [
    fullBox('stts', 0, 0, u32(0)),
    fullBox('stsc', 0, 0, u32(0)),
    fullBox('stsz', 0, 0, u32(0, 0)),
    fullBox('stco', 0, 0, u32(0)),
  ];
  const extension = box(
    'mvex',
    fullBox('mehd', 0, 0, u32(frames * ticks)),
    fullBox('trex', 0, 0, u32(TRACK_ID, 1, ticks, 0, 0x10000)),
  );
  return movie(track, 0, tables, [extension]);
}

/** One sample of a fragment, its NAL units with lengths. */
export interface Sample {
  data: Uint8Array;
  key: boolean;
}

/** Flags of a sample others depend on or not (§8.8.3.1). */
const SYNC_SAMPLE = 0x0200_0000;
const DEPENDENT_SAMPLE = 0x0101_0000;
const DEFAULT_BASE_IS_MOOF = 0x02_0000;
/** Data offset, sizes and flags of samples are present (§8.8.8). */
const RUN_FLAGS = 0x0601;

/** `moof` and `mdat` for samples that begin at `fromTick`. */
export function fragment(
  sequence: number,
  fromTick: number,
  samples: readonly Sample[],
): Uint8Array<ArrayBuffer> {
  const entries = u32Array(
    samples.flatMap(({ data, key }) => [data.length, key ? SYNC_SAMPLE : DEPENDENT_SAMPLE]),
  );
  const movieFragment = (dataOffset: number) =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, u32(sequence)),
      box(
        'traf',
        fullBox('tfhd', 0, DEFAULT_BASE_IS_MOOF, u32(TRACK_ID)),
        fullBox('tfdt', 1, 0, u32(Math.floor(fromTick / 2 ** 32), fromTick % 2 ** 32)),
        fullBox('trun', 0, RUN_FLAGS, u32(samples.length, dataOffset), entries),
      ),
    );
  const size = movieFragment(0).length;
  return concat([movieFragment(size + 8), box('mdat', ...samples.map(({ data }) => data))]);
}
