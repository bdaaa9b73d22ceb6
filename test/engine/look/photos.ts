import { decode, encode, fixture, type Rgba } from '../pictures.ts';

export const PHOTOS = ['astronaut.png', 'chelsea.png', 'coffee.png', 'dandelion.jpg'] as const;
export const METHODS = ['basic', 'advanced', 'artistic'] as const;
export const TYPES = ['black_and_white', 'color'] as const;

export type Photo = (typeof PHOTOS)[number];

/** Larger photos are measured at half their size. */
const MOST_PIXELS = 1_000_000;

const files = new Map<string, Uint8Array<ArrayBuffer>>();

/** A photo's file, of a size that is quick to draw and to measure. */
export function photoFile(name: Photo): Uint8Array<ArrayBuffer> {
  const known = files.get(name);
  if (known) return known;
  const original = fixture(`photos/${name}`);
  const photo = decode(original);
  const file = photo.width * photo.height > MOST_PIXELS ? encode(halfOf(photo), 'png') : original;
  files.set(name, file);
  return file;
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
