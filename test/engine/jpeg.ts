import { createHash } from 'node:crypto';
import { decodeJpeg, type JpegDecoding } from '../../src/engine/codec/jpeg/decode.ts';
import { encodeJpeg } from '../../src/engine/codec/jpeg/encode.ts';
import { Arena } from '../../src/engine/kernels/arena.ts';
import { concat, u16 } from './files.ts';
import { loadModules } from './modules.ts';

export interface Planes {
  width: number;
  height: number;
  /** Luminance, then red, green and blue when they were asked for. */
  planes: Uint8Array<ArrayBuffer>[];
}

export function newArena(): Arena {
  return new Arena(loadModules().kernels);
}

export function decodePlanes(arena: Arena, file: Uint8Array, decoding: Partial<JpegDecoding> = {}): Planes {
  arena.reset();
  const options = { denominator: 1, withColor: true, orientation: 1, ...decoding } as const;
  const { width, height, grey, color } = decodeJpeg(arena, file, options);
  const pointers = color ? [grey, color.red, color.green, color.blue] : [grey];
  return { width, height, planes: pointers.map((at) => arena.bytes(at, width * height).slice()) };
}

/** The SHA-256 of the samples as a PNM file has them, its first 16 digits. */
export function digest({ width, height, planes: [grey, ...color] }: Planes, isGrey: boolean): string {
  const channels = isGrey ? [grey] : color;
  const samples = new Uint8Array(width * height * channels.length);
  for (const [index, channel] of channels.entries()) {
    for (let i = 0; i < width * height; i++) samples[i * channels.length + index] = channel?.[i] ?? 0;
  }
  return createHash('sha256').update(samples).digest('hex').slice(0, 16);
}

/** A marker segment. */
export function segment(
  marker: number,
  ...parts: (Uint8Array | number[] | string)[]
): Uint8Array<ArrayBuffer> {
  const body = concat(...parts);
  return concat([0xff, marker], u16(body.length + 2), body);
}

const QUANTIZATION = segment(0xdb, [0], new Uint8Array(64).fill(16));

/** A frame header with one grey component. */
function greyFrame(marker: number, width: number, height: number): Uint8Array<ArrayBuffer> {
  return segment(marker, [8], u16(height), u16(width), [1, 1, 0x11, 0]);
}

/** Entropy-coded data that repeats a few bits, 1s to the end of the last byte. */
function repeated(bits: string, times: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil((bits.length * times) / 8)).fill(0xff);
  for (let i = 0; i < bits.length * times; i++) {
    if (bits[i % bits.length] === '0') bytes[i >> 3] = (bytes[i >> 3] ?? 0) & ~(0x80 >> (i & 7));
  }
  return bytes;
}

/**
 * An evenly grey JPEG of any size, by hand: of each block the code for "no difference" (00) and, in sequential files,
 * for "end of block" (1010), both of the standard tables.
 */
export function flatJpeg(width: number, height: number, progressive = false): Uint8Array<ArrayBuffer> {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const frame = greyFrame(progressive ? 0xc2 : 0xc0, width, height);
  const scan = segment(0xda, [1, 1, 0, 0, progressive ? 0 : 63, 0]);
  const data = repeated(progressive ? '00' : '001010', blocks);
  return concat([0xff, 0xd8], QUANTIZATION, frame, scan, data, [0xff, 0xd9]);
}

/**
 * An evenly grey JPEG of three components, by hand: progressive with one scan of DC coefficients, or sequential with a
 * scan for each component.
 */
export function flatColorJpeg(
  width: number,
  height: number,
  progressive: boolean,
  factors: readonly [number, number, number],
): Uint8Array<ArrayBuffer> {
  const components = factors.flatMap((factor, i) => [i + 1, factor, 0]);
  const frame = segment(progressive ? 0xc2 : 0xc0, [8], u16(height), u16(width), [3, ...components]);
  const [horizontal, vertical] = [
    Math.max(...factors) >> 4,
    Math.max(...factors.map((factor) => factor & 15)),
  ];
  const mcus = Math.ceil(width / (8 * horizontal)) * Math.ceil(height / (8 * vertical));
  const blocks = factors.reduce((sum, factor) => sum + (factor >> 4) * (factor & 15), 0);
  const scans = progressive
    ? [segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 0, 0]), repeated('00', mcus * blocks)]
    : factors.flatMap((factor, i) => {
        const across = Math.ceil(Math.ceil((width * (factor >> 4)) / horizontal) / 8);
        const down = Math.ceil(Math.ceil((height * (factor & 15)) / vertical) / 8);
        return [segment(0xda, [1, i + 1, 0, 0, 63, 0]), repeated('001010', across * down)];
      });
  return concat([0xff, 0xd8], QUANTIZATION, frame, ...scans, [0xff, 0xd9]);
}

/**
 * One block of printing inks, by hand: of magenta the highest sample, of cyan, yellow and black the lowest.
 *
 * @param adobe whether the file has Adobe's segment
 */
export function magentaBlock(adobe: boolean): Uint8Array<ArrayBuffer> {
  // DC differences of −64 and 63 by the standard table, times 16 / 8 around 128; each with an end of block.
  const [low, high] = ['1111001111111010', '11101111111010'];
  const frame = segment(0xc0, [8], u16(8), u16(8), [4, ...[1, 2, 3, 4].flatMap((id) => [id, 0x11, 0])]);
  const scan = segment(0xda, [4, ...[1, 2, 3, 4].flatMap((id) => [id, 0]), 0, 63, 0]);
  return concat(
    [0xff, 0xd8],
    adobe ? segment(0xee, 'Adobe', [0, 100, 0, 0, 0, 0, 0]) : [],
    QUANTIZATION,
    frame,
    scan,
    repeated(low + high + low + low, 1),
    [0xff, 0xd9],
  );
}

/** The bytes of a file with some replaced from `at` on. */
export function patched(file: Uint8Array, at: number, bytes: number[]): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(file);
  copy.set(bytes, at);
  return copy;
}

/** Offset of the parameters of the first segment with this marker. */
export function parametersOf(file: Uint8Array, marker: number): number {
  const at = Buffer.from(file).indexOf(Buffer.from([0xff, marker]));
  if (at < 0) throw new Error(`no segment ${marker.toString(16)}`);
  return at + 4;
}

/** A photo in colour, made by the engine's own encoder out of stripes. */
export function colorJpeg(width: number, height: number): Uint8Array<ArrayBuffer> {
  const arena = newArena();
  const [red, green, blue] = [2, 3, 5].map((step) => {
    const at = arena.alloc(width * height);
    const samples = arena.bytes(at, width * height);
    for (let i = 0; i < samples.length; i++) samples[i] = ((i % width) * step) >> 4;
    return at;
  });
  const picture = { kind: 'color', red: red ?? 0, green: green ?? 0, blue: blue ?? 0 } as const;
  return encodeJpeg(arena, picture, width, height, { quality: 90, chroma: '4:2:0' });
}
