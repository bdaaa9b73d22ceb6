import { EngineError } from '../errors.ts';
import { type ByteReader, corrupt } from './bytes.ts';
import { toOrientation } from './exif.ts';
import type { FormatHeader } from './header.ts';

const TAG_WIDTH = 256;
const TAG_HEIGHT = 257;
const TAG_BITS_PER_SAMPLE = 258;
const TAG_COMPRESSION = 259;
const TAG_PHOTOMETRIC = 262;
const TAG_ORIENTATION = 274;
const TAG_SAMPLES_PER_PIXEL = 277;
const TAG_STRIP_OFFSETS = 273;
const TAG_STRIP_BYTE_COUNTS = 279;
const TAG_TILE_OFFSETS = 324;
const TAG_TILE_BYTE_COUNTS = 325;
const TAG_SAMPLE_FORMAT = 339;
const COMPRESSION_NONE = 1;
const COMPRESSION_JPEG = 7;
const PHOTOMETRIC_YCBCR = 6;
/** What Photon decodes: LZW, Deflate and its older number, PackBits (TIFF 6.0 §8; Supplement 2 for the others). */
const COMPRESSIONS = new Set([COMPRESSION_NONE, 5, COMPRESSION_JPEG, 8, 32_946, 32_773]);
const TYPE_BYTE = 1;
const TYPE_SHORT = 3;
const TYPE_LONG = 4;
/**
 * How many numbers a tag may have that decoders read whole, and make room for, before they look at the file: one a
 * sample, one a strip or tile, else one.
 */
const MAX_NUMBERS = new Map([
  ...[TAG_WIDTH, TAG_HEIGHT, TAG_SAMPLES_PER_PIXEL].map((tag) => [tag, 1] as const),
  // Compression, photometric interpretation, rows per strip, planar configuration, predictor, tile size.
  ...[259, 262, 278, 284, 317, 322, 323].map((tag) => [tag, 1] as const),
  ...[TAG_BITS_PER_SAMPLE, TAG_SAMPLE_FORMAT].map((tag) => [tag, 64] as const),
  ...[TAG_STRIP_OFFSETS, TAG_STRIP_BYTE_COUNTS, TAG_TILE_OFFSETS, TAG_TILE_BYTE_COUNTS].map(
    (tag) => [tag, 131_072] as const,
  ),
]);
/** A chain of directories may run in a circle. */
const MAX_DIRECTORIES = 1000;

/** How pixels are written down. */
interface Coding {
  compression: number;
  photometric: number | undefined;
}

/** TIFF 6.0 §2: byte order, first directory, its tags. Directories count as frames as far as the bytes go. */
export function readTiff(reader: ByteReader): FormatHeader {
  reader.littleEndian = reader.startsWith('II');
  const first = reader.u32(4);
  if (first < 8) throw corrupt('its TIFF directory is missing');
  const entries = reader.u16(first);
  const header: FormatHeader = { width: 0, height: 0, bits: 1, channels: 1, frames: 1, orientation: 1 };
  const coding: Coding = { compression: COMPRESSION_NONE, photometric: undefined };
  for (let entry = 0; entry < entries; entry++) readEntry(reader, first + 2 + entry * 12, header, coding);
  refuseUnknown(coding);
  header.frames = countDirectories(reader, first);
  return header;
}

function readEntry(reader: ByteReader, at: number, header: FormatHeader, coding: Coding): void {
  const tag = reader.u16(at);
  if (reader.u32(at + 4) > (MAX_NUMBERS.get(tag) ?? Infinity))
    throw corrupt('a TIFF tag has too many numbers');
  if (tag === TAG_WIDTH) header.width = scalar(reader, at);
  else if (tag === TAG_HEIGHT) header.height = scalar(reader, at);
  else if (tag === TAG_SAMPLES_PER_PIXEL) header.channels = scalar(reader, at);
  else if (tag === TAG_COMPRESSION) coding.compression = scalar(reader, at);
  else if (tag === TAG_PHOTOMETRIC) coding.photometric = scalar(reader, at);
  else if (tag === TAG_ORIENTATION) header.orientation = toOrientation(scalar(reader, at));
  else if (tag === TAG_BITS_PER_SAMPLE) header.bits = bitsPerSample(reader, at);
}

/** Of JPEG, the decoder takes what is stored without its usual change of colours. */
function refuseUnknown({ compression, photometric }: Coding): void {
  const isJpegColor = compression === COMPRESSION_JPEG && photometric === PHOTOMETRIC_YCBCR;
  if (COMPRESSIONS.has(compression) && !isJpegColor) return;
  const what = isJpegColor ? 'JPEG in YCbCr colours' : `number ${compression}`;
  throw new EngineError(
    'UNSUPPORTED_FORMAT',
    `TIFF files with this compression (${what}) are not taken; LZW, Deflate, PackBits or none is.`,
  );
}

/** One number of an entry, stored in place. */
function scalar(reader: ByteReader, at: number): number {
  const type = reader.u16(at + 2);
  if (type === TYPE_BYTE) return reader.u8(at + 8);
  if (type === TYPE_SHORT) return reader.u16(at + 8);
  if (type === TYPE_LONG) return reader.u32(at + 8);
  throw corrupt('a TIFF tag has the wrong type');
}

/** Up to two shorts stand in place, more of them elsewhere; all channels share the first one's depth. */
function bitsPerSample(reader: ByteReader, at: number): number {
  return reader.u32(at + 4) <= 2 ? reader.u16(at + 8) : reader.u16(reader.u32(at + 8));
}

function countDirectories(reader: ByteReader, first: number): number {
  let count = 0;
  for (let at = first; at >= 8 && count < MAX_DIRECTORIES && reader.has(at + 2); count++) {
    const next = at + 2 + reader.u16(at) * 12;
    at = reader.has(next + 4) ? reader.u32(next) : 0;
  }
  return Math.max(1, count);
}
