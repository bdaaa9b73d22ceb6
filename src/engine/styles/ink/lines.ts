import {
  differenceInPlace,
  type Hand,
  type Smear,
  type TangentField,
  tangentField,
} from '../../kernels/flow.ts';
import { enlargeTimes, halvings, halveTimes } from '../../kernels/ink.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import type { Canvas } from '../canvas.ts';
import { unitPx } from '../pencil/scale.ts';
import { levelOfShare, levelsTable } from './levels.ts';

/** From this many pixels a unit on, lines are found on a copy of half the size: wider ones need no more. */
const HALVE_FROM_UNIT = 1.4;

/** Share of a photo that is black at most, or night would be nothing else. */
const MOST_BLACK = 0.32;

/** How responses are stored: `MIDDLE` is the threshold, `GAIN` levels of response a level of the sharpened photo. */
export const MIDDLE = 128;
export const GAIN = 0.5;

/** Surfaces within `KNEE` levels of the threshold count as farther from it by this factor: ink is black or not. */
const STEP = 5;
const KNEE = 7;

export interface LineOptions {
  /** σ of the narrow Gaussian, in units: the width of a line. */
  sigmaUnits: number;
  /** p of XDoG: how much edges count against tone. */
  sharpness: number;
  /** Differences of neighbours that count as noise, levels. */
  coring: number;
  /** Tone below which a surface is black, 0–255. */
  black: number;
  /** Along the edges: half the length of a line that its response is averaged over, in units, and the field. */
  flow?: { lengthUnits: number; fieldUnits: number; hand?: Hand };
  /** How much lines fade where the photo has no direction, in levels of response. */
  fade?: number;
  /** Dots smaller than this square are left out, in units. */
  speckUnits?: number;
}

/**
 * The response that ink is drawn by, below MIDDLE where there is to be some: the sharpened photo of XDoG
 * (Winnemöller, Kyprianidis, Olsen 2012), at full size. Lines of large photos are found on a small copy and enlarged
 * smoothly, so that they look the same at any size.
 *
 * @returns a plane, on top of the arena
 */
export function* lineResponse(canvas: Canvas, options: LineOptions): Generator<number, Pointer, void> {
  const { arena, width, height, grey } = canvas;
  const { kernels } = arena;
  const count = width * height;
  const unit = unitPx(width, height);
  const times = Math.max(0, Math.floor(Math.log2((2 * unit) / HALVE_FROM_UNIT)));
  const [w, h] = halvings(width, height, times).at(-1) ?? [width, height];
  const smallUnit = unit / 2 ** times;

  const full = arena.alloc(count);
  const mark = arena.mark();
  let small = full;
  if (times === 0) {
    arena.bytes(full, count).set(arena.bytes(grey, count));
  } else {
    small = arena.alloc(w * h);
    halveTimes(arena, grey, width, height, times, small, full);
  }
  const levels = levelsTable(arena, small, w * h);
  kernels.lookup(small, w * h, arena.put(levels), small);
  const limit = Math.min(options.black, levelOfShare(arena, small, w * h, MOST_BLACK));
  yield 0.1;

  let smear: Smear | undefined;
  let field: TangentField | undefined;
  if (options.flow) {
    const { fieldUnits, lengthUnits, hand } = options.flow;
    field = tangentField(arena, small, w, h, (fieldUnits * smallUnit) / 2, hand);
    const stepPx = Math.max(0.8, smallUnit);
    smear = { field, stepPx, steps: Math.max(2, Math.round((lengthUnits * smallUnit) / stepPx)) };
  }
  yield 0.3;

  const { sigmaUnits, sharpness } = options;
  const xdog = {
    sigmaPx: sigmaUnits * smallUnit,
    ratio: 1.6,
    black: limit,
    tone: GAIN,
    step: GAIN * STEP,
    knee: KNEE,
    edge: GAIN * (1 + sharpness),
    coring: options.coring,
  };
  differenceInPlace(arena, small, w, h, xdog, smear);
  if (field && options.fade) kernels.weighByCoherence(small, w, h, field.at, field.width, options.fade);
  yield 0.7;

  if (options.speckUnits) {
    const radius = Math.max(1, Math.round((options.speckUnits * smallUnit + 1) / 2));
    kernels.removeSpecks(small, w, h, radius, MIDDLE);
    kernels.removeHoles(small, w, h, radius, MIDDLE);
  }
  if (times > 0) enlargeTimes(arena, small, width, height, times, full);
  arena.release(mark);
  return full;
}
