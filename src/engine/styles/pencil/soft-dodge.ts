import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';

/** Coarsest copy that a blur is made on: 8 pixels become one, so that four neighbours share an interpolation cell. */
const MIN_SHIFT = 3;
/** Blur that halving `shift` times and interpolating back makes by itself, in low pixels: σ² = 1/12 + 1/6. */
const OWN_VARIANCE = 1 / 12 + 1 / 6;
const WIDEST_LOW_SIGMA = 4;

function halfKernel(sigma: number): Float32Array {
  const radius = Math.max(1, Math.ceil(3 * sigma));
  const weights = Float32Array.from({ length: radius + 1 }, (_, i) =>
    Math.exp(-(i * i) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((total, weight, i) => total + (i === 0 ? weight : 2 * weight), 0);
  return weights.map((weight) => weight / sum);
}

/**
 * A plane divided by its own blur of σ pixels, 255 where it is no darker than that. The blur is made on a copy so
 * small that the time hardly depends on σ.
 *
 * @param target width × height; not the plane itself
 */
export function softDodge(
  arena: Arena,
  grey: Pointer,
  width: number,
  height: number,
  sigma: number,
  target: Pointer,
): void {
  const { kernels } = arena;
  const mark = arena.mark();
  let [low, lowWidth, lowHeight, shift] = [grey, width, height, 0];
  while (shift < MIN_SHIFT || sigma / 2 ** shift > WIDEST_LOW_SIGMA) {
    const halved = arena.alloc(Math.ceil(lowWidth / 2) * Math.ceil(lowHeight / 2));
    kernels.halve(low, lowWidth, lowHeight, halved);
    [low, lowWidth, lowHeight] = [halved, Math.ceil(lowWidth / 2), Math.ceil(lowHeight / 2)];
    shift++;
  }
  const lowSigma = Math.sqrt(Math.max(0.09, (sigma / 2 ** shift) ** 2 - OWN_VARIANCE));
  const weights = halfKernel(lowSigma);
  const blurred = arena.alloc(lowWidth * lowHeight * 4);
  const row = arena.alloc((lowWidth + 2 * weights.length + 8) * 4);
  const weightsAt = arena.put(weights);
  kernels.gaussianFloat(low, lowWidth, lowHeight, weightsAt, weights.length - 1, blurred, row);
  kernels.softDodge(grey, width, height, blurred, lowWidth, lowHeight, shift, row, target);
  arena.release(mark);
}
