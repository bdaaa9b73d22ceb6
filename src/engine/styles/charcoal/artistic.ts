import { smearInPlace } from '../../kernels/flow.ts';
import { gaussianBlur } from '../../kernels/gaussian.ts';
import type { Canvas, Drawing } from '../canvas.ts';
import { levelsTable } from '../flow/levels.ts';
import { responseRoom, smallResponse } from '../flow/lines.ts';
import { ramp } from '../flow/shading.ts';
import { directionField } from '../pencil/flow.ts';
import { mix, oddSizeFor, unitPx } from '../pencil/scale.ts';
import { hatchTiles } from '../pencil/tiles.ts';
import { drawContours, layCharcoal, toothTile } from './stick.ts';
import { coverageOf } from './tone.ts';

const BAND_ROWS = 64;
const HAND = { angle: -0.85, firmness: 1.5 };
/** Half the way that a finger smudges, in units, and how far apart it is sampled. */
const SMUDGE_UNITS = 7;
const SAMPLE_UNITS = 1.6;
/** Charcoal rubbed over the whole sheet first: what the eraser lifts lights out of. */
const GROUND = 0.24;

/**
 * An expressive drawing: a toned ground, broad strokes of the stick's side along the forms, lights lifted out with a
 * kneaded eraser, bold contours.
 */
export function* drawArtistic(canvas: Canvas): Drawing {
  const { arena, width, height, grey, request } = canvas;
  const { kernels } = arena;
  const { strength, detail, seed } = request;
  const count = width * height;
  const unit = unitPx(width, height);
  const response = yield* smallResponse(
    canvas,
    {
      sigmaUnits: mix(3.2, 1.9, detail),
      sharpness: mix(26, 44, detail),
      coring: 0.5,
      flow: { lengthUnits: 18, fieldUnits: 7, hand: HAND },
      fade: 12,
    },
    responseRoom(canvas),
  );
  const charcoal = arena.alloc(count);
  const direction = directionField(arena, grey, width, height, HAND.angle);
  gaussianBlur(arena, grey, charcoal, width, height, oddSizeFor(unit * mix(3.6, 1.6, detail)));
  const levels = levelsTable(arena, charcoal, count);
  const weight = mix(0.6, 1.1, strength);
  const tone = coverageOf(levels, (dark) => weight * (GROUND + (1 - GROUND) * dark ** 1.7));
  const mark = arena.mark();
  kernels.lookup(charcoal, count, arena.put(tone), charcoal);
  yield 0.7;

  const side = {
    crossAngle: 0.9,
    crossFrom: 0.8,
    lengthPx: 80 * unit,
    halfWidthPx: Math.max(2, 4.2 * unit),
  };
  const tiles = hatchTiles(arena, side, seed);
  const paper = toothTile(canvas);
  const { at, width: across, height: down } = direction;
  const scratch = arena.alloc(kernels.alongScratchBytes(width, across));
  const strokes = (plane: number, from: number, to: number, grain: number, softness: number) =>
    kernels.depositAlong(
      plane,
      width,
      height,
      from,
      to,
      tiles,
      paper,
      at,
      across,
      down,
      grain,
      softness,
      scratch,
    );
  strokes(charcoal, 0, height, 150, 200);
  if (response.field) {
    const field = { ...response.field, cellShift: 1 + response.times };
    const stepPx = Math.max(1, SAMPLE_UNITS * unit);
    smearInPlace(arena, charcoal, width, height, {
      field,
      stepPx,
      steps: Math.round((SMUDGE_UNITS * unit) / stepPx),
    });
  }
  yield 0.85;

  const band = arena.alloc(BAND_ROWS * width);
  const lifted = arena.put(coverageOf(levels, (dark) => ramp(1 - dark, 0.84, 0.97)));
  for (let from = 0; from < height; from += BAND_ROWS) {
    const to = Math.min(height, from + BAND_ROWS);
    const [first, pixels] = [from * width, (to - from) * width];
    kernels.lookup(grey + first, pixels, lifted, band);
    strokes(band - first, from, to, 40, 160);
    kernels.subtract(charcoal + first, band, pixels, 1, charcoal + first);
  }
  arena.release(mark);
  yield 0.88;
  const contours = { from: 12, gain: mix(2, 6, strength), tooth: 130, softness: 190 };
  for (const done of drawContours(canvas, response, contours, charcoal)) yield 0.88 + 0.08 * done;
  return layCharcoal(canvas, charcoal);
}
