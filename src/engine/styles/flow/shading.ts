import type { Pointer } from '../../kernels/kernels.ts';
import type { Canvas } from '../canvas.ts';

const BAND_ROWS = 64;

/** How soft the border of a stroke or dot is, 256ths of its threshold's range. */
export const CRISP = 24;

/** How much of where strokes break is the paper's doing, 256ths. */
export const DRY = 14;

/** One layer of strokes or dots. */
export interface Layer {
  /** Coverage (0–255) of every level of the photo. */
  coverage: Uint8Array;
  /** Turns the coverage of rows from … to − 1 into ink; `plane` is where row 0 would lie. */
  deposit: (plane: Pointer, from: number, to: number) => void;
}

/** 0 up to `from`, 1 from `to` on, straight between. */
export function ramp(value: number, from: number, to: number): number {
  return Math.max(0, Math.min(1, (value - from) / (to - from)));
}

/** Adds layers of shading to a drawing in ink, in bands of rows; yields the fraction done. */
export function* shade(canvas: Canvas, ink: Pointer, layers: Layer[]): Generator<number, void, void> {
  const { arena, width, height, grey } = canvas;
  const { kernels } = arena;
  const mark = arena.mark();
  const band = arena.alloc(BAND_ROWS * width);
  const tables = layers.map(({ coverage }) => arena.put(coverage));
  for (let from = 0; from < height; from += BAND_ROWS) {
    const to = Math.min(height, from + BAND_ROWS);
    const [at, count] = [from * width, (to - from) * width];
    for (const [i, { deposit }] of layers.entries()) {
      kernels.lookup(grey + at, count, tables[i] ?? 0, band);
      deposit(band - at, from, to);
      kernels.accumulate(band, count, ink + at);
    }
    yield to / height;
  }
  arena.release(mark);
}
