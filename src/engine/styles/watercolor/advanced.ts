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
    shape: mix(3.4, 1.2, detail),
    sigmaColor: mix(1.1, 0.5, detail),
    tremble: 2.2,
    steps: 9,
    sharpness: 0.75,
    rim: 30,
    gap: 5,
    flow: 60,
    granulation: 44,
    wet: 0,
    backruns: false,
    margin: false,
  });
}
