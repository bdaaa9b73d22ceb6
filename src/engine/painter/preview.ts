import { applyPalette, GIFEncoder, quantize } from 'gifenc/dist/gifenc.esm.js';
import type { Arena } from '../kernels/arena.ts';
import { fitWithin, shrink } from '../shrink.ts';
import { halveInto, halvings } from '../styles/brush/guide.ts';
import type { Rgb } from './canvas.ts';
import type { Sheet } from './sheet.ts';

const LONG_SIDE_PX = 240;
const COLORS = 128;
const RGBA_BYTES = 4;
/** Pixels of a frame, in those of its small copy, that it is halved down to first, which takes less time. */
const MOST_TO_SHRINK = 3;
/** How long the finished picture stays, in the pauses between other pictures. */
const LAST_PAUSES = 8;

/** A small moving picture of a film, for places that show no video. */
export class Preview {
  readonly width: number;
  readonly height: number;
  readonly #arena: Arena;
  readonly #sheet: Sheet;
  readonly #frames: Uint8ClampedArray[] = [];

  constructor(arena: Arena, sheet: Sheet) {
    this.#arena = arena;
    this.#sheet = sheet;
    [this.width, this.height] = fitWithin(sheet.paddedWidth, sheet.paddedHeight, LONG_SIDE_PX);
  }

  /** Keeps a small copy of what is shown. */
  take(shown: Rgb): void {
    const { paddedWidth, paddedHeight } = this.#sheet;
    const arena = this.#arena;
    const pixels = this.width * this.height;
    const mark = arena.mark();
    const half = halvings(paddedWidth, paddedHeight, pixels * MOST_TO_SHRINK);
    const between = arena.alloc(half.width * half.height);
    const planes = shown.map((plane) => {
      const target = arena.alloc(pixels);
      halveInto(arena, plane, paddedWidth, paddedHeight, half.times, between);
      shrink(arena, between, half.width, half.height, target, this.width, this.height);
      return target;
    });
    const rgba = arena.alloc(pixels * RGBA_BYTES);
    const [red = 0, green = 0, blue = 0] = planes;
    arena.kernels.rgbaFromPlanes(red, green, blue, pixels, rgba);
    this.#frames.push(new Uint8ClampedArray(arena.bytes(rgba, pixels * RGBA_BYTES)));
    arena.release(mark);
  }

  /** The film as an endless GIF of one palette. */
  gif(seconds: number): Uint8Array<ArrayBuffer> {
    const gif = GIFEncoder();
    const size = this.width * this.height * RGBA_BYTES;
    const all = new Uint8ClampedArray(size * this.#frames.length);
    for (const [i, frame] of this.#frames.entries()) all.set(frame, i * size);
    const middle = this.#frames[this.#frames.length >> 1];
    const last = this.#frames.at(-1);
    if (!middle || !last) throw new Error('A film has pictures.');
    const seen = new Uint8ClampedArray(size * 2);
    seen.set(middle);
    seen.set(last, size);
    const palette = quantize(seen, COLORS, { format: 'rgb565' });
    const indices = applyPalette(all, palette, 'rgb565');
    const delay = Math.round((seconds * 1000) / this.#frames.length);
    for (let i = 0; i < this.#frames.length; i++) {
      const lastOne = i === this.#frames.length - 1;
      gif.writeFrame(
        indices.subarray((i * size) / RGBA_BYTES, ((i + 1) * size) / RGBA_BYTES),
        this.width,
        this.height,
        { ...(i === 0 && { palette }), delay: lastOne ? delay * LAST_PAUSES : delay },
      );
    }
    gif.finish();
    return new Uint8Array(gif.bytes());
  }
}
