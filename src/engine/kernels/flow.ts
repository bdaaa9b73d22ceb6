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
    stepQ16: number,
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
    black: number,
    tone: number,
    step: number,
    knee: number,
    edge: number,
    coring: number,
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

/** Room for the tangent field of a plane, on top of the arena. */
export function tangentRoom(arena: Arena, width: number, height: number): TangentField {
  const [across, down] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  return { at: arena.alloc(across * down * 4), width: across, height: down, cellShift: 1 };
}

/** Tangent field of an 8-bit plane, a cell for 2 × 2 pixels, smoothed by σ of `sigmaCells`; into `room`, or on top. */
export function tangentField(
  arena: Arena,
  source: Pointer,
  width: number,
  height: number,
  sigmaCells: number,
  hand: Hand = { angle: 0, firmness: 0 },
  room: TangentField = tangentRoom(arena, width, height),
): TangentField {
  const { kernels } = arena;
  const mark = arena.mark();
  const radius = Math.min(WIDEST_RADIUS, Math.ceil(2.5 * sigmaCells));
  const weights = arena.put(halfGaussian(sigmaCells, radius));
  const scratch = arena.alloc(kernels.tangentScratchBytes(width, radius));
  const { angle, firmness } = hand;
  const [c, s] = [Math.cos(2 * angle), Math.sin(2 * angle)];
  const squared = SQUARED_LEVEL * firmness * firmness;
  kernels.tangentField(source, width, height, weights, radius, c, s, squared, room.at, scratch);
  arena.release(mark);
  return room;
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

/** How a plane is smeared: along a field, by `steps` samples to either side, `stepPx` pixels apart. */
export interface Smear {
  field: TangentField;
  steps: number;
  stepPx: number;
}

/** Rows to either side that a smear reads; even. */
function reachOf({ steps, stepPx }: Smear): number {
  return 2 * Math.ceil((steps * stepPx) / 2) + 2;
}

/**
 * Replaces a plane by what `make` makes of its rows, smeared if wanted. Rows go through a window, so that beside the
 * plane some rows are all it takes.
 *
 * @param lag how many rows behind what is read the plane may be overwritten
 * @param make writes rows from … to − 1 to `target`; the plane is still as it was from row `from − lag` on
 */
function replaceRows(
  arena: Arena,
  pixels: Pointer,
  width: number,
  height: number,
  smear: Smear | undefined,
  lag: number,
  make: (from: number, to: number, target: Pointer) => void,
): void {
  const mark = arena.mark();
  const reach = smear ? reachOf(smear) : 0;
  const ahead = Math.max(reach, lag);
  const weights = smear && arena.put(lineWeights(smear.steps));
  const rows = reach + BAND_ROWS + ahead;
  const window = arena.alloc(rows * width);
  let [low, high] = [0, 0];
  for (let from = 0; from < height; from += BAND_ROWS) {
    const to = Math.min(height, from + BAND_ROWS);
    const [nextLow, nextHigh] = [Math.max(0, from - reach), Math.min(height, to + ahead)];
    arena.bytes(window, rows * width).copyWithin(0, (nextLow - low) * width, (high - low) * width);
    make(high, nextHigh, window + (high - nextLow) * width);
    [low, high] = [nextLow, nextHigh];
    const source = window - low * width;
    if (smear && weights !== undefined) {
      const { field, steps, stepPx } = smear;
      const step = Math.round((65_536 * stepPx) / 127);
      const { at, width: cells, height: cellRows, cellShift } = field;
      arena.kernels.smearAlong(
        source,
        width,
        low,
        high,
        from,
        to,
        at,
        cells,
        cellRows,
        cellShift,
        weights,
        steps,
        step,
        pixels,
      );
    } else {
      const made = arena.bytes(source + from * width, (to - from) * width);
      arena.bytes(pixels + from * width, (to - from) * width).set(made);
    }
  }
  arena.release(mark);
}

/** Smears an 8-bit plane in place: line integral convolution. */
export function smearInPlace(
  arena: Arena,
  pixels: Pointer,
  width: number,
  height: number,
  smear: Smear,
): void {
  replaceRows(arena, pixels, width, height, smear, 0, (from, to, target) => {
    arena.bytes(target, (to - from) * width).set(arena.bytes(pixels + from * width, (to - from) * width));
  });
}

/** What a difference of two Gaussians, of σ and of ratio·σ, is made of: see assembly/flow/difference.ts. */
export interface Difference {
  sigmaPx: number;
  ratio: number;
  black: number;
  tone: number;
  step: number;
  knee: number;
  edge: number;
  coring: number;
}

/** Radius of the wider Gaussian, in its σ. */
const REACH_SIGMAS = 2.6;

/**
 * Replaces an 8-bit plane by a difference of its Gaussians; with `smear` averaged along the flow, which is the
 * separated flow-based difference (Kang 2007; Kyprianidis, Döllner 2008, §3.2) with an isotropic first pass.
 */
export function differenceInPlace(
  arena: Arena,
  pixels: Pointer,
  width: number,
  height: number,
  { sigmaPx, ratio, black, tone, step, knee, edge, coring }: Difference,
  smear?: Smear,
): void {
  const { kernels } = arena;
  const mark = arena.mark();
  const radius = Math.max(1, Math.ceil(REACH_SIGMAS * sigmaPx * ratio));
  const [narrow, wide] = [halfGaussian(sigmaPx, radius), halfGaussian(sigmaPx * ratio, radius)];
  const pairs = Float32Array.from({ length: 2 * radius + 2 }, (_, i) => (i % 2 ? wide : narrow)[i >> 1] ?? 0);
  const weights = arena.put(pairs);
  const scratch = arena.alloc(kernels.differenceScratchBytes(width, radius));
  replaceRows(arena, pixels, width, height, smear, radius, (from, to, target) => {
    kernels.differenceOfGaussians(
      pixels,
      width,
      height,
      from,
      to,
      weights,
      radius,
      black,
      tone,
      step,
      knee,
      edge,
      coring,
      target,
      scratch,
    );
  });
  arena.release(mark);
}
