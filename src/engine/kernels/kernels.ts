import type { BrushKernels } from './brush.ts';
import type { CoverageKernels } from './coverage.ts';
import type { FlowKernels } from './flow.ts';
import type { InkKernels } from './ink.ts';
import type { JpegKernels } from './jpeg.ts';
import type { PainterKernels } from './painter.ts';
import type { PngKernels } from './png.ts';
import type { SegmentKernels } from './segment.ts';
import type { VideoKernels } from './video.ts';
import type { WashKernels } from './wash.ts';

/** A pointer into kernel memory. */
export type Pointer = number;

/** What the module exports; each function is documented where it is written, in `assembly/`. */
export interface Kernels
  extends
    BrushKernels,
    CoverageKernels,
    FlowKernels,
    InkKernels,
    JpegKernels,
    PainterKernels,
    PngKernels,
    SegmentKernels,
    VideoKernels,
    WashKernels {
  arenaStart(): Pointer;
  greyFromRgba(rgba: Pointer, count: number, grey: Pointer): void;
  planesFromRgba(rgba: Pointer, count: number, red: Pointer, green: Pointer, blue: Pointer): void;
  rgbaFromPlanes(red: Pointer, green: Pointer, blue: Pointer, count: number, rgba: Pointer): void;
  compositeOnWhite(rgba: Pointer, count: number): void;
  halveRgba(source: Pointer, width: number, rows: number, target: Pointer): void;
  orient(
    source: Pointer,
    origin: number,
    stepX: number,
    stepY: number,
    target: Pointer,
    width: number,
    height: number,
  ): void;
  convertColors(
    red: Pointer,
    green: Pointer,
    blue: Pointer,
    count: number,
    shares: Pointer,
    levels: Pointer,
  ): void;
  gaussianScratchBytes(width: number, radius: number): number;
  gaussian(
    source: Pointer,
    target: Pointer,
    width: number,
    height: number,
    weights: Pointer,
    radius: number,
    scratch: Pointer,
  ): void;
  gaussianDodge(
    source: Pointer,
    target: Pointer,
    width: number,
    height: number,
    weights: Pointer,
    radius: number,
    keepBlack: boolean,
    rise: number,
    lift: number,
    scratch: Pointer,
  ): void;
  shrinkRows(
    source: Pointer,
    width: number,
    target: Pointer,
    toHeight: number,
    starts: Pointer,
    weights: Pointer,
    taps: number,
  ): void;
  shrinkColumns(
    source: Pointer,
    width: number,
    height: number,
    target: Pointer,
    toWidth: number,
    starts: Pointer,
    weights: Pointer,
    taps: number,
  ): void;
  scaleAbs(source: Pointer, count: number, gain: number, offset: number, target: Pointer): void;
  addRim(
    source: Pointer,
    width: number,
    height: number,
    rim: number,
    replicate: boolean,
    target: Pointer,
  ): void;
  bilateralScratchBytes(): number;
  regionRange(source: Pointer, stride: number, width: number, height: number): number;
  bilateralBlock(
    source: Pointer,
    stride: number,
    columns: number,
    rows: number,
    centre: number,
    sigma: number,
    coefficients: Pointer,
    degree: number,
    scratch: Pointer,
    target: Pointer,
    width: number,
  ): void;
  laplacian(source: Pointer, width: number, height: number, target: Pointer): void;
  lineTexture(source: Pointer, width: number, height: number, target: Pointer): void;
  dilate2x2(source: Pointer, width: number, height: number, target: Pointer): void;
  cannyScratchBytes(width: number): number;
  cannyRidges(
    source: Pointer,
    width: number,
    height: number,
    weakA: number,
    strongA: number,
    weakB: number,
    strongB: number,
    target: Pointer,
    scratch: Pointer,
  ): void;
  hysteresis(
    classes: Pointer,
    width: number,
    height: number,
    weak: number,
    strong: number,
    target: Pointer,
    stack: Pointer,
    capacity: number,
  ): void;
  subtract(base: Pointer, layer: Pointer, count: number, amount: number, target: Pointer): void;
  subtractThree(
    base: Pointer,
    x: Pointer,
    a: number,
    y: Pointer,
    b: number,
    z: Pointer,
    c: number,
    count: number,
    target: Pointer,
  ): void;
  mix(under: Pointer, over: Pointer, amounts: Pointer, count: number, target: Pointer): void;
  addWeighted(x: Pointer, a: number, y: Pointer, b: number, count: number, target: Pointer): void;
  halve(source: Pointer, width: number, height: number, target: Pointer): void;
  gaussianFloat(
    source: Pointer,
    width: number,
    height: number,
    weights: Pointer,
    radius: number,
    target: Pointer,
    row: Pointer,
  ): void;
  softDodge(
    grey: Pointer,
    width: number,
    height: number,
    low: Pointer,
    lowWidth: number,
    lowHeight: number,
    shift: number,
    row: Pointer,
    target: Pointer,
  ): void;
  gradient(
    source: Pointer,
    width: number,
    height: number,
    gain: number,
    threshold: number,
    target: Pointer,
    stride: number,
  ): void;
  meanOfEight(source: Pointer, a: number, b: number, c: number, count: number, target: Pointer): void;
  keepLargest(
    source: Pointer,
    a: number,
    b: number,
    line: number,
    count: number,
    best: Pointer,
    lines: Pointer,
  ): void;
  addLine(source: Pointer, a: number, b: number, count: number, sum: Pointer): void;
  pickLine(gradients: Pointer, lines: Pointer, line: number, count: number, target: Pointer): void;
  accumulate(layer: Pointer, count: number, sum: Pointer): void;
  unstride(source: Pointer, stride: number, width: number, height: number, target: Pointer): void;
  tileScratchBytes(): number;
  hatchTile(
    angle: number,
    crossAngle: number,
    crossFrom: number,
    length: number,
    halfWidth: number,
    seed: number,
    target: Pointer,
    scratch: Pointer,
  ): void;
  paperTile(paper: number, grainPx: number, seed: number, target: Pointer, scratch: Pointer): void;
  turnTile(source: Pointer, target: Pointer): void;
  lookup(source: Pointer, count: number, table: Pointer, target: Pointer): void;
  histogram(source: Pointer, count: number, counters: Pointer): void;
  deposit(
    coverage: Pointer,
    width: number,
    fromRow: number,
    toRow: number,
    hatch: Pointer,
    paper: Pointer,
    grain: number,
    softness: number,
  ): void;
  drawGrey(
    tone: Pointer,
    line: Pointer,
    count: number,
    toneDepth: number,
    lineDepth: number,
    target: Pointer,
  ): void;
  drawColor(
    channel: Pointer,
    grey: Pointer,
    tone: Pointer,
    line: Pointer,
    count: number,
    toneDepth: number,
    lineDepth: number,
    saturation: number,
    target: Pointer,
  ): void;
  alongScratchBytes(width: number, fieldWidth: number): number;
  depositAlong(
    coverage: Pointer,
    width: number,
    height: number,
    fromRow: number,
    toRow: number,
    tiles: Pointer,
    paper: Pointer,
    field: Pointer,
    fieldWidth: number,
    fieldHeight: number,
    grain: number,
    softness: number,
    scratch: Pointer,
  ): void;
}

export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the module is built from the sources above
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}
