import type { Canvas, Drawing } from '../canvas.ts';
import { mix, unitPx } from '../pencil/scale.ts';
import { hatchTile, paperTile } from '../pencil/tiles.ts';
import { openPalette, simplify } from '../wash/palette.ts';
import { layChalk, liftLight } from './chalk.ts';

/** Slant of a right-handed side stroke. */
const HAND_ANGLE = -0.7;

/** A worked pastel: flat velvety colour out of broad side strokes, on the peaks of a toothed paper. */
export function* drawAdvanced(canvas: Canvas): Drawing {
  const { arena, width, height, request } = canvas;
  const { kernels } = arena;
  const unit = unitPx(width, height);
  const palette = openPalette(canvas);
  const { detail, strength, seed } = request;
  const shapes = {
    shapePx: unit * mix(2.6, 0.8, detail),
    sigmaPx: 24 * unit,
    sigmaColor: mix(0.7, 0.25, detail),
  };
  for (const done of simplify(canvas, palette, shapes)) yield done * 0.7;
  liftLight(canvas, palette, 24);
  yield 0.8;
  const hatching = {
    angle: HAND_ANGLE,
    crossAngle: HAND_ANGLE + 0.5,
    crossFrom: 0.7,
    lengthPx: 54 * unit,
    halfWidthPx: Math.max(1, 3.2 * unit),
  };
  const strokes = hatchTile(arena, hatching, seed);
  const paper = paperTile(arena, request.paper, Math.max(2.4, 3.2 * unit), seed);
  const [stuck] = palette.spare;
  arena.bytes(stuck, width * height).fill(Math.round(mix(140, 215, strength)));
  kernels.deposit(stuck, width, 0, height, strokes, paper, 150, 110);
  for (const done of layChalk(canvas, palette, stuck, unit, 0.55)) yield 0.85 + done * 0.15;
  return palette.picture;
}
