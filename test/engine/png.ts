import { crc32, deflateSync } from 'node:zlib';
import { concat, u32 } from './files.ts';

type Bytes = Uint8Array<ArrayBuffer>;

export function chunk(type: string, data: Uint8Array | readonly number[]): Bytes {
  const body = concat(type, Uint8Array.from(data));
  return concat(u32(data.length), body, u32(crc32(body)));
}

export interface PngPicture {
  width: number;
  height: number;
  colorType: 0 | 2 | 3 | 4 | 6;
  depth: number;
  /** Sample `channel` of a pixel, 0 … 2^depth − 1. */
  sample: (x: number, y: number, channel: number) => number;
  /** The filter of row `y` of a pass. */
  filter?: (y: number) => number;
  interlaced?: boolean;
  palette?: readonly number[];
  transparency?: readonly number[];
  /** Chunks before the pixels. */
  before?: Bytes;
  level?: number;
  /** Bytes of compressed data in an IDAT chunk. */
  idat?: number;
}

export const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;

/** First pixels and steps of the passes, as the standard draws them (PNG 3rd edition figure 4.8). */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** A PNG file of any kind, written the slow way, word for word after the standard. */
export function makePng(picture: PngPicture): Bytes {
  const { width, height, colorType, depth, interlaced = false, palette, transparency } = picture;
  const passes = interlaced ? PASSES : ([[0, 0, 1, 1]] as const);
  const parts = passes.map(([x, y, stepX, stepY]) => passBytes(picture, x, y, stepX, stepY));
  const data = deflateSync(concat(...parts), { level: picture.level ?? 6 });
  const size = picture.idat ?? 100_000;
  const pieces = Array.from({ length: Math.ceil(data.length / size) }, (_, i) =>
    chunk('IDAT', data.subarray(i * size, (i + 1) * size)),
  );
  return concat(
    '\x89PNG\r\n\x1a\n',
    chunk('IHDR', [...u32(width), ...u32(height), depth, colorType, 0, 0, interlaced ? 1 : 0]),
    picture.before ?? [],
    palette ? chunk('PLTE', palette) : [],
    transparency ? chunk('tRNS', transparency) : [],
    ...pieces,
    chunk('IEND', []),
  );
}

function passBytes(picture: PngPicture, left: number, top: number, stepX: number, stepY: number): Bytes {
  const { width, height, colorType, depth, sample } = picture;
  const channels = CHANNELS[colorType];
  const step = Math.max(1, (channels * depth) / 8);
  const across = Math.ceil((width - left) / stepX);
  const down = Math.ceil((height - top) / stepY);
  if (across <= 0 || down <= 0) return new Uint8Array();
  const rowBytes = Math.ceil((across * channels * depth) / 8);
  const out = new Uint8Array(down * (rowBytes + 1));
  let above = new Uint8Array(rowBytes);
  for (let y = 0; y < down; y++) {
    const row = new Uint8Array(rowBytes);
    for (let i = 0; i < across * channels; i++) {
      const value = sample(left + Math.floor(i / channels) * stepX, top + y * stepY, i % channels);
      const bit = i * depth;
      if (depth === 16) row.set([value >> 8, value & 255], i * 2);
      else row[bit >> 3] = (row[bit >> 3] ?? 0) | (value << (8 - depth - (bit & 7)));
    }
    const kind = picture.filter?.(y) ?? 0;
    const at = y * (rowBytes + 1);
    out[at] = kind;
    for (let x = 0; x < rowBytes; x++) {
      const a = row[x - step] ?? 0;
      const b = above[x] ?? 0;
      const c = above[x - step] ?? 0;
      out[at + 1 + x] = (row[x] ?? 0) - predictionOf(kind, a, b, c);
    }
    above = row;
  }
  return out;
}

/** §9.2, §9.4 */
function predictionOf(kind: number, a: number, b: number, c: number): number {
  if (kind === 1) return a;
  if (kind === 2) return b;
  if (kind === 3) return Math.floor((a + b) / 2);
  if (kind !== 4) return 0;
  const p = a + b - c;
  const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}

/** What the pixel of a picture is on white paper, in 8 bits. */
export function colorOf(picture: PngPicture, x: number, y: number): [number, number, number] {
  const { colorType, depth, palette, transparency } = picture;
  const samples = Array.from({ length: CHANNELS[colorType] }, (_, i) => picture.sample(x, y, i));
  const [first = 0, second = 0, third = 0, fourth = 0] = samples;
  if (colorType === 3) {
    const alpha = transparency?.[first] ?? 255;
    return onWhite(
      [0, 1, 2].map((i) => palette?.[first * 3 + i] ?? 0),
      alpha,
    );
  }
  const eight = (value: number) => Math.round((value * 255) / (2 ** depth - 1));
  const key = Array.from({ length: samples.length }, (_, i) =>
    transparency ? (transparency[2 * i] ?? 0) * 256 + (transparency[2 * i + 1] ?? 0) : -1,
  );
  const keyed = (colorType === 0 || colorType === 2) && samples.every((value, i) => value === key[i]);
  const isGrey = colorType === 0 || colorType === 4;
  const color = (isGrey ? [first, first, first] : [first, second, third]).map(eight);
  const alpha = colorType === 4 ? eight(second) : colorType === 6 ? eight(fourth) : keyed ? 0 : 255;
  return onWhite(color, alpha);
}

function onWhite(color: number[], alpha: number): [number, number, number] {
  const [red = 0, green = 0, blue = 0] = color.map((value) =>
    Math.round((value * alpha + 255 * (255 - alpha)) / 255),
  );
  return [red, green, blue];
}

/** OpenCV's luminance of 8 bits: 15-bit fixed point. */
export function luminanceOf([red, green, blue]: readonly [number, number, number]): number {
  return (red * 9798 + green * 19_235 + blue * 3735 + (1 << 14)) >> 15;
}

/** A PNG of ramps of any size and kind, made fast: each row is filtered by Sub, each difference is 1. */
export function rampPng(
  width: number,
  height: number,
  colorType: 0 | 2 | 4 | 6,
  depth: 8 | 16,
  interlaced = false,
): Bytes {
  const bytes = (CHANNELS[colorType] * depth) / 8;
  const passes = interlaced ? PASSES : ([[0, 0, 1, 1]] as const);
  const sizes = passes.map(([x, y, stepX, stepY]) => {
    return Math.ceil((height - y) / stepY) * (1 + Math.ceil((width - x) / stepX) * bytes);
  });
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return concat(
    '\x89PNG\r\n\x1a\n',
    chunk('IHDR', [...u32(width), ...u32(height), depth, colorType, 0, 0, interlaced ? 1 : 0]),
    chunk('IDAT', deflateSync(Buffer.alloc(total, 1), { level: 1 })),
    chunk('IEND', []),
  );
}
