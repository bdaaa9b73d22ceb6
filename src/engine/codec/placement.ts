import type { Orientation } from './header.ts';

/** Where the stored picture's first pixel goes in the upright one, and the steps to its neighbours. */
export interface Placement {
  origin: number;
  stepX: number;
  stepY: number;
}

/** By orientation (TIFF 6.0 §8, tag 274), for a stored picture of this size. */
const PLACEMENTS: Record<Orientation, (width: number, height: number) => Placement> = {
  1: (width) => ({ origin: 0, stepX: 1, stepY: width }),
  2: (width) => ({ origin: width - 1, stepX: -1, stepY: width }),
  3: (width, height) => ({ origin: width * height - 1, stepX: -1, stepY: -width }),
  4: (width, height) => ({ origin: width * (height - 1), stepX: 1, stepY: -width }),
  5: (_, height) => ({ origin: 0, stepX: height, stepY: 1 }),
  6: (_, height) => ({ origin: height - 1, stepX: height, stepY: -1 }),
  7: (width, height) => ({ origin: width * height - 1, stepX: -height, stepY: -1 }),
  8: (width, height) => ({ origin: height * (width - 1), stepX: -height, stepY: 1 }),
};

/** Of a stored picture of this size, in the upright one. */
export function placementOf(orientation: Orientation, width: number, height: number): Placement {
  return PLACEMENTS[orientation](width, height);
}
