import { type METHODS, type Photo, photoFile } from './look/photos.ts';
import { type PaintFigures, paintFigures } from './look/paint.ts';
import { decode, fixture, newEngine, type Rgba, sketch } from './pictures.ts';

/** What is measured of a large picture: its middle. */
const MEASURED_WIDTH = 640;
const MEASURED_HEIGHT = 520;

const engine = newEngine();

/** The photo as a painting. */
export function painted(photo: Photo, parameters: Record<string, unknown>): Rgba {
  return decode(sketch(engine, photoFile(photo), { type: 'color', ...parameters }).result.bytes);
}

/** The same at the photo's own size, however large. */
export function atFullSize(photo: Photo, parameters: Record<string, unknown>): Rgba {
  return decode(sketch(engine, fixture(`photos/${photo}`), { type: 'color', ...parameters }).result.bytes);
}

export function middle({ width, height, data }: Rgba): Rgba {
  const [across, down] = [Math.min(width, MEASURED_WIDTH), Math.min(height, MEASURED_HEIGHT)];
  const [left, top] = [(width - across) >> 1, (height - down) >> 1];
  const out = new Uint8Array(across * down * 4);
  for (let y = 0; y < down; y++) {
    const from = ((top + y) * width + left) * 4;
    out.set(data.subarray(from, from + across * 4), y * across * 4);
  }
  return { width: across, height: down, data: out };
}

/** Figures of every method on a photo, in colour. */
export function figuresOf(style: string, photo: Photo): Record<(typeof METHODS)[number], PaintFigures> {
  const before = middle(decode(photoFile(photo)));
  const of = (method: string) => paintFigures(before, middle(painted(photo, { style, method })));
  return { basic: of('basic'), advanced: of('advanced'), artistic: of('artistic') };
}

/** Mean absolute difference of two pictures, levels. */
export function distance(a: Rgba, b: Rgba): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += Math.abs((a.data[i] ?? 0) - (b.data[i] ?? 0));
  return sum / ((a.data.length * 3) / 4);
}
