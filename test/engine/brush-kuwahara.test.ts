import { afterEach, describe, expect, it } from 'vitest';
import { arena, clamp, kernels, makePixels, plane, PLANES, psnr, randomNumbers, taken } from './planes.ts';

afterEach(() => {
  arena.reset();
});

/** Cells of a tangent field: cosine and sine in 127ths, coherence in 255ths, strength. */
function makeField(cells: number, rows: number): Int8Array {
  const random = randomNumbers(cells * 7 + rows);
  const field = new Int8Array(cells * rows * 4);
  for (let i = 0; i < cells * rows; i++) {
    const angle = (random(1000) / 1000 - 0.5) * Math.PI;
    field.set([Math.round(127 * Math.cos(angle)), Math.round(127 * Math.sin(angle)), random(256), 0], i * 4);
  }
  return field;
}

const weights = [77 / 256, 150 / 256, 29 / 256] as const;

/** The filter as its kernel says it, window by window, in double precision. */
function kuwaharaReference(
  channels: Uint8Array[],
  width: number,
  height: number,
  blur: number,
  radius: number,
  hardness: number,
  field: Int8Array,
  cells: number,
  rows: number,
): Float64Array[] {
  const at = (samples: ArrayLike<number>, x: number, y: number) =>
    samples[clamp(y, 0, height - 1) * width + clamp(x, 0, width - 1)] ?? 0;
  const taps = Array.from({ length: 2 * blur - 1 }, (_, i) => i - blur + 1);
  const blurred = (samples: ArrayLike<number>) => {
    const across = plane(width, height, (x, y) =>
      taps.reduce((sum, k) => sum + (blur - Math.abs(k)) * at(samples, x + k, y), 0),
    );
    return plane(
      width,
      height,
      (x, y) => taps.reduce((sum, k) => sum + (blur - Math.abs(k)) * at(across, x, y + k), 0) / blur ** 4,
    );
  };
  const luminance = Float64Array.from({ length: width * height }, (_, i) =>
    weights.reduce((sum, weight, c) => sum + weight * (channels[c]?.[i] ?? 0), 0),
  );
  const means = channels.map(blurred);
  const light = blurred(luminance);
  const squares = blurred(luminance.map((value) => value * value));
  const trust = light.map((mean, i) => {
    const variance = Math.max(0, (squares[i] ?? 0) - mean * mean) * hardness;
    return 1 / (1 + variance ** 4);
  });
  return means.map((mean) =>
    plane(width, height, (x, y) => {
      const column = Math.min(cells - 1, Math.floor(((x & ~1) + 0.5) * (cells / width)));
      const row = Math.min(rows - 1, Math.floor((y + 0.5) * (rows / height)));
      const cell = (row * cells + column) * 4;
      const [c, s] = [(field[cell] ?? 0) / 127, (field[cell + 1] ?? 0) / 127];
      const stretch = 1 + ((field[cell + 2] ?? 0) & 255) / 255;
      let [sum, total] = [0, 0];
      for (let k = -1; k < 8; k++) {
        const turn = (k * Math.PI) / 4;
        const along = k < 0 ? 0 : radius * stretch * Math.cos(turn);
        const across = k < 0 ? 0 : (radius / stretch) * Math.sin(turn);
        const [dx, dy] = [Math.round(along * c - across * s), Math.round(along * s + across * c)];
        const weight = at(trust, x + dx, y + dy);
        sum += weight * at(mean, x + dx, y + dy);
        total += weight;
      }
      return sum / total;
    }),
  );
}

describe.each(PLANES)('at %i × %i, %s, against double precision', (width, height, content) => {
  it.each([
    [2, 1.3, 1 / 16],
    [5, 4.6, 1 / 400],
  ])('Kuwahara with windows of %i at %d, painted in bands in place', (blur, radius, hardness) => {
    const count = width * height;
    const channels = [1, 2, 3].map((seed) => makePixels(width, height, content, seed));
    const [cells, rows] = [Math.ceil(width / 2), Math.ceil(height / 2)];
    const field = makeField(cells, rows);
    const [red = 0, green = 0, blue = 0] = channels.map((channel) => arena.put(channel));
    const fieldAt = arena.put(new Uint8Array(field.buffer));
    const scratch = arena.alloc(kernels.kuwaharaScratchBytes(width, blur, kernels.kuwaharaReach(radius)));
    for (let from = 0; from < height; from += 32) {
      const to = Math.min(height, from + 32);
      kernels.kuwahara(
        red,
        green,
        blue,
        width,
        height,
        from,
        to,
        blur,
        radius,
        hardness,
        fieldAt,
        cells,
        rows,
        scratch,
      );
    }
    const expected = kuwaharaReference(channels, width, height, blur, radius, hardness, field, cells, rows);
    for (const [c, at] of [red, green, blue].entries()) {
      expect(psnr(taken(at, count), expected[c] ?? [])).toBeGreaterThan(45);
    }
  });

  it('soft tones, painted in bands in place', () => {
    const count = width * height;
    const channels = [1, 2, 3].map((seed) => makePixels(width, height, content, seed));
    const random = randomNumbers(3);
    const tables = Uint8Array.from({ length: 16 * 256 }, () => random(256));
    const [red = 0, green = 0, blue = 0] = channels.map((channel) => arena.put(channel));
    const tablesAt = arena.put(tables);
    const [sharpening, saturation] = [400, 300];
    for (let from = 0; from < height; from += 50) {
      const to = Math.min(height, from + 50);
      kernels.softQuantise(red, green, blue, width, height, from, to, tablesAt, sharpening, saturation);
    }
    const light = (x: number, y: number) => {
      const i = Math.min(height - 1, y) * width + Math.min(width - 1, x);
      return Math.floor(weights.reduce((sum, weight, c) => sum + weight * (channels[c]?.[i] ?? 0), 0) + 0.5);
    };
    for (const [c, at] of [red, green, blue].entries()) {
      const expected = plane(width, height, (x, y) => {
        const here = light(x, y);
        const change = Math.max(Math.abs(light(x + 1, y) - here), Math.abs(light(x, y + 1) - here));
        const sharpness = Math.min(15, Math.floor((change * sharpening) / 256));
        const away = (channels[c]?.[y * width + x] ?? 0) - here;
        return (tables[sharpness * 256 + here] ?? 0) + (away * saturation) / 256;
      });
      expect(psnr(taken(at, count), expected)).toBeGreaterThan(50);
    }
  });
});
