import type { Pointer } from '../../kernels/kernels.ts';

/** Brings colours to sRGB. */
export interface ColorTransform {
  /** Converts `count` samples of each plane, in place. */
  apply(red: Pointer, green: Pointer, blue: Pointer, count: number): void;
}
