import { type Arena, SLACK_BYTES } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import { corrupt } from '../bytes.ts';

/** How far back a match may reach (RFC 1951 §2). */
const HISTORY_BYTES = 32 * 1024;
const INPUT_BYTES = 64 * 1024;
const OUTPUT_BYTES = 64 * 1024;
/** A header has 3 + 14 + 19 · 3 bits and 316 lengths of codes of up to 14 bits; and what the reader takes in ahead. */
const MAX_HEADER_BYTES = 640;
/** How far the kernel may go past its limit. */
const OVERRUN_BYTES = 320;

/** What the kernel ended for. */
const STARVED = 1;
const ENDED = 2;
const DAMAGED = -1;

/** DEFLATE with a window of up to 32 KiB, no dictionary, in a header that 31 divides (RFC 1950 §2.2). */
const METHOD_DEFLATE = 8;
const MAX_WINDOW_BITS = 15;
const DICTIONARY_FLAG = 0x20;
const ZLIB_HEADER_BYTES = 2;

/** Compressed bytes, piece by piece. */
export interface Source {
  /** Copies the next bytes to `target`, up to `most`; says how many, 0 at the end. */
  read(target: Pointer, most: number): number;
  /** Reads on to where what was begun can be checked, over a window of so many bytes. */
  finish?(window: Pointer, bytes: number): void;
}

/** Bytes of the arena that an inflater takes. */
export function inflaterBytes(mostAtOnce: number): number {
  return INPUT_BYTES + MAX_HEADER_BYTES + HISTORY_BYTES + OUTPUT_BYTES + mostAtOnce + OVERRUN_BYTES + 1024;
}

/**
 * Takes a zlib stream (RFC 1950) apart, only as far as it is asked for. Its checksum is not looked at, as by libpng
 * behind the last row: chunks have their own.
 */
export class Inflater {
  readonly #arena: Arena;
  readonly #source: Source;
  readonly #input: Pointer;
  readonly #output: Pointer;
  readonly #limit: Pointer;
  /** Bytes that stand in the input window. */
  #length = 0;
  #isFinal = false;
  /** From where on bytes are not taken yet, and where they end. */
  #next: Pointer;
  #end: Pointer;

  /**
   * @param mostAtOnce bytes that are asked for at once
   * @throws {EngineError} CORRUPT_IMAGE
   */
  constructor(arena: Arena, source: Source, mostAtOnce: number) {
    this.#arena = arena;
    this.#source = source;
    this.#input = arena.alloc(INPUT_BYTES + MAX_HEADER_BYTES + SLACK_BYTES);
    const room = HISTORY_BYTES + OUTPUT_BYTES + mostAtOnce;
    this.#output = arena.alloc(room + OVERRUN_BYTES);
    this.#limit = this.#output + room;
    this.#next = this.#output;
    this.#end = this.#output;
    arena.kernels.inflateBegin();
    this.#begin();
  }

  /**
   * The next `count` bytes, valid until the next call.
   *
   * @throws {EngineError} CORRUPT_IMAGE when the stream is damaged or has no more
   */
  take(count: number): Pointer {
    while (this.#end - this.#next < count) {
      const hasEnded = this.#produce() === ENDED;
      if (hasEnded && this.#end - this.#next < count) throw corrupt('its compressed data end too early');
    }
    const at = this.#next;
    this.#next += count;
    return at;
  }

  /** As `take`, but fewer where the stream ends. */
  takeUpTo(count: number): Uint8Array {
    while (this.#end - this.#next < count && this.#produce() !== ENDED);
    const at = this.#next;
    this.#next = Math.min(this.#end, at + count);
    return this.#arena.bytes(at, this.#next - at);
  }

  /** To be called when no more will be taken. */
  finish(): void {
    this.#source.finish?.(this.#input, INPUT_BYTES);
  }

  #begin(): void {
    this.#length = 0;
    this.#refill(this.#input);
    const [method = 0, flags = 0] = this.#arena.bytes(this.#input, ZLIB_HEADER_BYTES);
    const fine =
      this.#length > ZLIB_HEADER_BYTES &&
      (method & 15) === METHOD_DEFLATE &&
      (method >> 4) + 8 <= MAX_WINDOW_BITS &&
      ((method << 8) | flags) % 31 === 0 &&
      (flags & DICTIONARY_FLAG) === 0;
    if (!fine) throw corrupt('its compressed data make no sense');
    this.#window(ZLIB_HEADER_BYTES);
  }

  #produce(): number {
    const { kernels } = this.#arena;
    if (this.#end >= this.#limit) this.#slide();
    const outcome = kernels.inflate(this.#output, this.#end, this.#limit);
    this.#end = kernels.inflateOutput();
    if (outcome === DAMAGED) throw corrupt('its compressed data make no sense');
    if (outcome === STARVED) {
      if (this.#isFinal) throw corrupt('the file ends too early');
      this.#refill(kernels.inflatePosition());
      this.#window(0);
    }
    return outcome;
  }

  /** Moves what a match may reach and what is not taken yet to the front. */
  #slide(): void {
    const from = Math.min(this.#next, this.#end - HISTORY_BYTES);
    const length = this.#end - from;
    this.#arena.bytes(this.#output, length).set(this.#arena.bytes(from, length));
    this.#next -= from - this.#output;
    this.#end = this.#output + length;
  }

  /** Moves the input from `position` on to the front and fills up behind it. */
  #refill(position: Pointer): void {
    const rest = this.#input + this.#length - position;
    this.#arena.bytes(this.#input, rest).set(this.#arena.bytes(position, rest));
    this.#length = rest;
    while (this.#length < INPUT_BYTES) {
      const read = this.#source.read(this.#input + this.#length, INPUT_BYTES - this.#length);
      this.#isFinal = read === 0;
      if (read === 0) break;
      this.#length += read;
    }
    this.#arena.bytes(this.#input + this.#length, MAX_HEADER_BYTES + SLACK_BYTES).fill(0);
  }

  #window(skip: number): void {
    const end = this.#input + this.#length;
    const lastStart = this.#isFinal ? end : end - MAX_HEADER_BYTES;
    this.#arena.kernels.inflateWindow(this.#input + skip, end, lastStart);
  }
}
