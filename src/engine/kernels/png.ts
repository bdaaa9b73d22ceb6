import type { Pointer } from './kernels.ts';

/** What the PNG files of `assembly/png` export; each function is documented there. */
export interface PngKernels {
  pngInterleave(red: Pointer, green: Pointer, blue: Pointer, count: number, target: Pointer): void;
  pngFilter(
    kind: number,
    pixels: Pointer,
    rowBytes: number,
    step: number,
    rows: number,
    first: boolean,
    target: Pointer,
  ): void;
  deflateTo(position: Pointer, fresh: boolean): void;
  deflateBits(value: number, length: number): void;
  deflateFlush(last: boolean): Pointer;
  deflateCount(data: Pointer, length: number, counters: Pointer): void;
  deflateBlock(data: Pointer, length: number, codes: Pointer): void;
  adler32(before: number, data: Pointer, length: number): number;
  crc32(data: Pointer, length: number): number;
  crc32Of(before: number, data: Pointer, length: number): number;
  inflateBegin(): void;
  inflateWindow(position: Pointer, end: Pointer, lastStart: Pointer): void;
  inflatePosition(): Pointer;
  inflateOutput(): Pointer;
  inflate(history: Pointer, output: Pointer, limit: Pointer): number;
  pngUnfilter(
    kind: number,
    source: Pointer,
    above: Pointer,
    rowBytes: number,
    step: number,
    target: Pointer,
  ): void;
  pngNarrow(source: Pointer, count: number, target: Pointer): void;
  pngExpand(channels: number, source: Pointer, count: number, rgba: Pointer): void;
  pngLookup(source: Pointer, bits: number, count: number, table: Pointer, rgba: Pointer): void;
  pngClearKey(source: Pointer, step: number, count: number, key: Pointer, rgba: Pointer): void;
  pngScatter(source: Pointer, count: number, target: Pointer, step: number): void;
  pngAddRow(source: Pointer, count: number, denominator: number, sums: Pointer): void;
  pngAddSpread(
    source: Pointer,
    count: number,
    first: number,
    step: number,
    shift: number,
    sums: Pointer,
  ): void;
  pngMeans(sums: Pointer, count: number, area: number, target: Pointer): void;
}
