import { enlargeTimes, halvings, halveTimes } from '../../kernels/ink.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import type { Canvas, Picture } from '../canvas.ts';
import { mix, unitPx } from '../pencil/scale.ts';
import { paperTile } from '../pencil/tiles.ts';
import { levelsTable } from '../flow/levels.ts';
import { GAIN, MIDDLE } from '../flow/lines.ts';

const SIXTEENTHS = 16;
/** How fast ink comes in, levels a level of response, at one pixel a unit; responses of larger photos are smoother. */
const SLOPE = 14;
const STEEPEST = 32;
/** How far the paper moves the border of ink: see inkRows(). */
const ROUGHNESS = 10;
/** Grain of the paper that lines break on, and of the hand's pressure, in units. */
const PAPER_UNITS = 2.4;
const PRESSURE_UNITS = 22;
/** Share of the light that India ink absorbs, 256ths. */
const INK_DEPTH = 246;

/** The paper that ink is drawn on. */
export function penPaper({ arena, width, height, request }: Canvas): Pointer {
  return paperTile(arena, request.paper, Math.max(2, PAPER_UNITS * unitPx(width, height)), request.seed);
}

export interface Pressure {
  /** How far the tone that turns black moves from faint to rich drawings, in levels. */
  range: number;
  /** How much the hand's pressure varies. */
  weight: number;
}

/** Turns a response into ink, in place: thresholded, with the paper and the hand's pressure in it. */
export function inkResponse(canvas: Canvas, response: Pointer, { range, weight }: Pressure): void {
  const { arena, width, height, request } = canvas;
  const unit = unitPx(width, height);
  const limit = MIDDLE + GAIN * range * (request.strength - 0.5);
  const paper = penPaper(canvas);
  const pressure = paperTile(arena, 'cold-press', PRESSURE_UNITS * unit, request.seed + 1);
  arena.kernels.inkRows(
    response,
    width,
    0,
    height,
    Math.round(SIXTEENTHS * limit),
    Math.round(Math.min(STEEPEST, SLOPE * Math.max(1, unit))),
    paper,
    ROUGHNESS,
    pressure,
    weight,
  );
}

/** Share of the photo's chroma, 64ths. */
const WASH_SATURATION = 72;
/** How much pigment settles in the paper's valleys, 256ths. */
const WASH_GRAIN = 30;
/** Steps of a wash's lightness: paper, and three layers over it. */
const WASH_STEPS = 4;
/** Lightness of the deepest layer; ink is darker. */
const DEEPEST = { faint: 190, rich: 120 };

/** Table from luminance to the lightness of a wash in a few soft steps. */
function washTable(levels: Uint8Array, strength: number): Uint8Array {
  const deepest = mix(DEEPEST.faint, DEEPEST.rich, strength);
  return levels.map((level) => {
    const at = (level / 255) ** 0.8 * WASH_STEPS;
    const step = Math.min(WASH_STEPS - 1, Math.floor(at));
    const inside = at - step;
    const soft = 0.5 + 0.5 * (Math.tanh((inside - 0.5) * 6) / Math.tanh(3));
    return Math.round(mix(deepest, 253, Math.min(1, (step + soft) / WASH_STEPS)));
  });
}

/** Softens a plane in place by halving and doubling it `times`. */
function soften(canvas: Canvas, plane: Pointer, times: number): void {
  const { arena, width, height } = canvas;
  const mark = arena.mark();
  const [w, h] = halvings(width, height, times).at(-1) ?? [width, height];
  const small = arena.alloc(w * h);
  const spare = arena.mark();
  halveTimes(arena, plane, width, height, times, small, arena.alloc(Math.ceil(width * height * 0.375) + 64));
  arena.release(spare);
  enlargeTimes(arena, small, width, height, times, plane);
  arena.release(mark);
}

/** Lays ink on white paper, or over a transparent wash of the photo's colours. */
export function layInk(canvas: Canvas, ink: Pointer): Picture {
  const { arena, width, height, grey, color, request } = canvas;
  const { kernels } = arena;
  const count = width * height;
  if (!color) {
    kernels.drawGrey(ink, ink, count, 0, INK_DEPTH, grey);
    return { kind: 'grey', grey };
  }
  const unit = unitPx(width, height);
  const times = Math.max(1, Math.round(Math.log2(3 * unit)));
  for (const plane of [grey, color.red, color.green, color.blue]) soften(canvas, plane, times);
  const table = arena.put(washTable(levelsTable(arena, grey, count), request.strength));
  const paper = penPaper(canvas);
  const light = arena.alloc(width);
  for (let y = 0; y < height; y++) {
    const at = y * width;
    kernels.lookup(grey + at, width, table, light);
    for (const channel of [color.red, color.green, color.blue]) {
      kernels.washRow(
        channel + at,
        grey + at,
        light,
        ink + at,
        width,
        y,
        paper,
        WASH_SATURATION,
        WASH_GRAIN,
        INK_DEPTH,
      );
    }
  }
  return color;
}
