import type { Canvas, Drawing } from '../canvas.ts';
import { mix } from '../pencil/scale.ts';
import { paintWashes } from './washes.ts';

/**
 * An expressive watercolour: broad washes that run into each other where the paper is wet, backruns where water came
 * back into them, and an irregular margin that stays unpainted.
 */
export function* paintArtistic(canvas: Canvas): Drawing {
  const { detail } = canvas.request;
  return yield* paintWashes(canvas, {
    shape: mix(5, 2, detail),
    sigmaColor: mix(1.3, 0.7, detail),
    tremble: 3.6,
    steps: 7,
    sharpness: 0.85,
    rim: 40,
    gap: 14,
    flow: 110,
    granulation: 60,
    wet: 0.85,
    backruns: true,
    margin: true,
  });
}
