import type { Canvas, Drawing } from '../canvas.ts';
import { mix, unitPx } from '../pencil/scale.ts';
import { paperTile } from '../pencil/tiles.ts';
import { cloudMap, mapSize, profile } from '../wash/maps.ts';
import { lightOf, openPalette, simplify } from '../wash/palette.ts';
import { densityTable, washTable } from './tone.ts';
import { FLOW, THINNEST } from './washes.ts';

const BAND_ROWS = 256;
/** How much the pigment flows, densities in 128ths. */
const FLOWING = 22;

/** A quick wash: the photo smoothed between its edges (domain transform), its light in a few soft steps. */
export function* paintBasic(canvas: Canvas): Drawing {
  const { arena, width, height, request } = canvas;
  const { kernels } = arena;
  const count = width * height;
  const unit = unitPx(width, height);
  const palette = openPalette(canvas);
  const [light, steps] = palette.spare;

  const shapes = { shapePx: 0, sigmaPx: 40 * unit, sigmaColor: mix(0.9, 0.35, request.detail) };
  for (const done of simplify(canvas, palette, shapes)) yield done * 0.7;
  lightOf(canvas, palette, light);
  const table = washTable(arena, light, count, { count: 8, sharpness: 0.5 });
  kernels.lookup(light, count, arena.put(table), steps);
  for (const channel of palette.channels) kernels.relight(channel, light, steps, count, 8, channel);
  yield 0.8;

  const paper = paperTile(arena, request.paper, Math.max(2.4, 3.4 * unit), request.seed);
  const density = arena.put(densityTable(arena, steps, count, request.strength));
  for (let from = 0; from < height; from += BAND_ROWS) {
    const to = Math.min(height, from + BAND_ROWS);
    kernels.washDensity(steps, steps, width, from, to, density, 0, 0, 0, paper, 30, paper, 0, light);
    yield 0.8 + (to / height) * 0.15;
  }
  const size = mapSize(width, height, unit);
  const flow = cloudMap(arena, size, { ...FLOW, contrast: 255 }, request.seed + 4);
  const amounts = arena.put(profile([28, -FLOWING], [228, FLOWING]));
  const scratch = arena.alloc(kernels.mapScratchBytes(width, size[0]));
  kernels.contour(light, width, height, 0, height, flow.at, ...size, amounts, paper, 0, THINNEST, scratch);
  for (const channel of palette.channels) kernels.tintByDensity(channel, light, count);
  return palette.picture;
}
