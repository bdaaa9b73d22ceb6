import type { Canvas, Drawing } from '../canvas.ts';
import { mix } from '../pencil/scale.ts';
import { lineResponse } from '../flow/lines.ts';
import { inkResponse, layInk } from './pen.ts';

/** A brush-pen sketch: lines and solid blacks out of one threshold (XDoG), drawn quickly. */
export function* drawBasic(canvas: Canvas): Drawing {
  const { detail } = canvas.request;
  const lines = lineResponse(canvas, {
    sigmaUnits: mix(2, 1.15, detail),
    sharpness: mix(12, 28, detail),
    coring: 0.65,
    speckUnits: 5,
    black: 78,
    // Just enough of it to join what belongs together.
    flow: { lengthUnits: 9, fieldUnits: 4.5 },
  });
  const response = yield* lines;
  inkResponse(canvas, response, { range: 90, weight: 8 });
  yield 0.85;
  return layInk(canvas, response);
}
