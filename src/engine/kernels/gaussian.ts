import type { Arena } from './arena.ts';
import type { Pointer } from './kernels.ts';

/** OpenCV's fixed kernels for small sizes (getGaussianKernelBitExact). */
const SMALL_KERNELS: Record<number, number[]> = {
  1: [1],
  3: [0.25, 0.5, 0.25],
  5: [1, 4, 6, 4, 1].map((w) => w / 16),
};
const FRACTION_BITS = 8;
const Q15_ONE = 32_768;

/** Normalised Gaussian weights of `size` (odd) taps with OpenCV's σ for that size: 0.3·((size − 1)/2 − 1) + 0.8. */
export function gaussianKernel(size: number): number[] {
  const small = SMALL_KERNELS[size];
  if (small) return small;
  const sigma = 0.3 * ((size - 1) * 0.5 - 1) + 0.8;
  const weights = Array.from({ length: size }, (_, i) => {
    const x = i - (size - 1) / 2;
    return Math.exp(-(x * x) / (2 * sigma * sigma));
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * The same weights with 8 fraction bits, from the centre outward. Rounding errors are carried from the rim inward
 * and the centre takes what is missing to 256 (OpenCV, getGaussianKernelFixedPoint_ED).
 */
export function fixedPointKernel(size: number): Int16Array {
  const weights = gaussianKernel(size);
  const radius = (size - 1) / 2;
  const fixed = new Int16Array(radius + 1);
  let carried = 0;
  let sum = 0;
  for (let i = 0; i < radius; i++) {
    const exact = (weights[i] ?? 0) * (1 << FRACTION_BITS) + carried;
    const rounded = Math.round(exact);
    carried = exact - rounded;
    fixed[radius - i] = rounded;
    sum += 2 * rounded;
  }
  fixed[0] = (1 << FRACTION_BITS) - sum;
  return fixed;
}

/** The weights without those that came out as 0 at the rim: the same blur of fewer taps. */
function effectiveKernel(size: number): Int16Array {
  const weights = fixedPointKernel(size);
  return weights.subarray(0, weights.findLastIndex((weight) => weight !== 0) + 1);
}

/** OpenCV's GaussianBlur(size × size) of an 8-bit plane, bit for bit. */
export function gaussianBlur(
  arena: Arena,
  source: Pointer,
  target: Pointer,
  width: number,
  height: number,
  size: number,
): void {
  const mark = arena.mark();
  const weights = effectiveKernel(size);
  const weightsAt = arena.put(weights);
  const radius = weights.length - 1;
  const scratch = arena.alloc(arena.kernels.gaussianScratchBytes(width, radius));
  arena.kernels.gaussian(source, target, width, height, weightsAt, radius, scratch);
  arena.release(mark);
}

export interface DodgeOptions {
  /** Taps of the blur; odd. */
  size: number;
  /** What black on black becomes: black, or white. */
  keepBlack: boolean;
  /** Tone line gain · x + offset of the dodged picture, gain 1 to 2, offset a whole number; rounded and saturated. */
  tone?: { gain: number; offset: number };
}

/** Dodges an 8-bit plane by OpenCV's GaussianBlur of its inverse, bit for bit, in one pass over the plane. */
export function gaussianDodge(
  arena: Arena,
  source: Pointer,
  target: Pointer,
  width: number,
  height: number,
  { size, keepBlack, tone = { gain: 1, offset: 0 } }: DodgeOptions,
): void {
  const mark = arena.mark();
  const weights = effectiveKernel(size);
  const weightsAt = arena.put(weights);
  const radius = weights.length - 1;
  const scratch = arena.alloc(arena.kernels.gaussianScratchBytes(width, radius));
  arena.kernels.gaussianDodge(
    source,
    target,
    width,
    height,
    weightsAt,
    radius,
    keepBlack,
    Math.round((tone.gain - 1) * Q15_ONE),
    tone.offset,
    scratch,
  );
  arena.release(mark);
}
