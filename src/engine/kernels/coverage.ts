import type { Pointer } from './kernels.ts';

/** What `assembly/coverage.ts` exports; each function is documented there. */
export interface CoverageKernels {
  alphaFromRgba(rgba: Pointer, count: number, alpha: Pointer): void;
  extremes(plane: Pointer, count: number): number;
  isAbove(source: Pointer, count: number, limit: number, target: Pointer): void;
}
