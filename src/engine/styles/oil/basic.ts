import type { Canvas, Drawing } from '../canvas.ts';
import { pictureOf } from '../brush/guide.ts';
import { light } from '../brush/relief.ts';
import { mix, unitPx } from '../pencil/scale.ts';

const BAND_ROWS = 64;
/** Largest radius that the kernel counts. */
const MAX_RADIUS_PX = 127;

/** A quick oil sketch: every place takes the mean colour of its most frequent tone, which leaves dabs of even paint. */
export function* drawBasic(canvas: Canvas): Drawing {
  const { arena, width, height, grey, color, request } = canvas;
  const { kernels } = arena;
  const { strength, detail } = request;
  const unit = unitPx(width, height);
  const radius = Math.round(unit * mix(2.5, 7.5, strength) * mix(1.25, 0.75, detail));
  const tones = mix(8, 22, detail);
  const bins = Uint8Array.from({ length: 256 }, (_, level) => Math.round((level * tones) / 255));
  const { red, green, blue } = color ?? { red: grey, green: grey, blue: grey };
  const mark = arena.mark();
  const reach = Math.max(1, Math.min(MAX_RADIUS_PX, radius));
  const binsAt = arena.put(bins);
  const scratch = arena.alloc(kernels.oilScratchBytes(width, reach));
  for (let from = 0; from < height; from += BAND_ROWS) {
    const to = Math.min(height, from + BAND_ROWS);
    kernels.histogramOil(red, green, blue, grey, width, height, from, to, reach, binsAt, scratch);
    yield (to / height) * 0.8;
  }
  arena.release(mark);
  const lighting = { depth: mix(0.2, 0.9, strength), ground: 0.02, limit: 0.2, gloss: 20 };
  yield* light(canvas, grey, lighting, 0.8, 1);
  return pictureOf(canvas);
}
