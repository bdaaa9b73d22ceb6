import type { Mode, PaintRequest } from './parameters.ts';
import type { Hair } from './brush.ts';
import type { Light } from './film.ts';
import type { Pass } from './marks.ts';

/** How long the finished picture is seen: share of the whole, and seconds at least. */
const HOLD_SHARE = 0.1;
const HOLD_SECONDS = 1;
/** Films shorter than this hold a quarter of their time. */
const SHORT_SECONDS = 4;
/** Frames between the last line and the first stroke, in which a hand changes its tool. */
const CHANGE_SECONDS = 0.3;

/** When what happens, in frames, and how each mode paints. */
export interface Program {
  frames: number;
  /** Lines are drawn from 0 to here. */
  linesTo: number;
  /** Strokes are laid from here to `heldFrom`. */
  strokesFrom: number;
  heldFrom: number;
}

/** Shares of the working time that lines take. */
const LINES = { draw: 0.46, paint: 0.12 } as const satisfies Record<Mode, number>;

export function programOf({ mode, duration, fps }: PaintRequest): Program {
  const frames = Math.max(1, Math.round(duration * fps));
  const hold =
    duration < SHORT_SECONDS
      ? Math.round(frames / 4)
      : Math.max(HOLD_SECONDS * fps, Math.round(frames * HOLD_SHARE));
  const heldFrom = frames - hold;
  const linesTo = Math.round(heldFrom * LINES[mode]);
  const change = duration < SHORT_SECONDS ? 0 : Math.round(CHANGE_SECONDS * fps);
  return { frames, linesTo, strokesFrom: linesTo + change, heldFrom };
}

type Brushwork = Omit<Pass, 'from' | 'to'> & { share: number };

const COMMON = { tolerance: 24, variation: 4, wobble: 0.03, thickness: [90, 240], blur: 0.5 } as const;

/** Brushes of each mode, in the order they are taken; lengths in units, `share` of the time for strokes. */
const BRUSHES = {
  draw: [
    {
      ...COMMON,
      halfWidth: 27,
      reach: 5,
      spacing: 2,
      worth: 0,
      refines: false,
      uncovers: 0.16,
      share: 0.32,
      frames: 6,
      tolerance: 60,
    },
    {
      ...COMMON,
      halfWidth: 13,
      reach: 6,
      spacing: 2.3,
      worth: 0,
      refines: false,
      uncovers: 0.3,
      share: 0.36,
      frames: 4,
      tolerance: 36,
    },
    {
      ...COMMON,
      halfWidth: 7,
      reach: 5,
      spacing: 1.9,
      worth: 0,
      refines: false,
      uncovers: 0.8,
      share: 0.32,
      frames: 3,
    },
  ],
  paint: [
    {
      ...COMMON,
      halfWidth: 34,
      reach: 4,
      spacing: 1.15,
      worth: 0,
      refines: false,
      uncovers: 0,
      share: 0.15,
      frames: 5,
      tolerance: 34,
    },
    {
      ...COMMON,
      halfWidth: 15,
      reach: 6,
      spacing: 1.6,
      worth: 3,
      refines: true,
      uncovers: 0,
      share: 0.24,
      frames: 4,
    },
    {
      ...COMMON,
      halfWidth: 7,
      reach: 7,
      spacing: 1.6,
      worth: 4,
      refines: true,
      uncovers: 0,
      share: 0.26,
      frames: 3,
    },
    {
      ...COMMON,
      halfWidth: 3.4,
      reach: 7,
      spacing: 1.5,
      worth: 6,
      refines: true,
      uncovers: 0,
      share: 0.2,
      frames: 2,
    },
    {
      ...COMMON,
      halfWidth: 1.8,
      reach: 7,
      spacing: 1.5,
      worth: 9,
      refines: true,
      uncovers: 0,
      share: 0.15,
      frames: 2,
    },
  ],
} as const satisfies Record<Mode, readonly Brushwork[]>;

export function passesOf(mode: Mode, { strokesFrom, heldFrom }: Program): Pass[] {
  let from = strokesFrom;
  return BRUSHES[mode].map(({ share, ...brush }) => {
    const to = from + share * (heldFrom - strokesFrom);
    const pass = { ...brush, from, to };
    from = to;
    return pass;
  });
}

/** How dark lines lie over the picture, 0–1. */
export const LINE_DEPTH = { draw: 0.6, paint: 0.5 } as const satisfies Record<Mode, number>;

export const HAIR = {
  draw: { round: 0.8, ragged: 0.5, soft: 6, dry: 0.25, groove: 0 },
  paint: { round: 0.8, ragged: 0.3, soft: 5, dry: 0.3, groove: 7 },
} as const satisfies Record<Mode, Hair>;

export const LIGHT = {
  draw: { depth: 1, ground: 0.045, limit: 0.2, gloss: 0 },
  paint: { depth: 1.4, ground: 0.03, limit: 0.35, gloss: 70 },
} as const satisfies Record<Mode, Light>;
