import { gaussianReference } from '../look.ts';
import type { Plane } from '../pictures.ts';

const SIGMA = 1.5;
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

/** Mean structural similarity of two planes of one size (Wang, Bovik, Sheikh, Simoncelli 2004), Gaussian window σ 1.5. */
export function ssim(a: Plane, b: Plane): number {
  const { width, height } = a;
  const blurred = (of: (i: number) => number) =>
    gaussianReference({ width, height, data: a.data.map((_, i) => of(i)) }, SIGMA).data;
  const at = (plane: Plane, i: number) => plane.data[i] ?? 0;
  const [meanA, meanB] = [blurred((i) => at(a, i)), blurred((i) => at(b, i))];
  const [squareA, squareB] = [blurred((i) => at(a, i) ** 2), blurred((i) => at(b, i) ** 2)];
  const both = blurred((i) => at(a, i) * at(b, i));
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) {
    const [ma, mb] = [meanA[i] ?? 0, meanB[i] ?? 0];
    const [va, vb] = [(squareA[i] ?? 0) - ma * ma, (squareB[i] ?? 0) - mb * mb];
    const covariance = (both[i] ?? 0) - ma * mb;
    sum += ((2 * ma * mb + C1) * (2 * covariance + C2)) / ((ma * ma + mb * mb + C1) * (va + vb + C2));
  }
  return sum / a.data.length;
}
