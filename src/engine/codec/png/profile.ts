import { EngineError } from '../../errors.ts';
import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import { MAX_PROFILE_BYTES } from '../icc/profile.ts';
import { Inflater } from './inflater.ts';

/** Longest name of a profile, with the zero behind it (PNG 3rd edition §11.3.2.3). */
const MAX_NAME_BYTES = 80;

/** The profile in an iCCP chunk, as far as MAX_PROFILE_BYTES go; undefined where there is none that can be read. */
export function readProfile(arena: Arena, chunk: Uint8Array | undefined): Uint8Array | undefined {
  const nameEnd = chunk?.subarray(0, MAX_NAME_BYTES).indexOf(0) ?? -1;
  // Method 0, DEFLATE, is the only one.
  if (!chunk || nameEnd < 1 || chunk[nameEnd + 1] !== 0) return undefined;
  const mark = arena.mark();
  try {
    const inflater = new Inflater(arena, new Bytes(arena, chunk.subarray(nameEnd + 2)), MAX_PROFILE_BYTES);
    return inflater.takeUpTo(MAX_PROFILE_BYTES).slice();
  } catch (error) {
    if (error instanceof EngineError && error.code === 'CORRUPT_IMAGE') return undefined;
    throw error;
  } finally {
    arena.release(mark);
  }
}

/** Bytes that are there already, as a source. */
class Bytes {
  readonly #arena: Arena;
  #rest: Uint8Array;

  constructor(arena: Arena, bytes: Uint8Array) {
    this.#arena = arena;
    this.#rest = bytes;
  }

  read(target: Pointer, most: number): number {
    const bytes = this.#rest.subarray(0, most);
    this.#arena.bytes(target, bytes.length).set(bytes);
    this.#rest = this.#rest.subarray(bytes.length);
    return bytes.length;
  }
}
