import type { Canvas } from '../canvas.ts';
import { paintedPlanes } from './guide.ts';

const BAND_ROWS = 128;
/** Sharpnesses that the kernel has tables for. */
const SHARPNESSES = 16;

export interface Tones {
  /** How many tones there are between black and white. */
  count: number;
  /** Steepness of the softest and the sharpest step, the factor in tanh's argument per tone. */
  steepness: readonly [number, number];
  /** Change from pixel to pixel, levels, at which steps are sharpest. */
  sharpFrom: number;
  /** Factor of the colours' distance to grey. */
  saturation: number;
}

/**
 * The tone of each luminance: the middle of its step, and from there to its ends along a tanh (Winnemöller, Olsen,
 * Gooch 2006, §3.3), which is scaled so that neighbouring steps meet.
 */
function toneTable(count: number, steepness: number): number[] {
  const width = 255 / count;
  return Array.from({ length: 256 }, (_, level) => {
    const middle = (Math.min(count - 1, Math.floor(level / width)) + 0.5) * width;
    const away = (level - middle) / (width / 2);
    const soft = steepness > 0.05 ? rise(away, steepness) : away;
    return Math.max(0, Math.min(255, Math.round(middle + (width / 2) * soft)));
  });
}

/** From −1 to 1 as −1…1, flat in the middle of a step and steep at its ends. */
function rise(away: number, steepness: number): number {
  const side = Math.sign(away);
  return side * (1 - Math.tanh(steepness * (1 - Math.abs(away))) / Math.tanh(steepness));
}

/** Draws the tones of a painting together, in place; `from` and `to` are its share of the progress. */
export function* quantise(
  canvas: Canvas,
  tones: Tones,
  from: number,
  to: number,
): Generator<number, void, void> {
  const { arena, width, height } = canvas;
  const [red = 0, green = red, blue = red] = paintedPlanes(canvas);
  const [soft, sharp] = tones.steepness;
  const tables = Array.from({ length: SHARPNESSES }, (_, i) =>
    toneTable(tones.count, soft + ((sharp - soft) * i) / (SHARPNESSES - 1)),
  );
  const mark = arena.mark();
  const at = arena.put(Uint8Array.from(tables.flat()));
  const sharpening = Math.round((256 * SHARPNESSES) / tones.sharpFrom);
  const saturation = Math.round(256 * tones.saturation);
  for (let row = 0; row < height; row += BAND_ROWS) {
    const end = Math.min(height, row + BAND_ROWS);
    arena.kernels.softQuantise(red, green, blue, width, height, row, end, at, sharpening, saturation);
    yield from + ((to - from) * end) / height;
  }
  arena.release(mark);
}
