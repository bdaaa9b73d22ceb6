import type { Canvas, Drawing } from '../canvas.ts';
import { mix } from '../pencil/scale.ts';
import { paintWashes } from './washes.ts';

/**
 * A worked watercolour (Bousseau, Kaplan, Thollot, Sillion 2006): small detail merged into washes with trembling
 * contours, pigment that flows, disperses, settles in the paper and gathers at the rims.
 */
export function* paintAdvanced(canvas: Canvas): Drawing {
  const { detail } = canvas.request;
  return yield* paintWashes(canvas, {
    shape: mix(3, 1, detail),
    sigmaColor: mix(0.7, 0.26, detail),
    tremble: 1.6,
    steps: 9,
    sharpness: 0.8,
    waver: 10,
    rim: 72,
    gap: 5,
    flow: 42,
    granulation: 44,
    wet: 0,
    backruns: false,
    margin: false,
  });
}
