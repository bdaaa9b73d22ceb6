import { gaussianReference } from '../look.ts';
import type { Plane } from '../pictures.ts';

const SIGMA = 1.5;
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

/** A plane with the parts of its structural similarity that are its own, for comparisons with many others. */
export interface Structure {
  plane: Plane;
  mean: Float64Array;
  square: Float64Array;
}

export function structureOf(plane: Plane): Structure {
  const square = gaussianReference({ ...plane, data: plane.data.map((value) => value * value) }, SIGMA).data;
  return { plane, mean: gaussianReference(plane, SIGMA).data, square };
}

/** See ssim(). */
export function likeness(a: Structure, b: Structure): number {
  const product = a.plane.data.map((value, i) => value * (b.plane.data[i] ?? 0));
  const both = gaussianReference({ ...a.plane, data: product }, SIGMA).data;
  let sum = 0;
  for (let i = 0; i < product.length; i++) {
    const [ma, mb] = [a.mean[i] ?? 0, b.mean[i] ?? 0];
    const [va, vb] = [(a.square[i] ?? 0) - ma * ma, (b.square[i] ?? 0) - mb * mb];
    const covariance = (both[i] ?? 0) - ma * mb;
    sum += ((2 * ma * mb + C1) * (2 * covariance + C2)) / ((ma * ma + mb * mb + C1) * (va + vb + C2));
  }
  return sum / product.length;
}

/** Mean structural similarity of two planes of one size (Wang, Bovik, Sheikh, Simoncelli 2004), Gaussian window σ 1.5. */
export function ssim(a: Plane, b: Plane): number {
  return likeness(structureOf(a), structureOf(b));
}
