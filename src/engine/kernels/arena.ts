import { EngineError } from '../errors.ts';
import { type Kernels, type Pointer, instantiateKernels } from './kernels.ts';

export const PAGE_BYTES = 65_536;
export const INITIAL_PAGES = 16;
/** 64 MiB: half of an isolate's 128 MB stays for the codec, input, output and JavaScript. */
export const MAXIMUM_PAGES = 1024;
/** What a kernel may read and overwrite behind the end of a plane, so that loops need no scalar tail. */
export const SLACK_BYTES = 64;
const ALIGNMENT_BYTES = 16;

/** Memory of the arena. */
export interface Stretch {
  at: Pointer;
  bytes: number;
}

/**
 * The kernels and their one memory. A bump pointer hands it out; every job starts again from the bottom, because
 * an instance's memory is never given back and new instances do not make V8 collect old ones.
 */
export class Arena {
  readonly kernels: Kernels;
  readonly #memory: WebAssembly.Memory;
  readonly #start: Pointer;
  #top: Pointer;

  constructor(module: WebAssembly.Module) {
    this.#memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES });
    this.kernels = instantiateKernels(module, this.#memory);
    this.#start = this.kernels.arenaStart();
    this.#top = this.#start;
  }

  memoryBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /**
   * Uninitialised memory, 16-byte aligned, with slack behind it. Views taken before may be detached by growth.
   *
   * @throws {EngineError} IMAGE_TOO_LARGE when the arena is full: the memory plan was wrong
   */
  alloc(bytes: number): Pointer {
    const at = this.#top;
    const top = at + Math.ceil((bytes + SLACK_BYTES) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    const missing = Math.ceil((top - this.#memory.buffer.byteLength) / PAGE_BYTES);
    if (top > MAXIMUM_PAGES * PAGE_BYTES) {
      throw new EngineError('IMAGE_TOO_LARGE', 'This photo needs more memory than a sketch may take.');
    }
    if (missing > 0) this.#memory.grow(missing);
    this.#top = top;
    return at;
  }

  /** Where the next allocation goes; hand it to `release` to give back all that came after. */
  mark(): Pointer {
    return this.#top;
  }

  release(mark: Pointer): void {
    this.#top = mark;
  }

  /** The largest stretch of what was handed out that none of `kept` covers: free, when nobody needs the rest. */
  largestGap(kept: readonly Stretch[]): Stretch {
    let largest: Stretch = { at: this.#start, bytes: 0 };
    let from = this.#start;
    const end = { at: this.#top, bytes: 0 };
    for (const { at, bytes } of [...kept.toSorted((a, b) => a.at - b.at), end]) {
      if (at - from > largest.bytes) largest = { at: from, bytes: at - from };
      from = Math.max(from, at + bytes + SLACK_BYTES);
    }
    return largest;
  }

  reset(): void {
    this.#top = this.#start;
  }

  /** A view that is valid until the next allocation. */
  bytes(at: Pointer, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, at, length);
  }

  floats(at: Pointer, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, at, length);
  }

  /** Unsigned 32-bit numbers. */
  words(at: Pointer, length: number): Uint32Array {
    return new Uint32Array(this.#memory.buffer, at, length);
  }

  /** Copies a table in and says where it lies. */
  put(table: Int16Array | Int32Array | Uint8Array | Float32Array): Pointer {
    const at = this.alloc(table.byteLength);
    this.bytes(at, table.byteLength).set(new Uint8Array(table.buffer, table.byteOffset, table.byteLength));
    return at;
  }
}
