import type { Arena } from '../../kernels/arena.ts';
import { type TangentField, tangentField } from '../../kernels/flow.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import { unitPx } from '../pencil/scale.ts';
import { shrunk } from './guide.ts';

/** Brushes follow forms, not hairs: directions are found on a copy of at most this many pixels. */
const FIELD_PIXELS = 500_000;
/** A painter's own slant, taken where the photo shows no direction, and how firmly: a gradient in levels a pixel. */
const HAND = { angle: -0.8, firmness: 0.6 } as const;

/**
 * Which way the forms of a photo run, over the whole of it, however large it is; stays in the arena.
 *
 * @param smoothing σ of the structure tensor's smoothing, units
 */
export function directionsOf(
  arena: Arena,
  grey: Pointer,
  width: number,
  height: number,
  smoothing: number,
): TangentField {
  const small = shrunk(arena, { width, height, planes: [grey] }, FIELD_PIXELS);
  const [light = 0] = small.planes;
  const unit = unitPx(width, height) * (small.width / width);
  const field = tangentField(arena, light, small.width, small.height, (smoothing * unit) / 2, HAND);
  return { ...field, cellShift: field.cellShift + Math.round(Math.log2(width / small.width)) };
}
