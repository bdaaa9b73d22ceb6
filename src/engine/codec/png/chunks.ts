import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import { ByteReader, corrupt } from '../bytes.ts';
import type { Source } from './inflater.ts';
import { type Layout, readLayout } from './layout.ts';

const SIGNATURE_BYTES = 8;
/** Length and type before a chunk's data, the checksum behind them (PNG 3rd edition §5.3). */
const HEAD_BYTES = 8;
const CRC_BYTES = 4;
/** Bytes that pass through the arena at once for their checksum. */
const CRC_WINDOW_BYTES = 16 * 1024;
const MAX_PALETTE_BYTES = 256 * 3;

interface Chunk {
  type: string;
  /** Offsets in the file; `end` is before the checksum, and may lie behind the file's end. */
  start: number;
  end: number;
}

/** What a PNG file says before its pixels. */
export interface Preface {
  layout: Layout;
  /** Red, green and blue of each entry. */
  palette: Uint8Array | undefined;
  /** The tRNS chunk (§11.3.1.1). */
  transparency: Uint8Array | undefined;
  /** The iCCP chunk (§11.3.2.3). */
  profile: Uint8Array | undefined;
  /** Offset of the first IDAT chunk. */
  dataAt: number;
}

/**
 * Reads the chunks before the pixels. As by libpng, a wrong checksum spoils the file where the chunk is critical, and
 * else the chunk.
 *
 * @throws {EngineError} CORRUPT_IMAGE
 */
export function readPreface(arena: Arena, file: Uint8Array): Preface {
  let layout: Layout | undefined;
  let palette: Uint8Array | undefined;
  let transparency: Uint8Array | undefined;
  let profile: Uint8Array | undefined;
  const reader = new ByteReader(file);
  for (let at = SIGNATURE_BYTES; ;) {
    const chunk = chunkAt(reader, at);
    if (!chunk || (chunk.type !== 'IDAT' && chunk.end + CRC_BYTES > file.length)) {
      throw corrupt('the file ends too early');
    }
    if (chunk.type === 'IDAT') {
      if (!layout) throw corrupt('a PNG must begin with IHDR');
      return { layout, palette, transparency, profile, dataAt: at };
    }
    if (chunk.type === 'IEND') throw corrupt('it has no pixels');
    const body = file.subarray(chunk.start, chunk.end);
    if (chunk.type === 'IHDR') layout ??= readLayout(checked(arena, file, chunk));
    if (chunk.type === 'PLTE') palette ??= checkedPalette(checked(arena, file, chunk));
    if (chunk.type === 'tRNS' && isIntact(arena, file, chunk)) transparency ??= body;
    if (chunk.type === 'iCCP' && isIntact(arena, file, chunk)) profile ??= body;
    at = chunk.end + CRC_BYTES;
  }
}

function chunkAt(reader: ByteReader, at: number): Chunk | undefined {
  if (!reader.has(at + HEAD_BYTES)) return undefined;
  const start = at + HEAD_BYTES;
  return { type: reader.text(at + 4, 4), start, end: start + reader.u32(at) };
}

function checked(arena: Arena, file: Uint8Array, chunk: Chunk): Uint8Array {
  if (!isIntact(arena, file, chunk)) throw corrupt(`the checksum of its ${chunk.type} chunk is wrong`);
  return file.subarray(chunk.start, chunk.end);
}

function checkedPalette(palette: Uint8Array): Uint8Array {
  if (palette.length === 0 || palette.length % 3 !== 0 || palette.length > MAX_PALETTE_BYTES) {
    throw corrupt('its palette makes no sense');
  }
  return palette;
}

function isIntact(arena: Arena, file: Uint8Array, { start, end }: Chunk): boolean {
  const mark = arena.mark();
  const window = arena.alloc(CRC_WINDOW_BYTES);
  let crc = 0;
  for (let at = start - 4; at < end; at += CRC_WINDOW_BYTES) {
    const bytes = file.subarray(at, Math.min(end, at + CRC_WINDOW_BYTES));
    arena.bytes(window, bytes.length).set(bytes);
    crc = arena.kernels.crc32Of(crc, window, bytes.length);
  }
  arena.release(mark);
  return new ByteReader(file).i32(end) === crc;
}

/** The data of consecutive IDAT chunks, whose checksums are looked at as their ends pass. */
export class ImageData implements Source {
  readonly #arena: Arena;
  readonly #file: Uint8Array;
  readonly #reader: ByteReader;
  readonly #type: Pointer;
  #chunk: Chunk | undefined;
  #at = 0;
  #crc = 0;

  /** @param dataAt offset of the first IDAT chunk */
  constructor(arena: Arena, file: Uint8Array, dataAt: number) {
    this.#arena = arena;
    this.#file = file;
    this.#reader = new ByteReader(file);
    this.#type = arena.alloc(4);
    this.#open(dataAt);
  }

  /** @throws {EngineError} CORRUPT_IMAGE when a checksum is wrong */
  read(target: Pointer, most: number): number {
    while (this.#chunk && this.#at >= this.#chunk.end) this.#close(this.#chunk);
    if (!this.#chunk) return 0;
    const bytes = this.#file.subarray(this.#at, Math.min(this.#chunk.end, this.#at + most));
    this.#arena.bytes(target, bytes.length).set(bytes);
    this.#crc = this.#arena.kernels.crc32Of(this.#crc, target, bytes.length);
    this.#at += bytes.length;
    // What a truncated file has of a chunk comes to an end before the chunk does.
    if (this.#at >= this.#file.length) this.#chunk = undefined;
    return bytes.length;
  }

  /**
   * Looks at the checksum of the chunk that was begun, when all rows are there.
   *
   * @throws {EngineError} CORRUPT_IMAGE when it is wrong
   */
  finish(window: Pointer, bytes: number): void {
    const { end } = this.#chunk ?? { end: 0 };
    while (this.#chunk && this.#at < end) this.read(window, Math.min(bytes, end - this.#at));
    if (this.#chunk) this.#close(this.#chunk);
  }

  #open(at: number): void {
    const chunk = chunkAt(this.#reader, at);
    this.#chunk = chunk?.type === 'IDAT' ? chunk : undefined;
    if (!this.#chunk) return;
    this.#at = this.#chunk.start;
    this.#arena.bytes(this.#type, 4).set(this.#file.subarray(this.#at - 4, this.#at));
    this.#crc = this.#arena.kernels.crc32Of(0, this.#type, 4);
  }

  #close({ end }: Chunk): void {
    if (this.#reader.has(end + CRC_BYTES) && this.#reader.i32(end) !== this.#crc) {
      throw corrupt('the checksum of its IDAT chunk is wrong');
    }
    this.#open(end + CRC_BYTES);
  }
}
