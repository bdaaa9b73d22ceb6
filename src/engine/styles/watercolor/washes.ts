import { gaussianBlur } from '../../kernels/gaussian.ts';
import type { Canvas, Drawing } from '../canvas.ts';
import { oddSizeFor, unitPx } from '../pencil/scale.ts';
import { paperTile } from '../pencil/tiles.ts';
import { cloudMap, mapSize, type Overlay, profile, smallCopy } from '../wash/maps.ts';
import { lightOf, openPalette, type Palette, simplify } from '../wash/palette.ts';
import { keepDetailDry } from './detail.ts';
import { marginMap } from './margin.ts';
import { densityTable, washTable } from './tone.ts';

const BAND_ROWS = 256;
/** Density that flow and backruns leave at least. */
export const THINNEST = 58;

/** How washes are laid; lengths in units, densities in 128ths. */
export interface WashOptions {
  /** Shapes narrower than about twice this merge. */
  shape: number;
  sigmaColor: number;
  /** How far contours stray. */
  tremble: number;
  steps: number;
  sharpness: number;
  /** Levels by which the light between two washes wavers. */
  waver: number;
  /** Pigment at the darker side of a contour, and what is missing on its lighter side, for 16 levels of contrast. */
  rim: number;
  gap: number;
  /** Contrast of the pigment's flow. */
  flow: number;
  granulation: number;
  /** Most that colours run into each other, 0–1. */
  wet: number;
  backruns: boolean;
  margin: boolean;
}

export const FLOW = { sizeUnits: 160, octaves: 5, roughness: 0.6 };
const WAVER = { sizeUnits: 42, octaves: 4, roughness: 0.55 };
const TREMBLE = { sizeUnits: 34, octaves: 3, roughness: 0.5, contrast: 255 };
const WET = { sizeUnits: 230, octaves: 3, roughness: 0.45, contrast: 300 };
const BACKRUN = { sizeUnits: 190, octaves: 5, roughness: 0.42, contrast: 300 };
/** Side of a pixel of the blurred copy that wet colours run into. */
const RUN_UNITS = 9;
/** Width of a rim. */
const RIM_SIGMA_UNITS = 1.9;

/** Lays washes: simplifies, trembles, runs, steps the light, then decides how much pigment lies where. */
export function* paintWashes(canvas: Canvas, options: WashOptions): Drawing {
  const { arena, width, height, request } = canvas;
  const { kernels } = arena;
  const { seed } = request;
  const count = width * height;
  const unit = unitPx(width, height);
  const palette = openPalette(canvas);
  const [light, steps] = palette.spare;
  const size = mapSize(width, height, unit);

  const shapes = { shapePx: options.shape * unit, sigmaPx: 30 * unit, sigmaColor: options.sigmaColor };
  for (const done of simplify(canvas, palette, shapes)) yield done * 0.5;
  tremble(canvas, palette, size, options.tremble * unit);
  yield 0.6;
  if (options.wet > 0) run(canvas, palette, size, unit, options.wet);
  yield 0.65;

  lightOf(canvas, palette, light);
  const wavering = cloudMap(arena, size, { ...WAVER, contrast: 255 }, seed + 9);
  const waver = arena.put(profile([28, -options.waver], [228, options.waver]));
  const flat = paperTile(arena, 'none', 0, seed);
  const scratch = arena.alloc(kernels.mapScratchBytes(width, size[0]));
  kernels.contour(light, width, height, 0, height, wavering.at, ...size, waver, flat, 0, 0, scratch);
  const table = washTable(arena, light, count, { count: options.steps, sharpness: options.sharpness });
  kernels.lookup(light, count, arena.put(table), steps);
  for (const channel of palette.channels) kernels.relight(channel, light, steps, count, 18, channel);
  yield 0.7;

  gaussianBlur(arena, steps, light, width, height, oddSizeFor(RIM_SIGMA_UNITS * unit));
  const paper = paperTile(arena, request.paper, Math.max(2.6, 3.8 * unit), seed);
  const specks = paperTile(arena, 'cold-press', Math.max(2, 1.4 * unit), seed + 1);
  const density = arena.put(densityTable(arena, steps, count, request.strength));
  const overlays = [
    {
      map: cloudMap(arena, size, { ...FLOW, contrast: 255 }, seed + 4),
      profile: profile([28, -options.flow], [228, options.flow]),
      shake: 0,
      floor: THINNEST,
    },
    ...(options.backruns ? backruns(canvas, size) : []),
    ...(options.margin ? [margin(canvas, size)] : []),
  ].map((overlay) => ({ ...overlay, table: arena.put(overlay.profile) }));
  const { rim, gap, granulation } = options;
  for (let from = 0; from < height; from += BAND_ROWS) {
    const to = Math.min(height, from + BAND_ROWS);
    kernels.washDensity(
      steps,
      light,
      width,
      from,
      to,
      density,
      rim,
      gap,
      70,
      paper,
      granulation,
      specks,
      26,
      light,
    );
    for (const { map, table: amounts, shake, floor } of overlays) {
      kernels.contour(
        light,
        width,
        height,
        from,
        to,
        map.at,
        map.width,
        map.height,
        amounts,
        paper,
        shake,
        floor,
        scratch,
      );
    }
    yield 0.75 + (to / height) * 0.2;
  }
  for (const channel of palette.channels) kernels.tintByDensity(channel, light, count);
  return palette.picture;
}

