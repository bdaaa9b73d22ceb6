import type { TangentField } from '../../kernels/flow.ts';
import { unitPx } from '../pencil/scale.ts';
import type { Canvas } from '../canvas.ts';
import { paintedPlanes } from './guide.ts';

/** Rows that the kernel takes at once. */
const BAND_ROWS = 32;
/** Widest window whose sums fit 32 bits. */
const MAX_BLUR_PX = 13;
/** A picture's flat side holds at least this many windows, so that very long ones need no more memory than others. */
const WINDOWS_ACROSS = 80;

export interface Kuwahara {
  /** Distance of the windows where the photo shows no direction, units. */
  radius: number;
  /** Half width of a window, units. */
  window: number;
  /** Standard deviation, in levels, from which a window counts for little. */
  tolerance: number;
}

/** Kuwahara's filter along the photo's forms, in place; `from` and `to` are its share of the progress. */
export function* smoothAlong(
  canvas: Canvas,
  field: TangentField,
  { radius, window, tolerance }: Kuwahara,
  from: number,
  to: number,
): Generator<number, void, void> {
  const { arena, width, height } = canvas;
  const { kernels } = arena;
  const unit = Math.min(unitPx(width, height), Math.max(0.7, height / (WINDOWS_ACROSS * radius)));
  const [red = 0, green = red, blue = red] = paintedPlanes(canvas);
  const blur = Math.max(2, Math.min(MAX_BLUR_PX, Math.round(unit * window)));
  const radiusPx = Math.max(1, radius * unit);
  const mark = arena.mark();
  const scratch = arena.alloc(kernels.kuwaharaScratchBytes(width, blur, kernels.kuwaharaReach(radiusPx)));
  for (let row = 0; row < height; row += BAND_ROWS) {
    const end = Math.min(height, row + BAND_ROWS);
    kernels.kuwahara(
      red,
      green,
      blue,
      width,
      height,
      row,
      end,
      blur,
      radiusPx,
      1 / (tolerance * tolerance),
      field.at,
      field.width,
      field.height,
      scratch,
    );
    yield from + ((to - from) * end) / height;
  }
  arena.release(mark);
}
