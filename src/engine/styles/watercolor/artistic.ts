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
    shape: mix(3.6, 1.2, detail),
    sigmaColor: mix(0.9, 0.4, detail),
    tremble: 2.4,
    steps: 7,
    sharpness: 0.85,
    waver: 14,
    rim: 76,
    gap: 14,
    flow: 54,
    granulation: 60,
    wet: 0.7,
    backruns: true,
    margin: true,
  });
}
