import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Mask, maskFromPixels, maskPixels } from '../../../src/engine/segment/mask.ts';
import { maskFromPolygons } from '../../../src/engine/segment/outline.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');

const objects = z.array(
  z.object({
    name: z.string(),
    /** Corners, in pixels of the photo. */
    outline: z.array(z.tuple([z.number(), z.number()])),
    /** Names of objects that are not part of it. */
    without: z.array(z.string()),
  }),
);
const photos = z.array(z.object({ photo: z.string(), objects }));

type TracedObject = z.infer<typeof objects>[number];

/** Photos and the objects that were traced in them by hand; see fixtures/segment/README.md. */
export const traced = photos.parse(JSON.parse(readFileSync(join(fixtures, 'segment/truth.json'), 'utf8')));

export function tracedPhotoPath(photo: string): string {
  return join(fixtures, photo);
}

export function tracedMask(
  { outline, without }: TracedObject,
  others: readonly TracedObject[],
  width: number,
  height: number,
): Mask {
  const pixels = maskPixels(maskFromPolygons([outline.flat()], width, height));
  for (const other of others.filter(({ name }) => without.includes(name))) {
    const hole = maskPixels(tracedMask(other, others, width, height));
    for (let i = 0; i < pixels.length; i++) if (hole[i] === 255) pixels[i] = 0;
  }
  return maskFromPixels(pixels, width, height);
}

/** The pixel farthest from the outline, city-block: where a person would click. */
export function middleOf(mask: Mask): { x: number; y: number } {
  const { width, height } = mask;
  const depths = Float64Array.from(maskPixels(mask), (value) => (value === 255 ? Infinity : 0));
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : (depths[y * width + x] ?? 0);
  const settle = (x: number, y: number, step: number) => {
    const nearest = Math.min(at(x - step, y), at(x, y - step)) + 1;
    depths[y * width + x] = Math.min(at(x, y), nearest);
  };
  for (let i = 0; i < depths.length; i++) settle(i % width, Math.floor(i / width), 1);
  for (let i = depths.length - 1; i >= 0; i--) settle(i % width, Math.floor(i / width), -1);
  let best = 0;
  for (let i = 0; i < depths.length; i++) if ((depths[i] ?? 0) > (depths[best] ?? 0)) best = i;
  return { x: best % width, y: Math.floor(best / width) };
}
