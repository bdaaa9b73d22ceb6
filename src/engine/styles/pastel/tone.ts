import type { Arena } from '../../kernels/arena.ts';
import { histogramOf } from '../../kernels/histogram.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import { mix } from '../pencil/scale.ts';

/** Light of the darkest and of the lightest chalk. */
const DARKEST = 30;
const LIGHTEST = 248;
/** Middle tones are lifted by this exponent of light at no strength, and at full. */
const LIFTED = { faint: 0.72, firm: 1.02 } as const;

/** Table from a photo's light to that of chalk: lifted, milky in the darks. */
export function chalkTable(strength: number): Uint8Array {
  const exponent = mix(LIFTED.faint, LIFTED.firm, strength);
  return Uint8Array.from({ length: 256 }, (_, level) =>
    Math.round(DARKEST + (LIGHTEST - DARKEST) * (level / 255) ** exponent),
  );
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
