import type { Arena } from './arena.ts';
import type { Pointer } from './kernels.ts';

const RADIUS = 4;
const SIGMA = 80;
const BLOCK = 64;
/** Half ranges of blocks, in steps of this many levels, that have a polynomial each. */
const RANGE_STEP = 16;
const MAX_RANGE = 128;
/** How far the polynomial may be from the weight 1 of a pixel like the centre. */
const WEIGHT_ERROR = 3e-5;

/** Modified Bessel function of the first kind, Iₖ(x). */
function bessel(k: number, x: number): number {
  let term = 1;
  for (let i = 1; i <= k; i++) term *= x / 2 / i;
  let sum = 0;
  for (let m = 1; term > 1e-18; m++) {
    sum += term;
    term *= (x * x) / 4 / (m * (m + k));
  }
  return sum;
}

/**
 * Coefficients of a polynomial that is exp(x) for |x| ≤ `range`: its Chebyshev series, cut where the rest is below
 * WEIGHT_ERROR.
 */
export function exponential(range: number): number[] {
  const powers = (order: number) => Array.from({ length: order + 1 }, () => 0);
  let [before, chebyshev] = [[1], [0, 1 / range]];
  let sum = [bessel(0, range)];
  for (let k = 1; 2 * bessel(k, range) > WEIGHT_ERROR; k++) {
    const weight = 2 * bessel(k, range);
    sum = powers(k).map((_, i) => (sum[i] ?? 0) + weight * (chebyshev[i] ?? 0));
    const next = powers(k + 1).map((_, i) => (2 / range) * (chebyshev[i - 1] ?? 0) - (before[i] ?? 0));
    [before, chebyshev] = [chebyshev, next];
  }
  return sum;
}

/** What bilateralBlock() takes: c₀, the ratios of those that follow, and 0 at the end. */
function asRatios(coefficients: number[]): Float32Array {
  const ratios = coefficients.map((value, n) => value / (n === 0 ? 1 : (coefficients[n - 1] ?? 1)));
  return new Float32Array([...ratios, 0]);
}

/** OpenCV's bilateralFilter(d = 9, σ = 80, 80) of an 8-bit plane; yields the fraction done. */
export function* bilateral80(
  arena: Arena,
  source: Pointer,
  target: Pointer,
  width: number,
  height: number,
): Generator<number, void, void> {
  const mark = arena.mark();
  const { kernels } = arena;
  const polynomials = Array.from({ length: MAX_RANGE / RANGE_STEP }, (_, i) => {
    const ratios = asRatios(exponential((((i + 1) * RANGE_STEP) / SIGMA) ** 2));
    return { at: arena.put(ratios), degree: ratios.length - 2 };
  });
  const scratch = arena.alloc(kernels.bilateralScratchBytes());
  const stride = width + 2 * RADIUS;
  const padded = arena.alloc(stride * (height + 2 * RADIUS));
  kernels.addRim(source, width, height, RADIUS, false, padded);
  for (let y = 0; y < height; y += BLOCK) {
    const rows = Math.min(BLOCK, height - y);
    for (let x = 0; x < width; x += BLOCK) {
      const columns = Math.min(BLOCK, width - x);
      const corner = padded + y * stride + x;
      const range = kernels.regionRange(corner, stride, columns + 2 * RADIUS, rows + 2 * RADIUS);
      const [least, most] = [range & 255, range >> 8];
      const centre = (least + most + 1) >> 1;
      const polynomial = polynomials[Math.max(0, Math.ceil((centre - least) / RANGE_STEP) - 1)];
      if (!polynomial) throw new Error('A byte is out of range.');
      const block = corner + RADIUS * stride + RADIUS;
      kernels.bilateralBlock(
        block,
        stride,
        columns,
        rows,
        centre,
        SIGMA,
        polynomial.at,
        polynomial.degree,
        scratch,
        target + y * width + x,
        width,
      );
    }
    yield (y + rows) / height;
  }
  arena.release(mark);
}
