import { directionsOf } from '../brush/directions.ts';
import { pictureOf } from '../brush/guide.ts';
import { smoothAlong } from '../brush/kuwahara.ts';
import { light } from '../brush/relief.ts';
import { quantise } from '../brush/tones.ts';
import type { Canvas, Drawing } from '../canvas.ts';
import { mix } from '../pencil/scale.ts';

/** A worked acrylic painting: flat areas along the forms, twice gone over, whose tones meet softly where the photo does. */
export function* drawAdvanced(canvas: Canvas): Drawing {
  const { arena, width, height, grey, request } = canvas;
  const { strength, detail } = request;
  const field = directionsOf(arena, grey, width, height, 6);
  const radius = mix(2, 5, strength) * mix(1.3, 0.7, detail);
  yield* smoothAlong(canvas, field, { radius, window: radius * 0.6, tolerance: 6 }, 0.1, 0.4);
  yield* smoothAlong(canvas, field, { radius, window: radius * 0.7, tolerance: 5 }, 0.4, 0.7);
  const count = Math.round(mix(8, 14, detail));
  const tones = { count, steepness: [1.2, 8] as const, sharpFrom: 6, saturation: mix(1, 1.08, strength) };
  yield* quantise(canvas, tones, 0.7, 0.9);
  const lighting = { depth: 0, ground: 0.03, limit: 0.2, gloss: 20 };
  yield* light(canvas, grey, lighting, 0.9, 1);
  return pictureOf(canvas);
}
