import { readFileSync } from 'node:fs';
import { decodeJpeg } from '../src/engine/codec/jpeg/decode.ts';
import type { Arena } from '../src/engine/kernels/arena.ts';
import type { ColorPicture } from '../src/engine/styles/canvas.ts';
import { photoPath } from './engine.ts';

/** A phone photo's size. */
export const LARGE_WIDTH = 4000;
export const LARGE_HEIGHT = 3000;

/** The photo at LARGE_WIDTH × LARGE_HEIGHT in the arena: the small one, mirrored into every other tile. */
export function largePhoto(arena: Arena): ColorPicture {
  const photo = new Uint8Array(readFileSync(photoPath('dandelion.jpg')));
  const small = decodeJpeg(arena, photo, { denominator: 1, withColor: true, orientation: 1 });
  const tile = (position: number, side: number) => {
    const within = position % (2 * side);
    return within < side ? within : 2 * side - 1 - within;
  };
  const { color } = small;
  if (!color) throw new Error('a photo in colour is needed');
  const [red = 0, green = 0, blue = 0] = [color.red, color.green, color.blue].map((plane) => {
    const source = arena.bytes(plane, small.width * small.height).slice();
    const at = arena.alloc(LARGE_WIDTH * LARGE_HEIGHT);
    const target = arena.bytes(at, LARGE_WIDTH * LARGE_HEIGHT);
    for (let y = 0; y < LARGE_HEIGHT; y++) {
      const row = tile(y, small.height) * small.width;
      for (let x = 0; x < LARGE_WIDTH; x++) {
        target[y * LARGE_WIDTH + x] = source[row + tile(x, small.width)] ?? 0;
      }
    }
    return at;
  });
  return { kind: 'color', red, green, blue };
}
