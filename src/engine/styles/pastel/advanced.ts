import { tangentField } from '../../kernels/flow.ts';
import type { Canvas, Drawing } from '../canvas.ts';
import { mix, unitPx } from '../pencil/scale.ts';
import { paperTile } from '../pencil/tiles.ts';
import { fieldRoom, openPalette, simplify } from '../wash/palette.ts';
import { layChalk, layMap, liftLight } from './chalk.ts';
import { streakMap } from './streaks.ts';

/** Slant of a right-handed side stroke. */
const HAND_ANGLE = -0.7;
/** Strokes keep to it unless an edge is far stronger, in levels a pixel. */
const FIRMNESS = 10;
const LIGHT_JITTER = 14;

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
  const [lifted, stuck] = palette.spare;
  const firm = { angle: HAND_ANGLE, firmness: FIRMNESS };
  const field = tangentField(
    arena,
    lifted,
    width,
    height,
    Math.max(2, 6 * unit),
    firm,
    fieldRoom(canvas, palette),
  );
  const marks = { widthPx: 7 * unit, lengthPx: 60 * unit };
  const strokes = streakMap(canvas, field, marks, seed + 17, lifted);
  for (const channel of palette.channels) layMap(canvas, channel, strokes, LIGHT_JITTER);
  yield 0.85;
  arena.bytes(stuck, width * height).fill(128);
  layMap(canvas, stuck, strokes, 127);
  const paper = paperTile(arena, request.paper, Math.max(2.2, 2.8 * unit), seed);
  kernels.depositStreaks(stuck, width, 0, height, paper, 170, Math.round(mix(118, 205, strength)), 150);
  for (const done of layChalk(canvas, palette, stuck, lifted, unit, 0.45)) yield 0.85 + done * 0.15;
  return palette.picture;
}
