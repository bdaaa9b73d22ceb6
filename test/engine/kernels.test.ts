import { afterEach, describe, expect, it } from 'vitest';
import { bilateral80, exponential } from '../../src/engine/kernels/bilateral.ts';
import { gaussianBlur, gaussianDodge, gaussianKernel } from '../../src/engine/kernels/gaussian.ts';
import { fitWithin, shrink, shrinkQuickly } from '../../src/engine/shrink.ts';
import { arena, kernels, makePixels, plane, PLANES, psnr, reflect101, taken } from './planes.ts';

afterEach(() => {
  arena.reset();
});

/** reflect101() of −reach … n − 1 + reach, by index + reach: a formula evaluates it for every tap. */
function reflections(n: number, reach: number): Int32Array {
  return Int32Array.from({ length: n + 2 * reach }, (_, i) => reflect101(i - reach, n));
}

/** Gaussian in double precision with OpenCV's weights; borders reflect-101. */
function gaussianOf(pixels: Uint8Array, width: number, height: number, size: number) {
  const weights = Float64Array.from(gaussianKernel(size));
  const radius = (size - 1) / 2;
  const [columns, rows] = [reflections(width, radius), reflections(height, radius)];
  const across = plane(width, height, (x, y) => {
    let sum = 0;
    for (let k = 0; k < size; k++)
      sum += (weights[k] ?? 0) * (pixels[y * width + (columns[x + k] ?? 0)] ?? 0);
    return sum;
  });
  return plane(width, height, (x, y) => {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += (weights[k] ?? 0) * (across[(rows[y + k] ?? 0) * width + x] ?? 0);
    return sum;
  });
}

