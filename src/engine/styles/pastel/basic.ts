import type { Canvas, Drawing } from '../canvas.ts';
import { mix, unitPx } from '../pencil/scale.ts';
import { paperTile } from '../pencil/tiles.ts';
import { cloudMap, mapSize } from '../wash/maps.ts';
import { openPalette, simplify } from '../wash/palette.ts';
import { layChalk, layMap, liftLight } from './chalk.ts';

/** How firmly the hand rubs changes over the picture, by this much coverage. */
const PRESSURE = { sizeUnits: 90, octaves: 4, roughness: 0.6, contrast: 255 };
const HAND_CHANGES = 36;

/** A quick pastel: the photo smoothed between its edges (domain transform), lifted, rubbed into the paper. */
export function* drawBasic(canvas: Canvas): Drawing {
  const { arena, width, height, request } = canvas;
  const { kernels } = arena;
  const unit = unitPx(width, height);
  const palette = openPalette(canvas);
  const shapes = { shapePx: 0, sigmaPx: 24 * unit, sigmaColor: mix(0.8, 0.3, request.detail) };
  for (const done of simplify(canvas, palette, shapes)) yield done * 0.7;
  liftLight(canvas, palette, 12);
  yield 0.8;
  const paper = paperTile(arena, request.paper, Math.max(2.2, 2.8 * unit), request.seed);
  const [stuck, room] = palette.spare;
  arena.bytes(stuck, width * height).fill(Math.round(mix(135, 215, request.strength)));
  const mark = arena.mark();
  const pressure = cloudMap(arena, mapSize(width, height, unit), PRESSURE, request.seed + 3);
  layMap(canvas, stuck, pressure, HAND_CHANGES);
  arena.release(mark);
  kernels.deposit(stuck, width, 0, height, paper, paper, 128, 120);
  for (const done of layChalk(canvas, palette, stuck, room, unit, 0.35)) yield 0.85 + done * 0.15;
  return palette.picture;
}
