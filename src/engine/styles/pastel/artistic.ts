import { tangentField } from '../../kernels/flow.ts';
import type { Canvas, Drawing } from '../canvas.ts';
import { mix, unitPx } from '../pencil/scale.ts';
import { paperTile } from '../pencil/tiles.ts';
import { fieldRoom, openPalette, simplify } from '../wash/palette.ts';
import { layChalk, layMap, liftLight } from './chalk.ts';
import { streakMap } from './streaks.ts';

/** Slant where a photo shows no direction, and how firmly, in levels a pixel. */
const HAND = { angle: -0.8, firmness: 1.2 };
/** Width of a chalk's mark and its length, in units. */
const MARK_UNITS = 3.6;
const MARK_LENGTH_UNITS = 40;
/** Levels by which strokes differ in light, and red and blue from each other. */
const LIGHT_JITTER = 24;
const HUE_JITTER = 14;

/**
 * An expressive pastel: separate strokes that follow the forms, each of a colour of its own, broken by the paper's
 * tooth, over a blurred under-colour. The strokes are noise smeared along the tangent field (Cabral, Leedom 1993).
 */
export function* drawArtistic(canvas: Canvas): Drawing {
  const { arena, width, height, request } = canvas;
  const { kernels } = arena;
  const count = width * height;
  const unit = unitPx(width, height);
  const palette = openPalette(canvas);
  const { channels } = palette;
  const { detail, strength, seed } = request;
  const shapes = {
    shapePx: unit * mix(3.4, 1.2, detail),
    sigmaPx: 30 * unit,
    sigmaColor: mix(0.9, 0.35, detail),
  };
  for (const done of simplify(canvas, palette, shapes)) yield done * 0.4;
  liftLight(canvas, palette, 22);
  const [lifted, stuck] = palette.spare;
  const sigma = Math.max(1.5, unit * mix(4, 2.2, detail));
  const field = tangentField(arena, lifted, width, height, sigma, HAND, fieldRoom(canvas, palette));
  yield 0.5;

  const marks = { widthPx: MARK_UNITS * unit, lengthPx: MARK_LENGTH_UNITS * unit };
  const hues = streakMap(canvas, field, marks, seed + 18, lifted);
  yield 0.6;
  const strokes = streakMap(canvas, field, marks, seed + 17, lifted + hues.width * hues.height);
  yield 0.7;
  const [red, , blue] = channels;
  if (blue !== undefined) {
    layMap(canvas, red, hues, HUE_JITTER);
    layMap(canvas, blue, hues, -HUE_JITTER);
  }
  for (const channel of channels) layMap(canvas, channel, strokes, LIGHT_JITTER);
  arena.bytes(stuck, count).fill(128);
  layMap(canvas, stuck, strokes, 127);
  const paper = paperTile(arena, request.paper, Math.max(2.2, 2.1 * unit), seed);
  kernels.depositStreaks(stuck, width, 0, height, paper, 110, Math.round(mix(120, 205, strength)), 90);
  yield 0.85;
  for (const done of layChalk(canvas, palette, stuck, lifted, unit, 0.5)) yield 0.85 + done * 0.15;
  return palette.picture;
}
