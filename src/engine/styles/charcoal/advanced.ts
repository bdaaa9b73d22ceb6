import { smearInPlace } from '../../kernels/flow.ts';
import { gaussianBlur } from '../../kernels/gaussian.ts';
import type { Canvas, Drawing } from '../canvas.ts';
import { levelsTable } from '../flow/levels.ts';
import { responseRoom, smallResponse } from '../flow/lines.ts';
import { ramp, shade } from '../flow/shading.ts';
import { mix, oddSizeFor, unitPx } from '../pencil/scale.ts';
import { ALL_PAPER, drawContours, layCharcoal, toothTile } from './stick.ts';
import { coverageOf, softTones } from './tone.ts';

/** Slant of the hand that smudges, where the photo shows none; it gives way to weak edges. */
const HAND = { angle: -0.8, firmness: 1.5 };
/** Half the way that a finger smudges, in units, and how far apart it is sampled. */
const SMUDGE_UNITS = 7;
const SAMPLE_UNITS = 1.8;
/** Shares of full cover in the darks: rubbed in with a cloth, laid down and smudged, laid over them fresh. */
const RUBBED = 0.86;
const LAID = 0.36;
const FRESH = 0.5;

/**
 * A worked charcoal drawing: five soft tones rubbed on toothed paper and smudged along the forms, darks laid over them
 * anew, contours lost and found.
 */
export function* drawAdvanced(canvas: Canvas): Drawing {
  const { arena, width, height, grey, request } = canvas;
  const { kernels } = arena;
  const { strength, detail } = request;
  const count = width * height;
  const unit = unitPx(width, height);
  const response = yield* smallResponse(
    canvas,
    {
      sigmaUnits: mix(2.6, 1.5, detail),
      sharpness: mix(22, 40, detail),
      coring: 0.5,
      flow: { lengthUnits: 10, fieldUnits: 5, hand: HAND },
    },
    responseRoom(canvas),
  );
  const charcoal = arena.alloc(count);
  gaussianBlur(arena, grey, charcoal, width, height, oddSizeFor(unit * mix(3.2, 1.2, detail)));
  const levels = levelsTable(arena, charcoal, count);
  const weight = mix(0.56, 1.24, strength);
  const tone = (dark: number) => weight * mix(softTones(dark), dark, 0.3);
  const mark = arena.mark();
  const paper = toothTile(canvas);
  const layer = (softness: number, coverage: (dark: number) => number) => ({
    coverage: coverageOf(levels, coverage),
    deposit: (plane: number, from: number, to: number) =>
      kernels.deposit(plane, width, from, to, paper, paper, ALL_PAPER, softness),
  });
  kernels.lookup(
    charcoal,
    count,
    arena.put(coverageOf(levels, (dark) => RUBBED * tone(dark) * dark ** 0.6)),
    charcoal,
  );
  const laid = layer(255, (dark) => LAID * tone(dark));
  for (const done of shade(canvas, charcoal, [laid])) yield 0.5 + 0.1 * done;
  if (response.field) {
    const field = { ...response.field, cellShift: 1 + response.times };
    const stepPx = Math.max(1, SAMPLE_UNITS * unit);
    smearInPlace(arena, charcoal, width, height, {
      field,
      stepPx,
      steps: Math.round((SMUDGE_UNITS * unit) / stepPx),
    });
  }
  yield 0.8;

  // Fresh charcoal over what was smudged: the tooth shows in the half-tones, the darks close.
  const fresh = layer(210, (dark) => FRESH * tone(dark) * ramp(dark, 0.15, 0.75));
  for (const done of shade(canvas, charcoal, [fresh])) yield 0.8 + 0.05 * done;
  arena.release(mark);
  const contours = { from: 14, gain: mix(0.9, 2.8, strength), tooth: 96, softness: 230 };
  for (const done of drawContours(canvas, response, contours, charcoal)) yield 0.85 + 0.1 * done;
  return layCharcoal(canvas, charcoal);
}
