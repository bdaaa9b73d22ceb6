import type { Arena } from '../../kernels/arena.ts';
import { histogramOf } from '../../kernels/histogram.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import { mix } from '../pencil/scale.ts';

/** Share of the pixels at either end that may be lost when a photo's range is stretched. */
const ENDS = 0.01;
/** Strongest stretch; more would draw the noise of a photo that is all fog. */
const MOST_STRETCH = 3.5;
/** Where the middle tone of a photo comes to lie at least and at most, 0–1. */
const MIDDLE = { darkest: 0.28, lightest: 0.8 };
/** How far towards equal shares of all tones the stretched range is pulled. */
const EQUALISED = 0.3;

/** Table that gives any photo the full range of tones, bright and dark parts of it their share each; monotone. */
export function levelsTable(arena: Arena, grey: Pointer, count: number): Uint8Array {
  const counts = histogramOf(arena, grey, count);
  const shares: number[] = [];
  let below = 0;
  for (const number of counts) {
    shares.push((below + number / 2) / count);
    below += number;
  }
  const low = shares.findIndex((share) => share >= ENDS);
  const high = Math.max(
    low + 1,
    shares.findLastIndex((share) => share <= 1 - ENDS),
  );
  const range = high - low;
  // All of what follows fades out for a photo without any contrast: flat paper stays what it is.
  const contrast = Math.min(1, (range * MOST_STRETCH) / 255);
  const gain = Math.max(1, Math.min(MOST_STRETCH, 255 / range));
  // The tone that a full stretch leaves as it is.
  const fixed = (255 * low) / Math.max(1, 255 - range);
  const stretch = (level: number) => Math.max(0, Math.min(1, (fixed + (level - fixed) * gain) / 255));
  const middle = Math.max(0.02, Math.min(0.98, stretch(shares.findIndex((share) => share >= 0.5))));
  const wanted = Math.max(MIDDLE.darkest, Math.min(MIDDLE.lightest, middle));
  const gamma = mix(1, Math.log(wanted) / Math.log(middle), contrast);
  return Uint8Array.from(shares, (share, level) =>
    Math.round(255 * mix(stretch(level) ** gamma, share, EQUALISED * contrast)),
  );
}

/** The level that `share` of a plane's pixels lie below. */
export function levelOfShare(arena: Arena, grey: Pointer, count: number, share: number): number {
  let left = share * count;
  for (const [level, number] of histogramOf(arena, grey, count).entries()) {
    left -= number;
    if (left < 0) return level;
  }
  return 255;
}