describe.each(PLANES)('at %i × %i, %s, against double precision', (width, height, content) => {
  const count = width * height;
  const pixels = makePixels(width, height, content);
  const sample = (x: number, y: number) => pixels[reflect101(y, height) * width + reflect101(x, width)] ?? 0;

  it.each([3, 5, 21, 51])('the Gaussian of %i taps', (size) => {
    const out = arena.alloc(count);
    gaussianBlur(arena, arena.put(pixels), out, width, height, size);
    expect(psnr(taken(out, count), gaussianOf(pixels, width, height, size))).toBeGreaterThan(45);
  });

  it.each([true, false])('the dodge by a Gaussian, with its tone line (black kept: %s)', (keepBlack) => {
    const tone = { gain: 1.2, offset: 10 };
    const out = arena.alloc(count);
    const source = arena.put(pixels);
    gaussianDodge(arena, source, out, width, height, { size: 21, keepBlack, tone });
    const inverted = arena.alloc(count);
    gaussianBlur(arena, arena.put(pixels.map((value) => 255 - value)), inverted, width, height, 21);
    const expected = taken(inverted, count).map((value, i) => {
      const [base, below] = [pixels[i] ?? 0, 255 - value];
      const quotient = below === 0 ? (keepBlack && base === 0 ? 0 : 255) : (base * 255) / below;
      return Math.min(255, Math.round(1.2 * Math.floor(Math.min(255, quotient)) + 10));
    });
    expect(taken(out, count)).toEqual(expected);
  });

  it('halving RGBA, where an odd last column or row counts twice', () => {
    const rgba = Uint8Array.from({ length: count * 4 }, (_, i) => (pixels[i >> 2] ?? 0) ^ (85 * (i & 3)));
    const [toWidth, toHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
    const out = arena.alloc(toWidth * toHeight * 4);
    kernels.halveRgba(arena.put(rgba), width, height, out);
    const at = (x: number, y: number, channel: number) =>
      rgba[(Math.min(y, height - 1) * width + Math.min(x, width - 1)) * 4 + channel] ?? 0;
    const expected = Uint8Array.from({ length: toWidth * toHeight * 4 }, (_, i) => {
      const [x, y, channel] = [2 * ((i >> 2) % toWidth), 2 * Math.floor((i >> 2) / toWidth), i & 3];
      const sum =
        at(x, y, channel) + at(x + 1, y, channel) + at(x, y + 1, channel) + at(x + 1, y + 1, channel);
      return Math.floor((sum + 2) / 4);
    });
    expect(taken(out, expected.length)).toEqual(expected);
  });

  it('the bilateral filter', () => {
    const out = arena.alloc(count);
    Array.from(bilateral80(arena, arena.put(pixels), out, width, height));
    const weights = Float64Array.from({ length: 256 }, (_, difference) =>
      Math.exp(-(difference ** 2) / 12_800),
    );
    const [columns, rows] = [reflections(width, 4), reflections(height, 4)];
    const expected = plane(width, height, (x, y) => {
      const centre = pixels[y * width + x] ?? 0;
      let sum = 0;
      let total = 0;
      for (let dy = -4; dy <= 4; dy++) {
        const across = Math.floor(Math.sqrt(16 - dy * dy));
        const row = (rows[y + dy + 4] ?? 0) * width;
        for (let dx = -across; dx <= across; dx++) {
          const value = pixels[row + (columns[x + dx + 4] ?? 0)] ?? 0;
          const space = 1 - (dx * dx + dy * dy) / 12_800;
          const weight = space * (weights[Math.abs(value - centre)] ?? 0);
          sum += weight * value;
          total += weight;
        }
      }
      return sum / total;
    });
    // Rounding alone leaves 58.9 dB.
    expect(psnr(taken(out, count), expected)).toBeGreaterThan(58);
  });

  it('the Laplacian, the line texture and the dilation', () => {
    const source = arena.put(pixels);
    const rimmed = arena.alloc((width + 2) * (height + 2));
    kernels.addRim(source, width, height, 1, false, rimmed);
    const out = arena.alloc(count);
    kernels.laplacian(rimmed, width, height, out);
    const corners = (x: number, y: number) =>
      sample(x - 1, y - 1) + sample(x + 1, y - 1) + sample(x - 1, y + 1) + sample(x + 1, y + 1);
    const laplacian = plane(width, height, (x, y) => 2 * corners(x, y) - 8 * sample(x, y));
    expect(psnr(taken(out, count), laplacian)).toBeGreaterThan(100);

    kernels.lineTexture(rimmed, width, height, out);
    const line = (dx: number, dy: number) => (x: number, y: number) => {
      const three = (a: number, b: number) => sample(a - dx, b - dy) + sample(a, b) + sample(a + dx, b + dy);
      const sum = 2 * three(x, y) - three(x - dy, y - dx) - three(x + dy, y + dx);
      return Math.max(0, Math.min(255, Math.round(sum / 3)));
    };
    const [across, down] = [line(0, 1), line(1, 0)];
    const texture = plane(width, height, (x, y) => across(x, y) | down(x, y));
    expect(psnr(taken(out, count), texture)).toBeGreaterThan(100);

    kernels.addRim(source, width, height, 1, true, rimmed);
    kernels.dilate2x2(rimmed, width, height, out);
    const inside = (x: number, y: number) => sample(Math.max(0, x), Math.max(0, y));
    const largest = plane(width, height, (x, y) =>
      Math.max(inside(x, y), inside(x - 1, y), inside(x, y - 1), inside(x - 1, y - 1)),
    );
    expect(psnr(taken(out, count), largest)).toBeGreaterThan(100);
  });

  it('weighted sums', () => {
    const [a, b, c, d] = [1, 2, 3, 4].map((seed) => makePixels(width, height, 'random', seed));
    if (!a || !b || !c || !d) throw new Error('no planes');
    const [at, bt, ct, dt] = [arena.put(a), arena.put(b), arena.put(c), arena.put(d)];
    const out = arena.alloc(count);
    const close = (formula: (i: number) => number) => {
      const expected = Float64Array.from({ length: count }, (_, i) => formula(i));
      expect(psnr(taken(out, count), expected)).toBeGreaterThan(50);
    };
    const of = (layer: Uint8Array, i: number) => layer[i] ?? 0;
    // These two truncate, which is half a level less on average.
    kernels.subtract(at, bt, count, 0.3, out);
    close((i) => of(a, i) - 0.3 * of(b, i) - 0.5);
    kernels.subtractThree(at, bt, 0.2, ct, 0.4, dt, 0.1, count, out);
    close((i) => of(a, i) - 0.2 * of(b, i) - 0.4 * of(c, i) - 0.1 * of(d, i) - 0.5);
    kernels.addWeighted(at, 1.5, bt, -0.5, count, out);
    close((i) => 1.5 * of(a, i) - 0.5 * of(b, i));
    kernels.scaleAbs(at, count, 1.15, 8, out);
    close((i) => 1.15 * of(a, i) + 8);
  });

  it('the shrink', () => {
    const [toWidth, toHeight] = [Math.ceil(width / 3), Math.ceil((height * 2) / 5)];
    const out = arena.alloc(toWidth * toHeight);
    shrink(arena, arena.put(pixels), width, height, out, toWidth, toHeight);
    const down = plane(width, toHeight, (x, y) =>
      lanczos3(height, toHeight, y, (from) => pixels[from * width + x] ?? 0),
    ).map((value) => Math.max(0, Math.min(255, value)));
    const expected = plane(toWidth, toHeight, (x, y) =>
      lanczos3(width, toWidth, x, (from) => down[y * width + from] ?? 0),
    );
    expect(psnr(taken(out, toWidth * toHeight), expected)).toBeGreaterThan(45);
  });
});

describe('a quick shrink', () => {
  it.each([
    [641, 479, 64],
    [1283, 967, 320],
    [1279, 960, 320],
    [2561, 1441, 320],
    [4099, 3, 320],
    [3, 4099, 320],
  ])('of %i × %i to %i looks like a slow one', (width, height, side) => {
    const pixels = makePixels(width, height, 'natural');
    const [toWidth, toHeight] = fitWithin(width, height, side);
    const [quick, slow] = [shrinkQuickly, shrink].map((way) => {
      const out = arena.alloc(toWidth * toHeight);
      way(arena, arena.put(pixels), width, height, out, toWidth, toHeight);
      return taken(out, toWidth * toHeight);
    });
    expect(psnr(quick ?? [], slow ?? [NaN])).toBeGreaterThan(38);
  });
});

/** One sample of a Lanczos-3 shrink; weights of what lies beyond a border fall away. */
function lanczos3(from: number, to: number, at: number, sample: (from: number) => number): number {
  const scale = from / to;
  const centre = (at + 0.5) * scale - 0.5;
  const reach = 3 * Math.max(1, scale);
  let [sum, total] = [0, 0];
  for (let i = Math.max(0, Math.ceil(centre - reach)); i <= Math.min(from - 1, centre + reach); i++) {
    const x = (Math.PI * (i - centre)) / Math.max(1, scale);
    const weight = x === 0 ? 1 : (3 * Math.sin(x) * Math.sin(x / 3)) / (x * x);
    sum += weight * sample(i);
    total += weight;
  }
  return sum / total;
}

describe('the polynomial of the bilateral filter', () => {
  it.each([0.04, 0.16, 0.64, 1.44, 2.56])('is the exponential up to ±%d', (range) => {
    const coefficients = exponential(range);
    for (let x = -range; x <= range; x += range / 50) {
      const value = coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
      expect(Math.abs(value - Math.exp(x))).toBeLessThan(3e-5);
    }
  });
});
