import { afterEach, describe, expect, it } from 'vitest';
import { arena, kernels, makePixels, PLANES, psnr, taken } from './planes.ts';

afterEach(() => {
  arena.reset();
});

const BIN_WIDTH = 13;
const bins = Uint8Array.from({ length: 256 }, (_, level) => Math.round(level / BIN_WIDTH));

/** xphoto::oilPainting() as its documentation says it: the mean colour of the fullest bin around each pixel. */
function oilReference(
  channels: Uint8Array[],
  grey: Uint8Array,
  width: number,
  height: number,
  radius: number,
) {
  const out = channels.map(() => new Float64Array(width * height));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const around: number[][] = Array.from({ length: 32 }, () => []);
      for (let j = Math.max(0, y - radius); j <= Math.min(height - 1, y + radius); j++) {
        for (let i = Math.max(0, x - radius); i <= Math.min(width - 1, x + radius); i++) {
          around[bins[grey[j * width + i] ?? 0] ?? 0]?.push(j * width + i);
        }
      }
      const fullest = around.reduce((best, bin) => (bin.length > best.length ? bin : best));
      for (const [c, channel] of channels.entries()) {
        const sum = fullest.reduce((total, at) => total + (channel[at] ?? 0), 0);
        (out[c] ?? [])[y * width + x] = sum / fullest.length;
      }
    }
  }
  return out;
}

describe.each(PLANES)('at %i × %i, %s, against double precision', (width, height, content) => {
  it.each([1, 4, 9])('histogram oil with a radius of %i, painted in bands in place', (radius) => {
    const count = width * height;
    const channels = [1, 2, 3].map((seed) => makePixels(width, height, content, seed));
    const grey = makePixels(width, height, content, 4);
    const planes = [...channels, grey];
    const [red = 0, green = 0, blue = 0, greyAt = 0] = planes.map((samples) => arena.put(samples));
    const binsAt = arena.put(bins);
    const scratch = arena.alloc(kernels.oilScratchBytes(width, radius));
    for (let from = 0; from < height; from += 50) {
      const to = Math.min(height, from + 50);
      kernels.histogramOil(red, green, blue, greyAt, width, height, from, to, radius, binsAt, scratch);
    }
    const expected = oilReference(planes, grey, width, height, radius);
    for (const [c, at] of [red, green, blue, greyAt].entries()) {
      expect(psnr(taken(at, count), expected[c] ?? [])).toBeGreaterThan(50);
    }
  });
});
