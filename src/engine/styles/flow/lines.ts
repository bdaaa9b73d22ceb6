import {
  differenceInPlace,
  type Hand,
  type TangentField,
  tangentField,
  tangentRoom,
} from '../../kernels/flow.ts';
import { enlargeTimes, halvings, halveTimes } from '../../kernels/ink.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import type { Canvas } from '../canvas.ts';
import { unitPx } from '../pencil/scale.ts';
import { levelOfShare, levelsTable } from './levels.ts';

/** From this many pixels a unit on, lines are found on a copy of half the size: wider ones need no more. */
const HALVE_FROM_UNIT = 1.4;

/** Share of a photo that is black at most, or night would be nothing else. */
const MOST_BLACK = 0.36;
/** But what is darker than this is black, however much of it there is. */
const ALWAYS_BLACK = 24;

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
  /** Tone below which a surface is black, 0–255; without it lines alone are looked for. */
  black?: number;
  /** Along the edges: half the length of a line that its response is averaged over, in units, and the field. */
  flow?: { lengthUnits: number; fieldUnits: number; hand?: Hand };
  /** How much lines fade where the photo has no direction, in levels of response. */
  fade?: number;
  /** Dots smaller than this square are left out, in units. */
  speckUnits?: number;
}

/** Responses to lines: below MIDDLE where something is to be drawn. */
export interface Response {
  at: Pointer;
  width: number;
  height: number;
  /** How often it has to be doubled to the photo's size. */
  times: number;
  /** Which way the photo runs, a cell for 2 × 2 pixels of the response; there if asked for. */
  field?: TangentField;
}

/** How often a photo is halved before lines are looked for, and the size it has then. */
function sizeFor(width: number, height: number) {
  const unit = unitPx(width, height);
  const times = Math.max(0, Math.floor(Math.log2((2 * unit) / HALVE_FROM_UNIT)));
  const [w, h] = halvings(width, height, times).at(-1) ?? [width, height];
  return { times, w, h, unit: unit / 2 ** times };
}

/**
 * Where lines lie and, with `black`, which surfaces are: the sharpened photo of XDoG (Winnemöller, Kyprianidis, Olsen
 * 2012), along the flow if asked to. Lines of large photos are found on a small copy, so that they look the same at any
 * size.
 *
 * @param target room for the response; above it the arena is used up to the field, which stays
 * @param spare room for 3/8 of the photo, or `undefined` for memory of its own
 */
export function* smallResponse(
  canvas: Canvas,
  options: LineOptions,
  target: Pointer,
  spare?: Pointer,
): Generator<number, Response, void> {
  const { arena, width, height, grey } = canvas;
  const { kernels } = arena;
  const { times, w, h, unit } = sizeFor(width, height);
  if (times === 0) {
    arena.bytes(target, w * h).set(arena.bytes(grey, w * h));
  } else {
    const mark = arena.mark();
    const between = spare ?? arena.alloc(Math.ceil((width + 4) * (height + 4) * 0.375));
    halveTimes(arena, grey, width, height, times, target, between);
    arena.release(mark);
  }
  const flow = options.flow;
  const field = flow && tangentRoom(arena, w, h);
  const mark = arena.mark();
  kernels.lookup(target, w * h, arena.put(levelsTable(arena, target, w * h)), target);
  yield 0.1;
  if (flow && field) tangentField(arena, target, w, h, (flow.fieldUnits * unit) / 2, flow.hand, field);
  const stepPx = Math.max(0.8, unit);
  const smear = flow &&
    field && { field, stepPx, steps: Math.max(2, Math.round((flow.lengthUnits * unit) / stepPx)) };
  yield 0.3;

  const { sigmaUnits, sharpness, coring, black } = options;
  const surfaces = black !== undefined;
  const xdog = {
    sigmaPx: sigmaUnits * unit,
    ratio: 1.6,
    black: surfaces
      ? Math.min(black, Math.max(ALWAYS_BLACK, levelOfShare(arena, target, w * h, MOST_BLACK)))
      : 0,
    tone: surfaces ? GAIN : 0,
    step: surfaces ? GAIN * STEP : 0,
    knee: KNEE,
    edge: GAIN * (1 + sharpness),
    coring,
  };
  differenceInPlace(arena, target, w, h, xdog, smear);
  if (field && options.fade) kernels.weighByCoherence(target, w, h, field.at, field.width, options.fade);
  yield 0.7;
  if (options.speckUnits) {
    const radius = Math.max(1, Math.round((options.speckUnits * unit + 1) / 2));
    kernels.removeSpecks(target, w, h, radius, MIDDLE);
    kernels.removeHoles(target, w, h, radius, MIDDLE);
  }
  arena.release(mark);
  return { at: target, width: w, height: h, times, ...(field && { field }) };
}

/** Room for the response of a photo, on top of the arena. */
export function responseRoom({ arena, width, height }: Canvas): Pointer {
  const { w, h } = sizeFor(width, height);
  return arena.alloc(w * h);
}

/** The response at the photo's size: a plane on top of the arena. */
export function* lineResponse(canvas: Canvas, options: LineOptions): Generator<number, Pointer, void> {
  const { arena, width, height } = canvas;
  const { times } = sizeFor(width, height);
  const full = arena.alloc(width * height);
  const mark = arena.mark();
  const small = times === 0 ? full : responseRoom(canvas);
  yield* smallResponse(canvas, options, small, full);
  if (times > 0) enlargeTimes(arena, small, width, height, times, full);
  arena.release(mark);
  return full;
}
