import type { Arena } from '../../kernels/arena.ts';
import { histogramOf, levelAt } from '../../kernels/histogram.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import { mix } from '../pencil/scale.ts';

/** Light of the darkest and of the lightest chalk. */
const DARKEST = 30;
const LIGHTEST = 248;
/** Share of a photo that is lighter, or darker, than its chalks reach, and how far its light is stretched to them. */
const EXTREME_SHARE = 0.01;
const STRETCH = 0.6;
/** What counts as black and as white in photos that have neither. */
const DARKEST_BLACK = 80;
const LIGHTEST_WHITE = 176;
/** Middle tones are lifted by this exponent of light at no strength, and at full. */
const LIFTED = { faint: 0.72, firm: 1.02 } as const;

/** Table from a photo's light to that of chalk: stretched over all its chalks, lifted, milky in the darks. */
export function chalkTable(arena: Arena, light: Pointer, count: number, strength: number): Uint8Array {
  const exponent = mix(LIFTED.faint, LIFTED.firm, strength);
  const counts = histogramOf(arena, light, count);
  const dark = mix(0, Math.min(DARKEST_BLACK, levelAt(counts, EXTREME_SHARE)), STRETCH);
  const white = Math.max(
    dark + 64,
    mix(255, Math.max(LIGHTEST_WHITE, levelAt(counts, 1 - EXTREME_SHARE)), STRETCH),
  );
  return Uint8Array.from({ length: 256 }, (_, level) => {
    const stretched = Math.max(0, Math.min(1, (level - dark) / (white - dark)));
    return Math.round(DARKEST + (LIGHTEST - DARKEST) * stretched ** exponent);
  });
}

/** Table that makes all levels of a plane equally frequent, so that a threshold covers the share it says. */
export function evenTable(arena: Arena, plane: Pointer, count: number): Uint8Array {
  const counts = histogramOf(arena, plane, count);
  let below = 0;
  return Uint8Array.from(counts, (here) => {
    const level = (255 * (below + here / 2)) / count;
    below += here;
    return Math.round(level);
  });
}
