import type { Pointer } from './kernels.ts';

/** What the files of `assembly/segment` export; each function is documented there. */
export interface SegmentKernels {
  labFromPlanes(red: Pointer, green: Pointer, blue: Pointer, count: number, lab: Pointer): void;
  superpixelScratchBytes(pixels: number): number;
  superpixels(
    lab: Pointer,
    width: number,
    height: number,
    scale: number,
    leastPixels: number,
    labels: Pointer,
    scratch: Pointer,
  ): number;
  guidePad(): number;
  guideBytes(width: number, height: number): number;
  guideLoad(source: Pointer, width: number, height: number, target: Pointer): void;
  guideMoments(
    guide: Pointer,
    width: number,
    height: number,
    means: Pointer,
    reciprocals: Pointer,
    between: Pointer,
    squares: Pointer,
  ): void;
  guideMask(
    labels: Pointer,
    members: Pointer,
    width: number,
    height: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
    mask: Pointer,
  ): void;
  guideSolve(
    guide: Pointer,
    means: Pointer,
    reciprocals: Pointer,
    mask: Pointer,
    width: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
    scale: Pointer,
    offset: Pointer,
    between: Pointer,
    product: Pointer,
  ): void;
  guideRowsBytes(width: number, fullWidth: number): number;
  guideRows(
    scale: Pointer,
    offset: Pointer,
    width: number,
    height: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
    guide: Pointer,
    fullWidth: number,
    fullHeight: number,
    firstRow: number,
    lastRow: number,
    counts: Pointer,
    spans: Pointer,
    scratch: Pointer,
  ): void;
  layColor(
    row: Pointer,
    from: number,
    to: number,
    red: number,
    green: number,
    blue: number,
    alpha: number,
  ): void;
  layPhoto(row: Pointer, from: number, to: number, red: Pointer, green: Pointer, blue: Pointer): void;
  storeLayers(row: Pointer, count: number, rgba: Pointer): void;
  enlargeRow(
    plane: Pointer,
    width: number,
    height: number,
    y: number,
    step: number,
    target: Pointer,
    count: number,
  ): void;
}