/** Lets contours stray by up to `reachPx`. */
function tremble(
  { arena, width, height, request }: Canvas,
  { channels }: Palette,
  size: [number, number],
  reachPx: number,
) {
  const { kernels } = arena;
  const mark = arena.mark();
  const reach = Math.max(1, Math.ceil(reachPx * 2));
  const strays = { ...TREMBLE, contrast: (TREMBLE.contrast * reachPx * 2) / reach };
  const across = cloudMap(arena, size, strays, request.seed + 2);
  const down = cloudMap(arena, size, strays, request.seed + 3);
  const scratch = arena.alloc(kernels.warpScratchBytes(width, size[0], reach));
  for (const channel of channels) {
    kernels.warp(channel, width, height, across.at, down.at, size[0], size[1], reach, scratch);
  }
  arena.release(mark);
}

/** Lets colours run into each other where the paper is wet. */
function run(canvas: Canvas, palette: Palette, size: [number, number], unit: number, most: number) {
  const { arena, width, height, request } = canvas;
  const {
    channels,
    spare: [light, room],
  } = palette;
  lightOf(canvas, palette, light);
  const { kernels } = arena;
  const mark = arena.mark();
  const wet = cloudMap(arena, size, WET, request.seed + 5);
  keepDetailDry(arena, wet, light, width, height, room);
  const shares = arena.put(profile([118, 0], [190, 256 * most]));
  const halvings = Math.max(1, Math.round(Math.log2(RUN_UNITS * unit)));
  for (const channel of channels) {
    const inner = arena.mark();
    const low = smallCopy(arena, channel, width, height, halvings, room);
    const scratch = arena.alloc(
      kernels.mapScratchBytes(width, low.width) + kernels.mapScratchBytes(width, wet.width) + 16,
    );
    const { at, width: across, height: down } = low;
    kernels.bleed(
      channel,
      width,
      height,
      0,
      height,
      at,
      across,
      down,
      wet.at,
      wet.width,
      wet.height,
      shares,
      scratch,
    );
    arena.release(inner);
  }
  arena.release(mark);
}

/** Water that came back into drying washes: pale inside, a crinkled dark rim where it stopped. */
function backruns({ arena, request }: Canvas, size: [number, number]) {
  const bloom = (seed: number, edge: number) => ({
    map: cloudMap(arena, size, BACKRUN, request.seed + seed),
    profile: profile([edge - 14, 0], [edge - 1, 34], [edge + 2, -40], [edge + 26, -14]),
    shake: 3,
    floor: THINNEST,
  });
  return [bloom(6, 192), bloom(7, 200)];
}

/** The unpainted margin: paper outside, pigment that gathered where the brush stopped. */
function margin({ arena, width, height, request }: Canvas, size: [number, number]) {
  const map: Overlay = marginMap(arena, size, width, height, request.seed);
  return { map, profile: profile([98, -255], [106, -10], [110, 26], [124, 0]), shake: 9, floor: 0 };
}
