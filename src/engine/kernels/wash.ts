import type { Pointer } from './kernels.ts';

/** Kernels of washes and chalk; each function is documented where it is written, in `assembly/wash/`. */
export interface WashKernels {
  domainScratchBytes(width: number, height: number): number;
  domainDistances(
    red: Pointer,
    green: Pointer,
    blue: Pointer,
    width: number,
    height: number,
    codes: Pointer,
    across: Pointer,
    down: Pointer,
    scratch: Pointer,
  ): void;
  domainRows(
    red: Pointer,
    green: Pointer,
    blue: Pointer,
    across: Pointer,
    width: number,
    height: number,
    base: number,
    squarings: number,
    scratch: Pointer,
  ): void;
  domainColumns(
    red: Pointer,
    green: Pointer,
    blue: Pointer,
    down: Pointer,
    width: number,
    height: number,
    base: number,
    squarings: number,
    scratch: Pointer,
  ): void;
  medianScratchBytes(width: number, spacing: number): number;
  spacedMedian(plane: Pointer, width: number, height: number, spacing: number, scratch: Pointer): void;
  cloud(
    width: number,
    height: number,
    cells: number,
    octaves: number,
    roughness: number,
    contrast: number,
    seed: number,
    target: Pointer,
    row: Pointer,
  ): void;
  mapScratchBytes(width: number, mapWidth: number): number;
  contour(
    plane: Pointer,
    width: number,
    height: number,
    fromRow: number,
    toRow: number,
    map: Pointer,
    mapWidth: number,
    mapHeight: number,
    profile: Pointer,
    paper: Pointer,
    shake: number,
    floor: number,
    scratch: Pointer,
  ): void;
  bleed(
    plane: Pointer,
    width: number,
    height: number,
    fromRow: number,
    toRow: number,
    low: Pointer,
    lowWidth: number,
    lowHeight: number,
    map: Pointer,
    mapWidth: number,
    mapHeight: number,
    profile: Pointer,
    scratch: Pointer,
  ): void;
  warpScratchBytes(width: number, mapWidth: number, reach: number): number;
  warp(
    plane: Pointer,
    width: number,
    height: number,
    across: Pointer,
    down: Pointer,
    mapWidth: number,
    mapHeight: number,
    reach: number,
    scratch: Pointer,
  ): void;
  luminance(red: Pointer, green: Pointer, blue: Pointer, count: number, target: Pointer): void;
  relight(
    channel: Pointer,
    from: Pointer,
    to: Pointer,
    count: number,
    saturation: number,
    target: Pointer,
  ): void;
  washDensity(
    light: Pointer,
    blurred: Pointer,
    width: number,
    fromRow: number,
    toRow: number,
    table: Pointer,
    rim: number,
    gap: number,
    most: number,
    paper: Pointer,
    granulation: number,
    dispersion: Pointer,
    scatter: number,
    target: Pointer,
  ): void;
  tintByDensity(channel: Pointer, density: Pointer, count: number): void;
  streak(channel: Pointer, streaks: Pointer, count: number, amount: number): void;
  depositStreaks(
    streaks: Pointer,
    width: number,
    fromRow: number,
    toRow: number,
    paper: Pointer,
    grain: number,
    coverage: number,
    softness: number,
  ): void;
  chalk(
    channel: Pointer,
    stuck: Pointer,
    width: number,
    height: number,
    fromRow: number,
    toRow: number,
    low: Pointer,
    lowWidth: number,
    lowHeight: number,
    tone: number,
    tonedShare: number,
    scratch: Pointer,
  ): void;
}
