import { type PaintFigures, paintFigures } from './look/paint.ts';
import { decode, fixture, greyOf, newEngine, type Plane, type Rgba, sketch } from './pictures.ts';

export const PHOTOS = ['astronaut.png', 'chelsea.png', 'coffee.png', 'dandelion.jpg'] as const;
export const METHODS = ['basic', 'advanced', 'artistic'] as const;

/** What is measured of a large picture: its middle. */
const MEASURED_WIDTH = 640;
const MEASURED_HEIGHT = 520;

const engine = newEngine();

/** The photo as a painting. */
export function painted(photo: string, parameters: Record<string, unknown>): Rgba {
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

/** Half the size, by means of four pixels. */
export function halfOf({ width, height, data }: Rgba): Rgba {
  const [across, down] = [width >> 1, height >> 1];
  const out = new Uint8Array(across * down * 4);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across * 4; x++) {
      const at = (2 * y * width + (x >> 2) * 2) * 4 + (x & 3);
      const upper = (data[at] ?? 0) + (data[at + 4] ?? 0);
      const lower = (data[at + width * 4] ?? 0) + (data[at + width * 4 + 4] ?? 0);
      out[y * across * 4 + x] = (upper + lower + 2) >> 2;
    }
  }
  return { width: across, height: down, data: out };
}

/** Its middle in grey, for comparisons of structure. */
export function greyMiddle(picture: Rgba): Plane {
  return greyOf(middle(picture));
}

/** Figures of every method on a photo, in colour. */
export function figuresOf(style: string, photo: string): Record<(typeof METHODS)[number], PaintFigures> {
  const before = middle(decode(fixture(`photos/${photo}`)));
  const of = (method: string) => paintFigures(before, middle(painted(photo, { style, method })));
  return { basic: of('basic'), advanced: of('advanced'), artistic: of('artistic') };
}

/** Mean absolute difference of two pictures, levels. */
export function distance(a: Rgba, b: Rgba): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += Math.abs((a.data[i] ?? 0) - (b.data[i] ?? 0));
  return sum / ((a.data.length * 3) / 4);
}
