import { accented } from '../brush/accents.ts';
import { directionsOf } from '../brush/directions.ts';
import { paintedPlanes, pictureOf } from '../brush/guide.ts';
import { smoothAlong } from '../brush/kuwahara.ts';
import { paintOver } from '../brush/painting.ts';
import { bristlesOf, light } from '../brush/relief.ts';
import { layLayer } from '../brush/strokes.ts';
import { quantise } from '../brush/tones.ts';
import type { Canvas, Drawing } from '../canvas.ts';
import { mix, unitPx } from '../pencil/scale.ts';

/** Half widths of the brushes in units, largest first, and distances between their strokes in half widths. */
const BRUSHES = [
  { halfWidth: 16, spacing: 1.7 },
  { halfWidth: 8, spacing: 1.5 },
  { halfWidth: 4, spacing: 1.5 },
  { halfWidth: 1.7, spacing: 1.4 },
] as const;
/** Half width of the liner that sets the accents, units. */
const LINER = 1.3;

/** Flat brushes in four sizes over an underpainting of plain tones, and dark accents along the contours. */
export function* drawArtistic(canvas: Canvas): Drawing {
  const { arena, width, height, grey, color, request } = canvas;
  const { strength, detail, seed } = request;
  const unit = unitPx(width, height);
  const field = directionsOf(arena, grey, width, height, 10);
  const accentsOver = accented(canvas, mix(10, 5, detail));
  const radius = mix(2, 4, strength) * mix(1.3, 0.7, detail);
  yield* smoothAlong(canvas, field, { radius, window: radius * 0.7, tolerance: 4 }, 0.05, 0.25);
  const count = Math.round(mix(8, 14, detail));
  const tones = { count, steepness: [1.2, 6] as const, sharpFrom: 6, saturation: mix(1, 1.08, strength) };
  yield* quantise(canvas, tones, 0.25, 0.3);

  const heights = color ? grey : arena.alloc(width * height);
  arena.bytes(heights, width * height).fill(0);
  const size = mix(0.75, 1.25, strength) * mix(1.25, 0.8, detail);
  const layers = BRUSHES.map(({ halfWidth, spacing }, i) => ({
    halfWidth: halfWidth * size,
    reach: 4,
    spacing,
    worth: Math.round((8 + 4 * i) * mix(1.4, 0.8, detail)),
    tolerance: i === 0 ? 26 : 20,
    variation: 3,
    wobble: 0.03,
    thickness: [120, 160] as const,
  }));
  const easel = {
    heights,
    ...bristlesOf(canvas, 2, 140),
    round: 0.06,
    ragged: 0.25,
    softPx: 2 * unit,
    dry: 0.12,
    groove: 3,
  };
  const { guide, spare } = yield* paintOver(canvas, field, { layers, blur: 0.35, easel }, 0.3, 0.8);

  accentsOver(guide, spare);
  const accent = {
    halfWidth: LINER * size * unit * (guide.width / width),
    reach: 9,
    spacing: 1.6,
    worth: 14,
    tolerance: 40,
    variation: 2,
    wobble: 0,
    thickness: [150, 150] as const,
  };
  const painting = { width, height, planes: paintedPlanes(canvas) };
  const liner = { ...easel, painting, round: 2.5, ragged: 0.2, dry: 0, groove: 0 };
  for (const done of layLayer(arena, spare, guide, field, accent, liner, seed)) {
    yield 0.8 + done * 0.1;
  }
  const lighting = { depth: mix(0.35, 1, strength), ground: 0.03, limit: 0.25, gloss: 40 };
  yield* light(canvas, heights, lighting, 0.9, 1);
  return pictureOf(canvas);
}
