import type { Pointer } from './kernels.ts';

/** What the files of `assembly/brush` export; each function is documented there. */
export interface BrushKernels {
  oilScratchBytes(width: number, radius: number): number;
  histogramOil(
    red: Pointer,
    green: Pointer,
    blue: Pointer,
    grey: Pointer,
    width: number,
    height: number,
    fromRow: number,
    toRow: number,
    radius: number,
    bins: Pointer,
    scratch: Pointer,
  ): void;
  bristleTile(widthPx: number, lengthPx: number, seed: number, target: Pointer): void;
  slopeTile(source: Pointer, target: Pointer): void;
  layStrokes(
    strokes: Pointer,
    count: number,
    red: Pointer,
    green: Pointer,
    blue: Pointer,
    heights: Pointer,
    width: number,
    height: number,
    bristles: Pointer,
    grain: number,
    round: number,
    ragged: number,
    soft: number,
    dry: number,
    groove: number,
  ): void;
  reliefScratchBytes(width: number): number;
  lightRelief(
    red: Pointer,
    green: Pointer,
    blue: Pointer,
    heights: Pointer,
    width: number,
    height: number,
    fromRow: number,
    toRow: number,
    ground: Pointer,
    depth: number,
    groundDepth: number,
    limit: number,
    gloss: number,
    scratch: Pointer,
  ): void;
  planStrokes(
    red: Pointer,
    green: Pointer,
    blue: Pointer,
    underRed: Pointer,
    underGreen: Pointer,
    underBlue: Pointer,
    width: number,
    height: number,
    field: Pointer,
    fieldWidth: number,
    fieldHeight: number,
    enlarge: number,
    row: number,
    round: number,
    halfWidth: number,
    reach: number,
    spacing: number,
    worth: number,
    tolerance: number,
    variation: number,
    wobble: number,
    thin: number,
    thick: number,
    seed: number,
    target: Pointer,
  ): number;
  kuwaharaReach(radius: number): number;
  kuwaharaScratchBytes(width: number, blur: number, reach: number): number;
  kuwahara(
    red: Pointer,
    green: Pointer,
    blue: Pointer,
    width: number,
    height: number,
    fromRow: number,
    toRow: number,
    blur: number,
    radius: number,
    hardness: number,
    field: Pointer,
    cells: number,
    cellRows: number,
    scratch: Pointer,
  ): void;
  softQuantise(
    red: Pointer,
    green: Pointer,
    blue: Pointer,
    width: number,
    height: number,
    fromRow: number,
    toRow: number,
    tables: Pointer,
    sharpening: number,
    saturation: number,
  ): void;
  enlargeByScratchBytes(smallWidth: number): number;
  enlargeBy(
    source: Pointer,
    smallWidth: number,
    smallHeight: number,
    shift: number,
    target: Pointer,
    width: number,
    height: number,
    scratch: Pointer,
  ): void;
}
