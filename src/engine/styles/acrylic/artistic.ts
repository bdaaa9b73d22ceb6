import { directionsOf } from '../brush/directions.ts';
import { accented } from '../brush/accents.ts';
import { blurInto, guideOf, paintedPlanes, pictureOf, roomLike } from '../brush/guide.ts';
import { smoothAlong } from '../brush/kuwahara.ts';
import { bristlesOf, light } from '../brush/relief.ts';
import { layLayer } from '../brush/strokes.ts';
import { quantise } from '../brush/tones.ts';
import type { Canvas, Drawing } from '../canvas.ts';
import { mix, unitPx } from '../pencil/scale.ts';

/** Half widths of the brushes, in units, largest first. */
const BRUSHES = [17, 9, 4.5, 2.2] as const;

export function* drawArtistic(canvas: Canvas): Drawing {
  const { arena, width, height, grey, color, request } = canvas;
  const { strength, detail, seed } = request;
  const unit = unitPx(width, height);
  const field = directionsOf(arena, grey, width, height, 8);
  const accentsOf = accented(canvas, mix(10, 5, detail));
  const radius = mix(2, 4, strength) * mix(1.3, 0.7, detail);
  yield* smoothAlong(canvas, field, { radius, window: radius * 0.7, tolerance: 4 }, 0.05, 0.25);
  const count = Math.round(mix(8, 14, detail));
  const tones = { count, steepness: [1.2, 6] as const, sharpFrom: 6, saturation: mix(1, 1.25, strength) };
  yield* quantise(canvas, tones, 0.25, 0.3);

  const guide = guideOf(canvas);
  const shrunk = guide.width / width;
  const heights = color ? grey : arena.alloc(width * height);
  arena.bytes(heights, width * height).fill(60);
  let below = roomLike(arena, guide);
  let sharp = roomLike(arena, guide);
  const painting = { width, height, planes: paintedPlanes(canvas) };
  const size = mix(0.75, 1.25, strength) * mix(1.25, 0.8, detail);
  const easel = {
    painting,
    heights,
    bristles: bristlesOf(canvas, 1.6 * unit, 90 * unit),
    round: 0.06,
    ragged: 0.35,
    softPx: Math.max(1, unit * 0.7),
    dry: 0.12,
    groove: 3,
  };
  for (const [i, brush] of BRUSHES.entries()) {
    const halfWidth = brush * size * unit * shrunk;
    blurInto(arena, guide, halfWidth * 0.35, sharp);
    const layer = {
      halfWidth,
      reach: 2.6,
      spacing: [1.7, 1.5, 1.5, 1.4][i] ?? 1.5,
      worth: i === 0 ? 0 : mix(12, 5, detail),
      tolerance: i === 0 ? 36 : 22,
      variation: 4,
      wobble: 0.08,
      thickness: [120, 160] as const,
    };
    for (const done of layLayer(arena, sharp, i === 0 ? undefined : below, field, layer, easel, seed + i)) {
      yield 0.3 + ((i + done) / (BRUSHES.length + 1)) * 0.6;
    }
    [below, sharp] = [sharp, below];
  }
  accentsOf(guide, sharp);
  const accent = {
    halfWidth: 1.3 * size * unit * shrunk,
    reach: 9,
    spacing: 1.6,
    worth: 14,
    tolerance: 40,
    variation: 2,
    wobble: 0,
    thickness: [150, 150] as const,
  };
  const liner = { ...easel, round: 2.5, ragged: 0.2, dry: 0, groove: 0 };
  for (const done of layLayer(arena, sharp, guide, field, accent, liner, seed + BRUSHES.length)) {
    yield 0.78 + done * 0.12;
  }
  const lighting = { depth: mix(0.5, 1.3, strength), ground: 0.12, limit: 0.25, gloss: 40 };
  yield* light(canvas, heights, lighting, 0.9, 1);
  return pictureOf(canvas);
}
