import type { Arena } from './arena.ts';
import type { Pointer } from './kernels.ts';

/** What the files of `assembly/flow` export; each function is documented there. */
export interface FlowKernels {
  tangentScratchBytes(width: number, radius: number): number;
  tangentField(
    source: Pointer,
    width: number,
    height: number,
    weights: Pointer,
    radius: number,
    handCos: number,
    handSin: number,
    hand: number,
    target: Pointer,
    scratch: Pointer,
  ): void;
  smearAlong(
    source: Pointer,
    width: number,
    low: number,
    high: number,
    fromRow: number,
    toRow: number,
    field: Pointer,
    cells: number,
    cellRows: number,
    cellShift: number,
    weights: Pointer,
    steps: number,
    stepPx: number,
    target: Pointer,
  ): void;
  differenceScratchBytes(width: number, radius: number): number;
  differenceOfGaussians(
    source: Pointer,
    width: number,
    height: number,
    fromRow: number,
    toRow: number,
    weights: Pointer,
    radius: number,
    a: number,
    b: number,
    c: number,
    target: Pointer,
    scratch: Pointer,
  ): void;
}

/** Half of a normalised Gaussian: radius + 1 weights from the centre outward, w₀ + 2·Σ wᵢ = 1. */
export function halfGaussian(sigma: number, radius: number): Float32Array {
  const weights = Float32Array.from({ length: radius + 1 }, (_, i) =>
    Math.exp(-(i * i) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((total, weight, i) => total + (i === 0 ? weight : 2 * weight), 0);
  return weights.map((weight) => weight / sum);
}

/** Which way a picture runs: cells of four bytes (see assembly/flow/tangent.ts), row-major, in the arena. */
export interface TangentField {
  at: Pointer;
  width: number;
  height: number;
  /** A cell is 2^cellShift pixels wide. */
  cellShift: number;
}

/** Where a picture shows no direction, the hand's own: an angle, and how firmly, as a gradient in levels a pixel. */
export interface Hand {
  angle: number;
  firmness: number;
}

const WIDEST_RADIUS = 24;
/** A gradient of 1 level a pixel, squared, as the kernel sums it: Sobel's gain of 8, four pixels. */
const SQUARED_LEVEL = 256;

/** Tangent field of an 8-bit plane, a cell for 2 × 2 pixels, smoothed by σ of `sigmaCells`. It stays in the arena. */
export function tangentField(
  arena: Arena,
  source: Pointer,
  width: number,
  height: number,
  sigmaCells: number,
  hand: Hand = { angle: 0, firmness: 0 },
): TangentField {
  const { kernels } = arena;
  const [across, down] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const at = arena.alloc(across * down * 4);
  const mark = arena.mark();
  const radius = Math.min(WIDEST_RADIUS, Math.ceil(2.5 * sigmaCells));
  const weights = arena.put(halfGaussian(sigmaCells, radius));
  const scratch = arena.alloc(kernels.tangentScratchBytes(width, radius));
  const { angle, firmness } = hand;
  const [c, s] = [Math.cos(2 * angle), Math.sin(2 * angle)];
  const squared = SQUARED_LEVEL * firmness * firmness;
  kernels.tangentField(source, width, height, weights, radius, c, s, squared, at, scratch);
  arena.release(mark);
  return { at, width: across, height: down, cellShift: 1 };
}

/** The middle's weight and those of `steps` steps to either side, bytes: w₀ + 2·Σ wᵢ = 256, a Gaussian of 2 σ a side. */
export function lineWeights(steps: number): Uint8Array {
  const half = halfGaussian(steps / 2, steps);
  const weights = Uint8Array.from(half, (weight) => Math.round(256 * weight));
  const sides = weights.subarray(1).reduce((sum, weight) => sum + 2 * weight, 0);
  weights[0] = 256 - sides;
  return weights;
}

const BAND_ROWS = 128;

/** How a plane is smeared: `steps` samples to either side, `stepPx` pixels apart. */
export interface Smear {
  steps: number;
  stepPx: number;
}

/**
 * Smears an 8-bit plane along a tangent field, in place: line integral convolution in bands of rows, beside which the
 * rows that still have to be read are kept.
 */
export function smearInPlace(
  arena: Arena,
  pixels: Pointer,
  width: number,
  height: number,
  field: TangentField,
  { steps, stepPx }: Smear,
): void {
  const { kernels } = arena;
  const mark = arena.mark();
  const reach = 2 * Math.ceil((steps * stepPx) / 2) + 2;
  const weights = arena.put(lineWeights(steps));
  const window = arena.alloc((2 * reach + BAND_ROWS) * width);
  let [low, high] = [0, 0];
  for (let from = 0; from < height; from += BAND_ROWS) {
    const to = Math.min(height, from + BAND_ROWS);
    const [nextLow, nextHigh] = [Math.max(0, from - reach), Math.min(height, to + reach)];
    const all = arena.bytes(window, (2 * reach + BAND_ROWS) * width);
    all.copyWithin(0, (nextLow - low) * width, (high - low) * width);
    all.set(arena.bytes(pixels + high * width, (nextHigh - high) * width), (high - nextLow) * width);
    [low, high] = [nextLow, nextHigh];
    const source = window - low * width;
    const { at, width: cells, height: rows, cellShift } = field;
    kernels.smearAlong(
      source,
      width,
      low,
      high,
      from,
      to,
      at,
      cells,
      rows,
      cellShift,
      weights,
      steps,
      stepPx,
      pixels,
    );
  }
  arena.release(mark);
}
