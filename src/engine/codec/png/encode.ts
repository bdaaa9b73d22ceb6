import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import type { Picture } from '../../styles/canvas.ts';
import { joined } from '../bytes.ts';
import { huffmanLengths } from '../huffman.ts';

/** Bytes of rows that are filtered and compressed at once: a block of its own Huffman code. */
const BAND_BYTES = 256 * 1024;

/** None, Sub and Up (PNG 3rd edition §9.2). */
const FILTERS = [0, 1, 2];
/** Neighbouring bands are alike: the filter is chosen anew for every few of them. */
const BANDS_PER_CHOICE = 4;
/** PNG's colour type (§11.2.1) of so many samples a pixel. */
const COLOR_TYPES = { 1: 0, 3: 2, 4: 6 } as const;
type Channels = keyof typeof COLOR_TYPES;

/** Literals, end of block and lengths (RFC 1951 §3.2.5). */
const SYMBOLS = 286;
const MAX_CODE_LENGTH = 15;
const CODE_LENGTH_BITS = 4;
/** The order in which code lengths of code lengths are written (§3.2.7), as far as 15 of them go. */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
/** zlib's header: DEFLATE, window of 32 KiB, fastest (RFC 1950 §2.2). */
const ZLIB_HEADER = 0x0178;
const CHUNK_HEAD_BYTES = 8;
const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** A picture with straight alpha whose rows are made when they are needed; a few of them more than once. */
export interface RgbaRows {
  kind: 'rgba';
  /** Writes rows of width × 4 bytes, red, green, blue, alpha. */
  write(from: number, rows: number, target: Pointer): void;
}

/**
 * Encodes planes as a PNG of 8-bit grey or RGB, or rows as one of RGBA: band by band, each with the filter that suits it best. Needs memory
 * for a few bands, besides the result.
 */
export function encodePng(
  arena: Arena,
  picture: Picture | RgbaRows,
  width: number,
  height: number,
): Uint8Array<ArrayBuffer> {
  const mark = arena.mark();
  const channels = channelsOf(picture);
  const rowBytes = width * channels;
  const bandRows = Math.max(1, Math.min(height, Math.floor(BAND_BYTES / (rowBytes + 1))));
  const source = new Rows(arena, picture, width, bandRows);
  const compressor = new Compressor(arena, bandRows * (rowBytes + 1));
  const parts = [SIGNATURE, chunk(arena, 'IHDR', imageHeader(width, height, channels))];
  for (let from = 0; from < height; from += bandRows) {
    const rows = Math.min(bandRows, height - from);
    const pixels = source.read(from, rows);
    const length = rows * (rowBytes + 1);
    parts.push(
      compressor.band(length, from + rows === height, (filter, target) =>
        arena.kernels.pngFilter(filter, pixels, rowBytes, channels, rows, from === 0, target),
      ),
    );
  }
  parts.push(chunk(arena, 'IEND', []));
  arena.release(mark);
  return joined(parts);
}

function channelsOf({ kind }: Picture | RgbaRows): Channels {
  if (kind === 'rgba') return 4;
  return kind === 'grey' ? 1 : 3;
}

/** Rows of samples as PNG stores them, each with the row above it before it. */
class Rows {
  readonly #arena: Arena;
  readonly #picture: Picture | RgbaRows;
  readonly #width: number;
  readonly #interleaved: Pointer;

  constructor(arena: Arena, picture: Picture | RgbaRows, width: number, bandRows: number) {
    this.#arena = arena;
    this.#picture = picture;
    this.#width = width;
    this.#interleaved =
      picture.kind === 'grey' ? 0 : arena.alloc((bandRows + 1) * width * channelsOf(picture));
  }

  read(from: number, rows: number): Pointer {
    const width = this.#width;
    if (this.#picture.kind === 'grey') return this.#picture.grey + from * width;
    const above = Math.max(0, from - 1);
    if (this.#picture.kind === 'rgba') {
      this.#picture.write(above, from + rows - above, this.#interleaved);
      return this.#interleaved + (from - above) * width * 4;
    }
    const { red, green, blue } = this.#picture;
    const at = above * width;
    const count = (from + rows - above) * width;
    this.#arena.kernels.pngInterleave(red + at, green + at, blue + at, count, this.#interleaved);
    return this.#interleaved + (from - above) * width * 3;
  }
}

/** Makes a zlib stream (RFC 1950) out of bands, an IDAT chunk for each. */
class Compressor {
  readonly #arena: Arena;
  /** The filtered band, as it is tried and as it was best so far. */
  #tried: Pointer;
  #best: Pointer;
  readonly #counters: Pointer;
  readonly #codes: Pointer;
  readonly #output: Pointer;
  #isFirst = true;
  #bands = 0;
  #kind = 0;
  #adler = 1;

  constructor(arena: Arena, bandBytes: number) {
    this.#arena = arena;
    this.#tried = arena.alloc(bandBytes);
    this.#best = arena.alloc(bandBytes);
    this.#counters = arena.alloc(SYMBOLS * 4);
    this.#codes = arena.alloc(SYMBOLS * 4);
    // A code has up to 15 bits.
    this.#output = arena.alloc(2 * bandBytes + 1024);
  }

