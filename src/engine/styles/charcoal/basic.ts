import type { Canvas, Drawing } from '../canvas.ts';
import { levelsTable } from '../flow/levels.ts';
import { responseRoom, smallResponse } from '../flow/lines.ts';
import { shade } from '../flow/shading.ts';
import { mix } from '../pencil/scale.ts';
import { ALL_PAPER, drawContours, layCharcoal, toothTile } from './stick.ts';
import { coverageOf } from './tone.ts';

/** Shares of full cover in the darks: what is rubbed into the paper, and what its tooth holds. */
const RUBBED = 0.76;
const FRESH = 0.42;

/** A quick sketch: broad blurred edges, and a first breath of tone rubbed over the paper. */
export function* drawBasic(canvas: Canvas): Drawing {
  const { arena, width, height, grey, request } = canvas;
  const { kernels } = arena;
  const { strength, detail } = request;
  const count = width * height;
  const response = yield* smallResponse(
    canvas,
    { sigmaUnits: mix(3.4, 1.8, detail), sharpness: mix(16, 30, detail), coring: 0.5 },
    responseRoom(canvas),
  );
  const charcoal = arena.alloc(count);
  const levels = levelsTable(arena, grey, count);
  const weight = mix(0.45, 1.15, strength);
  kernels.lookup(
    grey,
    count,
    arena.put(coverageOf(levels, (dark) => RUBBED * weight * dark ** 1.5)),
    charcoal,
  );
  const mark = arena.mark();
  const paper = toothTile(canvas);
  const grain = {
    coverage: coverageOf(levels, (dark) => FRESH * weight * dark ** 1.2),
    deposit: (plane: number, from: number, to: number) =>
      kernels.deposit(plane, width, from, to, paper, paper, ALL_PAPER, 255),
  };
  for (const done of shade(canvas, charcoal, [grain])) yield 0.6 + 0.15 * done;
  arena.release(mark);
  yield 0.75;
  const contours = { from: 5, gain: mix(1, 3.2, strength), tooth: 180, softness: 250 };
  for (const done of drawContours(canvas, response, contours, charcoal)) yield 0.75 + 0.2 * done;
  return layCharcoal(canvas, charcoal);
}
