import { directionsOf } from '../brush/directions.ts';
import { pictureOf } from '../brush/guide.ts';
import { paintOver } from '../brush/painting.ts';
import { bristlesOf, light } from '../brush/relief.ts';
import type { Canvas, Drawing } from '../canvas.ts';
import { mix, unitPx } from '../pencil/scale.ts';

/** Half widths of the brushes in units, largest first, and distances between their strokes in half widths. */
const BRUSHES = [
  { halfWidth: 16, spacing: 2 },
  { halfWidth: 8, spacing: 1.7 },
  { halfWidth: 4, spacing: 1.6 },
  { halfWidth: 2, spacing: 1.5 },
] as const;

/**
 * Impasto: loaded brushes in four sizes along the forms, the light on the ridges that they leave (Hertzmann 1998, 2002);
 * lights are laid on thickest.
 */
export function* drawArtistic(canvas: Canvas): Drawing {
  const { arena, width, height, grey, color, request } = canvas;
  const { strength, detail } = request;
  const unit = unitPx(width, height);
  const field = directionsOf(arena, grey, width, height, 8);
  // In colour the photo's luminance has served; its plane holds the paint's height.
  const heights = color ? grey : arena.alloc(width * height);
  arena.bytes(heights, width * height).fill(0);
  const size = mix(0.7, 1.3, strength) * mix(1.25, 0.8, detail);
  const layers = BRUSHES.map(({ halfWidth, spacing }, i) => ({
    halfWidth: halfWidth * size,
    reach: i === 0 ? 4 : 7,
    spacing,
    worth: Math.round((9 + 5 * i) * mix(1.4, 0.8, detail)),
    tolerance: i === 0 ? 28 : 24,
    variation: 4,
    wobble: 0.02,
    thickness: [90, 240] as const,
  }));
  const easel = {
    heights,
    ...bristlesOf(canvas, 2.8, 110),
    round: 0.8,
    ragged: 0.3,
    softPx: 5 * unit,
    dry: 0.3,
    groove: 7,
  };
  yield* paintOver(canvas, field, { layers, blur: 0.5, easel }, 0.05, 0.85);
  const lighting = { depth: mix(0.8, 2, strength), ground: 0.03, limit: 0.35, gloss: 80 };
  yield* light(canvas, heights, lighting, 0.85, 1);
  return pictureOf(canvas);
}
