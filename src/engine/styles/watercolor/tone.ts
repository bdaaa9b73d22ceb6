import type { Arena } from '../../kernels/arena.ts';
import { histogramOf, levelAt } from '../../kernels/histogram.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import { mix } from '../pencil/scale.ts';

/** Shares of the picture that are lighter than paper may be, and darker than the darkest pigment. */
const WHITEST_SHARE = 0.02;
const DARKEST_SHARE = 0.01;
/** What counts as black and as white in pictures that have neither. */
const DARKEST_BLACK = 80;
const LIGHTEST_WHITE = 176;
/** Light of the palest wash and of the deepest one: watercolour is never black. */
const PALEST = 250;
const DEEPEST = 46;
/** How far the photo's own light is moved to fill that range. */
const STRETCH = 0.75;
/** How much lighter the middle tones get, as an exponent of light. */
const LIFT = 0.84;

/** Levels of a wash: how many, how sharp the steps between them (0 none, 1 hard). */
export interface Washes {
  count: number;
  sharpness: number;
}

/**
 * Table from a picture's light to that of washes: stretched over what paint reaches, then softly quantised: pulled to
 * the nearest of a few levels (as Winnemöller, Olsen, Gooch 2006, §3.3, with a power for the hyperbolic tangent, which
 * keeps the steps at the same places however sharp they are).
 */
export function washTable(
  arena: Arena,
  light: Pointer,
  count: number,
  { count: steps, sharpness }: Washes,
): Uint8Array {
  const counts = histogramOf(arena, light, count);
  // A picture of one tone keeps it.
  const dark = Math.min(DARKEST_BLACK, levelAt(counts, DARKEST_SHARE));
  const white = Math.max(LIGHTEST_WHITE, levelAt(counts, 1 - WHITEST_SHARE));
  const low = mix(dark, DEEPEST, STRETCH);
  const high = Math.max(mix(white, PALEST, STRETCH), low + 1);
  const span = Math.max(24, white - dark);
  const bin = 255 / steps;
  const power = 1 + 12 * sharpness * sharpness;
  return Uint8Array.from({ length: 256 }, (_, level) => {
    const stretched = low + ((high - low) * (level - dark)) / span;
    const lifted = 255 * (Math.max(0, Math.min(255, stretched)) / 255) ** LIFT;
    const nearest = Math.min(steps - 0.5, Math.floor(lifted / bin) + 0.5) * bin;
    const within = (2 * (lifted - nearest)) / bin;
    const pulled = nearest + (bin / 2) * Math.sign(within) * Math.abs(within) ** power;
    return Math.round(mix(lifted, Math.max(0, Math.min(255, pulled)), sharpness));
  });
}

/** The lightest part of a picture that stays bare paper. */
const BARE_SHARE = 0.035;
/** And however much of it is light: from here on it is paper. */
const BARE_LEVEL = 246;
const DARKEST_BARE = 150;
const NEUTRAL = 128;

/** Table from the light of washes to density: strength over all, and none where the paper stays bare. */
export function densityTable(arena: Arena, light: Pointer, count: number, strength: number): Uint8Array {
  const counts = histogramOf(arena, light, count);
  const bare = Math.max(DARKEST_BARE, Math.min(BARE_LEVEL, levelAt(counts, 1 - BARE_SHARE)));
  return Uint8Array.from({ length: 256 }, (_, level) => {
    const pigment = NEUTRAL + mix(-42, 58, strength);
    const covered = Math.max(0, Math.min(1, (bare - level) / 10));
    return Math.round(pigment * covered);
  });
}