  /** @param filter writes the band's `length` bytes, filtered one way */
  band(
    length: number,
    isLast: boolean,
    filter: (kind: number, target: Pointer) => void,
  ): Uint8Array<ArrayBuffer> {
    const frequencies = this.#filterBest(length, filter);
    const { kernels } = this.#arena;
    kernels.deflateTo(this.#output + CHUNK_HEAD_BYTES, this.#isFirst);
    if (this.#isFirst) kernels.deflateBits(ZLIB_HEADER, 16);
    this.#isFirst = false;
    this.#writeBlock(length, isLast, frequencies);
    this.#adler = kernels.adler32(this.#adler, this.#best, length);
    let end = kernels.deflateFlush(isLast);
    if (isLast) {
      this.#arena.bytes(end, 4).set(bigEndian(this.#adler));
      end += 4;
    }
    return finishChunk(this.#arena, 'IDAT', this.#output, end);
  }

  /**
   * Filters the band, every few bands each way, keeping the one whose symbols hold the least information.
   *
   * @returns how often they occur
   */
  #filterBest(length: number, filter: (kind: number, target: Pointer) => void): Uint32Array {
    let best = new Uint32Array();
    let least = Infinity;
    const kinds = this.#bands % BANDS_PER_CHOICE === 0 ? FILTERS : [this.#kind];
    this.#bands++;
    for (const kind of kinds) {
      filter(kind, this.#tried);
      this.#arena.bytes(this.#counters, SYMBOLS * 4).fill(0);
      this.#arena.kernels.deflateCount(this.#tried, length, this.#counters);
      const counted = new Uint32Array(this.#arena.bytes(this.#counters, SYMBOLS * 4).slice().buffer);
      const bits = informationOf(counted);
      if (bits >= least) continue;
      [least, best] = [bits, counted];
      this.#kind = kind;
      [this.#tried, this.#best] = [this.#best, this.#tried];
    }
    return best;
  }

  /** A block with dynamic Huffman codes (RFC 1951 §3.2.7); lengths of codes are written as plain numbers of 4 bits. */
  #writeBlock(length: number, isLast: boolean, frequencies: Uint32Array): void {
    const { kernels } = this.#arena;
    const { lengths, codes } = deflateCodes(frequencies);
    this.#arena.bytes(this.#codes, SYMBOLS * 4).set(new Uint8Array(codes.buffer));
    kernels.deflateBits((isLast ? 1 : 0) | (2 << 1), 3);
    kernels.deflateBits(SYMBOLS - 257, 5);
    kernels.deflateBits(0, 5);
    kernels.deflateBits(CODE_LENGTH_ORDER.length - 4, 4);
    for (const symbol of CODE_LENGTH_ORDER) kernels.deflateBits(symbol > 15 ? 0 : CODE_LENGTH_BITS, 3);
    // The one distance, 1, has a code of one bit.
    for (const bits of [...lengths, 1])
      kernels.deflateBits(reversed(bits, CODE_LENGTH_BITS), CODE_LENGTH_BITS);
    kernels.deflateBlock(this.#best, length, this.#codes);
  }
}

/** Bits that symbols of these frequencies take at best. */
function informationOf(frequencies: Uint32Array): number {
  const total = frequencies.reduce((sum, count) => sum + count, 0);
  return frequencies.reduce(
    (bits, count) => (count === 0 ? bits : bits - count * Math.log2(count / total)),
    0,
  );
}

/** The lengths of the codes, and the codes as the kernel takes them (RFC 1951 §3.2.2). */
function deflateCodes(frequencies: Uint32Array): { lengths: Uint8Array; codes: Uint32Array<ArrayBuffer> } {
  const { counts, symbols } = huffmanLengths(frequencies, MAX_CODE_LENGTH);
  const lengths = new Uint8Array(SYMBOLS);
  let next = 0;
  for (const [length, count] of counts.entries()) {
    for (const symbol of symbols.slice(next, next + count)) lengths[symbol] = length;
    next += count;
  }
  const codes = new Uint32Array(SYMBOLS);
  let code = 0;
  for (let length = 1; length <= MAX_CODE_LENGTH; length++) {
    for (const [symbol, bits] of lengths.entries()) {
      if (bits === length) codes[symbol] = (reversed(code++, length) << 8) | length;
    }
    code <<= 1;
  }
  return { lengths, codes };
}

/** The lowest `length` bits in the opposite order. */
function reversed(value: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit++) result |= ((value >> bit) & 1) << (length - 1 - bit);
  return result;
}

function bigEndian(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function imageHeader(width: number, height: number, channels: Channels): number[] {
  return [...bigEndian(width), ...bigEndian(height), 8, COLOR_TYPES[channels], 0, 0, 0];
}

/** A small chunk (PNG 3rd edition §5.3). */
function chunk(arena: Arena, type: string, body: number[]): Uint8Array<ArrayBuffer> {
  const mark = arena.mark();
  const at = arena.alloc(CHUNK_HEAD_BYTES + body.length + 4);
  arena.bytes(at + CHUNK_HEAD_BYTES, body.length).set(body);
  const bytes = finishChunk(arena, type, at, at + CHUNK_HEAD_BYTES + body.length);
  arena.release(mark);
  return bytes;
}

/** Puts length, type and checksum around a body that ends at `end`. */
function finishChunk(arena: Arena, type: string, at: Pointer, end: Pointer): Uint8Array<ArrayBuffer> {
  const length = end - at - CHUNK_HEAD_BYTES;
  const name = Array.from(type, (letter) => letter.charCodeAt(0));
  arena.bytes(at, CHUNK_HEAD_BYTES).set([...bigEndian(length), ...name]);
  arena.bytes(end, 4).set(bigEndian(arena.kernels.crc32(at + 4, length + 4)));
  return arena.bytes(at, CHUNK_HEAD_BYTES + length + 4).slice();
}
