import type { Arena } from './arena.ts';
import type { Pointer } from './kernels.ts';

/** How far and across what the filter smooths. */
export interface Smoothing {
  /** σ of the filter in space, in pixels. */
  sigmaPx: number;
  /** σ in colour: the sum of the differences of three channels, each 0–1. */
  sigmaColor: number;
}

/** Passes along rows and columns; the third one leaves no stripes (Gastal, Oliveira 2011, §5). */
const ITERATIONS = 3;
const LARGEST_DISTANCE = 3 * 255;
const Q15_ONE = 32_768;

/**
 * Smooths what lies between edges and keeps the edges: domain transform, recursive filter (Gastal, Oliveira 2011), in
 * place; yields the fraction done.
 *
 * @param planes one plane, or red, green and blue
 * @param across, down planes for its coefficients, overwritten
 */
export function* domainTransform(
  arena: Arena,
  planes: readonly [Pointer] | readonly [Pointer, Pointer, Pointer],
  width: number,
  height: number,
  { sigmaPx, sigmaColor }: Smoothing,
  across: Pointer,
  down: Pointer,
): Generator<number, void, void> {
  const { kernels } = arena;
  const mark = arena.mark();
  const [red, green = 0, blue = 0] = planes;
  const scratch = arena.alloc(kernels.domainScratchBytes(width, height));
  // σ of the first iteration; every other one has half of the one before (§5, equation 14).
  const first = (sigmaPx * Math.sqrt(3) * 2 ** (ITERATIONS - 1)) / Math.sqrt(4 ** ITERATIONS - 1);
  const decay = Math.SQRT2 / first;
  const perLevel = (decay * sigmaPx) / (sigmaColor * 255);
  const codes = Uint8Array.from({ length: LARGEST_DISTANCE + 1 }, (_, distance) =>
    Math.round(255 * Math.exp(-perLevel * distance)),
  );
  const base = Math.min(Q15_ONE - 1, Math.round((Math.exp(-decay) * Q15_ONE * 256) / 255));
  const [second, third] = green ? [green, blue] : [red, red];
  kernels.domainDistances(red, second, third, width, height, arena.put(codes), across, down, scratch);
  yield 0.1;
  for (let i = 0; i < ITERATIONS; i++) {
    kernels.domainRows(red, green, blue, across, width, height, base, i, scratch);
    yield 0.1 + (0.9 * (2 * i + 1)) / (2 * ITERATIONS);
    kernels.domainColumns(red, green, blue, down, width, height, base, i, scratch);
    yield 0.1 + (0.9 * (2 * i + 2)) / (2 * ITERATIONS);
  }
  arena.release(mark);
}
