import type { Pointer } from '../../kernels/kernels.ts';
import { enlargeRows } from '../../kernels/ink.ts';
import type { Canvas, Picture } from '../canvas.ts';
import { MIDDLE, type Response } from '../flow/lines.ts';
import { unitPx } from '../pencil/scale.ts';
import { paperTile } from '../pencil/tiles.ts';

const BAND_ROWS = 64;
/** All of a threshold is the paper's relief. */
export const ALL_PAPER = 256;
/** Tooth of a charcoal paper, in units: coarser than what pencils are used on. */
const TOOTH_UNITS = 3.2;
/** Grain of the hand's pressure, in units. */
const PRESSURE_UNITS = 46;

/** The paper that charcoal is rubbed on. */
export function toothTile({ arena, width, height, request }: Canvas): Pointer {
  return paperTile(arena, request.paper, Math.max(2.2, TOOTH_UNITS * unitPx(width, height)), request.seed);
}

export interface Contours {
  /** Differences from MIDDLE that are not drawn. */
  from: number;
  /** How fast a line darkens with what is above that. */
  gain: number;
  /** How much of where a line breaks is the paper's doing, 256ths; the rest is the hand's pressure. */
  tooth: number;
  /** 1–255: how softly it breaks. */
  softness: number;
}

/** Table from the response to coverage: none above the threshold, then fast, and full in the end. */
function contourTable({ from, gain }: Contours): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, level) => {
    const above = Math.max(0, MIDDLE - from - level) / MIDDLE;
    return Math.round(255 * (1 - Math.exp(-gain * above)));
  });
}

/** Adds contours to charcoal that is there already, in bands of rows; yields the fraction done. */
export function* drawContours(
  canvas: Canvas,
  response: Response,
  contours: Contours,
  charcoal: Pointer,
): Generator<number, void, void> {
  const { arena, width, height, request } = canvas;
  const { kernels } = arena;
  const mark = arena.mark();
  const paper = toothTile(canvas);
  const hand = paperTile(arena, 'cold-press', PRESSURE_UNITS * unitPx(width, height), request.seed + 1);
  const band = arena.alloc(BAND_ROWS * width);
  const table = arena.put(contourTable(contours));
  const { tooth, softness } = contours;
  for (let from = 0; from < height; from += BAND_ROWS) {
    const to = Math.min(height, from + BAND_ROWS);
    enlargeRows(arena, response.at, width, height, response.times, from, to, band);
    kernels.lookup(band, (to - from) * width, table, band);
    kernels.deposit(band - from * width, width, from, to, hand, paper, tooth, softness);
    kernels.accumulate(band, (to - from) * width, charcoal + from * width);
    yield to / height;
  }
  arena.release(mark);
}

/** Share of the light that charcoal absorbs, 256ths. */
const DEPTH = 244;
/** Lightness of a tinted stick before the photo's chroma, and how much of that it takes, 64ths. */
const TINT = { lightness: 92, saturation: 76 };
/** Warm paper for tinted sticks. */
const WARM_PAPER = { red: 252, green: 248, blue: 239 };

/** Lays charcoal on white paper, or tinted sticks on a warm one. */
export function layCharcoal(canvas: Canvas, charcoal: Pointer): Picture {
  const { arena, width, height, grey, color } = canvas;
  const { kernels } = arena;
  const count = width * height;
  if (!color) {
    kernels.drawGrey(charcoal, charcoal, count, 0, DEPTH, grey);
    return { kind: 'grey', grey };
  }
  const { lightness, saturation } = TINT;
  for (const channel of ['red', 'green', 'blue'] as const) {
    const at = color[channel];
    kernels.tint(at, grey, charcoal, count, WARM_PAPER[channel], lightness, saturation, DEPTH);
  }
  return color;
}
