import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import { SLACK_BYTES } from '../../kernels/arena.ts';
import { findMarker, isRestart, RST0, SOF0 } from './markers.ts';

const WINDOW_BYTES = 256 * 1024;

/**
 * Most that an MCU can take: 10 blocks of 64 coefficients with 16 bits of code and 15 of value, each byte FF and
 * stuffed, and what the reader takes in ahead.
 */
const MAX_MCU_BYTES = (10 * 64 * 31 * 2) / 8 + 16;

/** Passes the entropy-coded data of a file through a window of the arena, MCU by MCU, over lost restart markers. */
export class EntropyData {
  readonly #arena: Arena;
  readonly #file: Uint8Array;
  readonly #window: Pointer;
  readonly #capacity: number;
  /** Offset in the file of the window's first byte, and bytes in it. */
  #start = 0;
  #length = 0;

  constructor(arena: Arena, file: Uint8Array) {
    this.#arena = arena;
    this.#file = file;
    this.#capacity = Math.min(file.length, WINDOW_BYTES);
    this.#window = arena.alloc(this.#capacity + SLACK_BYTES);
  }

  /** Offset in the file before which all is read; the scan's next marker comes at or behind it. */
  get offset(): number {
    return this.#start + this.#arena.kernels.jpegPosition() - this.#window;
  }

  begin(dataAt: number, interval: number): void {
    this.#load(dataAt);
    this.#arena.kernels.jpegBeginScan(this.#window, interval);
  }

  /** Runs `decode`, which says the MCU it stopped before, over a row of MCUs. */
  row(mcus: number, decode: (from: number, to: number) => number): void {
    for (let mcu = decode(0, mcus); mcu < mcus; mcu = decode(mcu, mcus)) {
      const awaited = this.#arena.kernels.jpegAwaitedRestart();
      if (awaited >= 0) this.#resynchronise(awaited);
      else this.#load(this.offset);
    }
  }

  /** Moves the window to an offset, which becomes the reader's position. */
  #load(offset: number): void {
    this.#start = offset;
    this.#length = Math.min(this.#capacity, this.#file.length - offset);
    const bytes = this.#arena.bytes(this.#window, this.#length + SLACK_BYTES);
    bytes.set(this.#file.subarray(offset, offset + this.#length));
    bytes.fill(0xff, this.#length);
    const end = this.#window + this.#length;
    const isLast = offset + this.#length === this.#file.length;
    this.#arena.kernels.jpegWindow(this.#window, end, isLast ? end : end - MAX_MCU_BYTES);
  }

  #restart(offset: number): void {
    if (offset > this.#start + this.#length) this.#load(offset);
    this.#arena.kernels.jpegRestart(this.#window + offset - this.#start);
  }

  /**
   * Finds where a restart interval begins whose marker is not in its place, as libjpeg does (jpeg_resync_to_restart):
   * markers a little ahead mean that intervals are lost, a little behind that there is one too many.
   */
  #resynchronise(awaited: number): void {
    for (let from = this.offset; ;) {
      const at = findMarker(this.#file, from);
      if (at < 0) {
        this.#restart(this.#file.length);
        return;
      }
      const code = this.#file[at + 1] ?? 0;
      const ahead = (code - RST0 - awaited) & 7;
      const skipped = isRestart(code) ? ahead >= 6 : code < SOF0;
      if (!skipped) {
        const waits = isRestart(code) ? ahead === 1 || ahead === 2 : true;
        this.#restart(waits ? at : at + 2);
        return;
      }
      from = at + 2;
    }
  }
}
