import { directionsOf } from '../brush/directions.ts';
import { pictureOf } from '../brush/guide.ts';
import { smoothAlong } from '../brush/kuwahara.ts';
import { brushOver, light } from '../brush/relief.ts';
import type { Canvas, Drawing } from '../canvas.ts';
import { mix } from '../pencil/scale.ts';

/**
 * A worked oil painting: dabs that follow the forms (anisotropic Kuwahara; Kyprianidis, Kang, Döllner 2009), and in them
 * the marks of a brush drawn along them, under a light from the side.
 */
export function* drawAdvanced(canvas: Canvas): Drawing {
  const { arena, width, height, grey, color, request } = canvas;
  const { strength, detail } = request;
  const field = directionsOf(arena, grey, width, height, 5);
  const strokes = directionsOf(arena, grey, width, height, 16);
  const radius = mix(2, 5, strength) * mix(1.3, 0.75, detail);
  yield* smoothAlong(canvas, field, { radius, window: radius * 0.8, tolerance: 5 }, 0.1, 0.5);
  const heights = color ? grey : arena.alloc(width * height);
  // Dabs follow every turn of the photo, a brush only its large ones.
  brushOver(canvas, strokes, mix(9, 18, strength), heights);
  yield 0.8;
  const lighting = { depth: mix(0.6, 1.7, strength), ground: 0.03, limit: 0.25, gloss: 80 };
  yield* light(canvas, heights, lighting, 0.8, 1);
  return pictureOf(canvas);
}
