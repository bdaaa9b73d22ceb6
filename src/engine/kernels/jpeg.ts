import type { Pointer } from './kernels.ts';

/** What the JPEG files of `assembly/jpeg` export; each function is documented there. */
export interface JpegKernels {
  jpegWindow(position: Pointer, end: Pointer, lastStart: Pointer): void;
  jpegBeginScan(position: Pointer, interval: number): void;
  jpegRestart(position: Pointer): void;
  jpegPosition(): Pointer;
  jpegAwaitedRestart(): number;
  jpegIntactMcus(): number;
  jpegTableBytes(): number;
  jpegBuildTable(lengths: Pointer, values: Pointer, table: Pointer): void;
  jpegDecodeMcus(plans: Pointer, planCount: number, from: number, to: number): number;
  jpegReadCoefficients(
    plans: Pointer,
    planCount: number,
    from: number,
    to: number,
    procedure: number,
    first: number,
    last: number,
    low: number,
  ): number;
  jpegTransform(
    blocks: Pointer,
    count: number,
    quantization: Pointer,
    target: Pointer,
    stride: number,
    size: number,
  ): void;
  jpegUpsample2x1(row: Pointer, width: number, target: Pointer): void;
  jpegUpsample2x2(near: Pointer, far: Pointer, width: number, target: Pointer): void;
  jpegUpsample1x2(near: Pointer, far: Pointer, width: number, bias: number, target: Pointer): void;
  jpegUpsampleNearest(row: Pointer, part: number, whole: number, width: number, target: Pointer): void;
  jpegRgbFromYcc(
    luma: Pointer,
    blueness: Pointer,
    redness: Pointer,
    count: number,
    red: Pointer,
    green: Pointer,
    blue: Pointer,
  ): void;
  jpegApplyKey(channel: Pointer, channelFlip: number, key: Pointer, keyFlip: number, count: number): void;
  jpegGreyFromRgb(red: Pointer, green: Pointer, blue: Pointer, count: number, grey: Pointer): void;
  jpegPlaceRows(
    source: Pointer,
    stride: number,
    width: number,
    rows: number,
    target: Pointer,
    stepX: number,
    stepY: number,
  ): void;
  jpegYccFromRgb(
    red: Pointer,
    green: Pointer,
    blue: Pointer,
    count: number,
    luma: Pointer,
    blueness: Pointer,
    redness: Pointer,
  ): void;
  jpegHalve(upper: Pointer, lower: Pointer, count: number, target: Pointer): void;
  jpegPadRow(row: Pointer, width: number, padded: number): void;
  jpegDivisorBytes(): number;
  jpegPutDivisors(quantization: Pointer, divisors: Pointer): void;
  jpegWriteTo(position: Pointer): void;
  jpegFinishWriting(): Pointer;
  jpegBeginEncoding(): void;
  jpegEncodeMcus(plans: Pointer, planCount: number, from: number, to: number, counting: boolean): Pointer;
}
