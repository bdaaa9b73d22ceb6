import { smearInPlace, tangentField, type TangentField } from '../../kernels/flow.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import type { Canvas, Drawing } from '../canvas.ts';
import { mix, unitPx } from '../pencil/scale.ts';
import { paperTile } from '../pencil/tiles.ts';
import { openPalette, simplify } from '../wash/palette.ts';
import { layChalk, liftLight } from './chalk.ts';
import { evenTable } from './tone.ts';

const TILE_SIDE = 512;
const HAND_ANGLE = -0.8;
/** Width of a chalk's mark and its length, in units. */
const MARK_UNITS = 4.4;
const MARK_LENGTH_UNITS = 46;
const STEPS = 12;
/** Levels by which strokes differ in light, and red and blue from each other. */
const LIGHT_JITTER = 30;
const HUE_JITTER = 20;

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
  liftLight(canvas, palette, 34);
  const [light, lifted] = palette.spare;
  const sigma = Math.max(1.5, unit * mix(4, 2.2, detail));
  const field = tangentField(arena, lifted, width, height, sigma, { angle: HAND_ANGLE, firmness: 1.2 });
  yield 0.5;

  const smear = { steps: 5, stepPx: Math.max(1, 0.9 * unit) };
  for (const channel of channels) smearInPlace(arena, channel, width, height, field, smear);
  yield 0.6;
  const [red, , blue] = channels;
  if (blue !== undefined) {
    streaks(canvas, light, field, unit, seed + 1);
    kernels.streak(red, light, count, HUE_JITTER);
    kernels.streak(blue, light, count, -HUE_JITTER);
  }
  yield 0.75;
  streaks(canvas, light, field, unit, seed);
  for (const channel of channels) kernels.streak(channel, light, count, LIGHT_JITTER);
  const paper = paperTile(arena, request.paper, Math.max(2.4, 3.2 * unit), seed);
  kernels.depositStreaks(light, width, 0, height, paper, 90, Math.round(mix(120, 205, strength)), 70);
  yield 0.85;
  for (const done of layChalk(canvas, palette, light, unit, 0.5)) yield 0.85 + done * 0.15;
  return palette.picture;
}

/** Fills a plane with strokes along a field, all levels equally frequent. */
function streaks(
  { arena, width, height }: Canvas,
  target: Pointer,
  field: TangentField,
  unit: number,
  seed: number,
): void {
  const mark = arena.mark();
  const noise = arena.bytes(
    paperTile(arena, 'cold-press', Math.max(2, MARK_UNITS * unit), seed + 17),
    TILE_SIDE ** 2,
  );
  const rows = arena.bytes(target, width * height);
  for (let y = 0; y < height; y++) {
    const row = noise.subarray((y % TILE_SIDE) * TILE_SIDE, ((y % TILE_SIDE) + 1) * TILE_SIDE);
    for (let x = 0; x < width; x += TILE_SIDE)
      rows.set(row.subarray(0, Math.min(TILE_SIDE, width - x)), y * width + x);
  }
  const smear = { steps: STEPS, stepPx: Math.max(1, (MARK_LENGTH_UNITS * unit) / (2 * STEPS)) };
  smearInPlace(arena, target, width, height, field, smear);
  const even = evenTable(arena, target, width * height);
  arena.kernels.lookup(target, width * height, arena.put(even), target);
  arena.release(mark);
}
