import type { Canvas, Drawing } from '../canvas.ts';
import { mix, unitPx } from '../pencil/scale.ts';
import { hatchTile } from '../pencil/tiles.ts';
import { levelsTable } from '../flow/levels.ts';
import { lineResponse } from '../flow/lines.ts';
import { inkResponse, layInk, penPaper } from './pen.ts';
import { CRISP, DRY, ramp, shade } from '../flow/shading.ts';

/** Slant of a right-handed hatch. */
const HAND_ANGLE = -0.8;
/** Most that hatching covers: beside solid blacks it stays open. */
const HATCHING = 0.4;

/**
 * A worked ink drawing: long lines along the edges' own flow (flow-based XDoG), spotted blacks, and feathering in the
 * half-tones between them and the paper.
 */
export function* drawAdvanced(canvas: Canvas): Drawing {
  const { arena, width, height, grey, request } = canvas;
  const { strength, detail, seed } = request;
  const ink = yield* lineResponse(canvas, {
    sigmaUnits: mix(1.5, 0.85, detail),
    sharpness: mix(20, 46, detail),
    coring: 0.5,
    black: 80,
    flow: { lengthUnits: 13, fieldUnits: 5 },
    speckUnits: 5,
  });
  inkResponse(canvas, ink, { range: 100, weight: 12 });
  yield 0.8;

  const mark = arena.mark();
  const unit = unitPx(width, height);
  const tile = hatchTile(
    arena,
    {
      angle: HAND_ANGLE,
      crossAngle: HAND_ANGLE,
      crossFrom: 1,
      lengthPx: 60 * unit,
      halfWidthPx: Math.max(1.2, 1.45 * unit),
    },
    seed,
  );
  const paper = penPaper(canvas);
  const weight = mix(0.8, 1.2, strength);
  const levels = levelsTable(arena, grey, width * height);
  const feathering = {
    coverage: levels.map((level) => Math.round(255 * HATCHING * ramp((1 - level / 255) * weight, 0.4, 0.85))),
    deposit: (plane: number, from: number, to: number) =>
      arena.kernels.deposit(plane, width, from, to, tile, paper, DRY, CRISP),
  };
  for (const done of shade(canvas, ink, [feathering])) yield 0.8 + 0.1 * done;
  arena.release(mark);
  return layInk(canvas, ink);
}
