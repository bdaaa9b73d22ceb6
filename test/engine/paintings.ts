import { decode, encode, fixture, type Rgba } from './pictures.ts';

/** Half the size, by means of four pixels. */
export function halfOf({ width, height, data }: Rgba): Rgba {
  const [across, down] = [width >> 1, height >> 1];
  const out = new Uint8Array(across * down * 4);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across * 4; x++) {
      const at = (2 * y * width + (x >> 2) * 2) * 4 + (x & 3);
      const sum =
        (data[at] ?? 0) + (data[at + 4] ?? 0) + (data[at + width * 4] ?? 0) + (data[at + width * 4 + 4] ?? 0);
      out[y * across * 4 + x] = (sum + 2) >> 2;
    }
  }
  return { width: across, height: down, data: out };
}

/** The test photos as files, the large one at half its size: what takes minutes to measure tells no more. */
export const PHOTOS: readonly (readonly [string, Uint8Array<ArrayBuffer>])[] = [
  ['astronaut', fixture('photos/astronaut.png')],
  ['chelsea', fixture('photos/chelsea.png')],
  ['coffee', fixture('photos/coffee.png')],
  ['dandelion', encode(halfOf(decode(fixture('photos/dandelion.jpg'))), 'png')],
];
