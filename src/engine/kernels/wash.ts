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
}
