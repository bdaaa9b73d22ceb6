import { describe, expect, it } from 'vitest';
import { Arena } from '../../src/engine/kernels/arena.ts';
import { bilateral80 } from '../../src/engine/kernels/bilateral.ts';
import { gaussianBlur, gaussianKernel } from '../../src/engine/kernels/gaussian.ts';
import { shrink } from '../../src/engine/shrink.ts';
import { loadModules } from './modules.ts';

const SIZES = [
  [1, 1],
  [7, 5],
  [97, 61],
  [641, 479],
  [4099, 3],
] as const;

const arena = new Arena(loadModules().kernels);
const { kernels } = arena;

type Sample = (x: number, y: number) => number;

function reflect101(i: number, n: number): number {
  if (n === 1) return 0;
  const period = 2 * n - 2;
  const at = ((i % period) + period) % period;
  return at < n ? at : period - at;
}

/** A plane of smooth forms and noise, in the arena and as a function that reflects at its borders. */
function testPlane(width: number, height: number): { at: number; sample: Sample } {
  arena.reset();
  const pixels = Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return 127 + 70 * Math.sin(x / 9) * Math.cos(y / 7) + 50 * (((x * 7919 + y * 104_729) % 97) / 97 - 0.5);
  });
  const at = arena.put(pixels);
  return { at, sample: (x, y) => pixels[reflect101(y, height) * width + reflect101(x, width)] ?? 0 };
}

/** Peak signal-to-noise ratio in dB of a plane in the arena against a formula; also that nothing lies behind it. */
function psnr(at: number, width: number, height: number, reference: Sample): number {
  const pixels = arena.bytes(at, width * height);
  let squares = 0;
  for (const [i, value] of pixels.entries()) {
    squares += (value - Math.max(0, Math.min(255, reference(i % width, Math.floor(i / width))))) ** 2;
  }
  return 10 * Math.log10((255 * 255) / (squares / pixels.length + 1e-9));
}

/** An output plane between two guards that no kernel may touch beyond its slack. */
function guarded(count: number): { at: number; intact: () => boolean } {
  const before = arena.put(new Uint8Array(64).fill(0xa5));
  const at = arena.alloc(count);
  const after = arena.put(new Uint8Array(64).fill(0xa5));
  const whole = (guard: number) => arena.bytes(guard, 64).every((byte) => byte === 0xa5);
  return { at, intact: () => whole(before) && whole(after) };
}

describe.each(SIZES)('at %i × %i, against double precision', (width, height) => {
  it.each([3, 5, 21, 51])('the Gaussian of %i taps', (size) => {
    const { at, sample } = testPlane(width, height);
    const out = guarded(width * height);
    gaussianBlur(arena, at, out.at, width, height, size);
    const weights = gaussianKernel(size);
    const radius = (size - 1) / 2;
    const across = new Float64Array(width * height);
    for (const i of across.keys()) {
      const [x, y] = [i % width, Math.floor(i / width)];
      across[i] = weights.reduce((sum, weight, k) => sum + weight * sample(x + k - radius, y), 0);
    }
    const row = (x: number, y: number) => across[reflect101(y, height) * width + x] ?? 0;
    const reference: Sample = (x, y) =>
      weights.reduce((sum, weight, k) => sum + weight * row(x, y + k - radius), 0);
    expect(psnr(out.at, width, height, reference)).toBeGreaterThan(45);
    expect(out.intact()).toBe(true);
  });

  it('the bilateral filter', () => {
    const { at, sample } = testPlane(width, height);
    const out = guarded(width * height);
    Array.from(bilateral80(arena, at, out.at, width, height));
    const reference: Sample = (x, y) => {
      const centre = sample(x, y);
      let [sum, total] = [0, 0];
      for (let dy = -4; dy <= 4; dy++) {
        for (let dx = -4; dx <= 4; dx++) {
          const squared = dx * dx + dy * dy;
          const value = sample(x + dx, y + dy);
          const weight = squared > 16 ? 0 : Math.exp(-(squared + (value - centre) ** 2) / 12_800);
          sum += weight * value;
          total += weight;
        }
      }
      return sum / total;
    };
    expect(psnr(out.at, width, height, reference)).toBeGreaterThan(45);
    expect(out.intact()).toBe(true);
  });

  it('the Laplacian, the line texture and the dilation', () => {
    const { at, sample } = testPlane(width, height);
    const rimmed = arena.alloc((width + 2) * (height + 2));
    kernels.addRim(at, width, height, 1, false, rimmed);
    const out = guarded(width * height);
    kernels.laplacian(rimmed, width, height, out.at);
    const corners = (x: number, y: number) =>
      sample(x - 1, y - 1) + sample(x + 1, y - 1) + sample(x - 1, y + 1) + sample(x + 1, y + 1);
    expect(psnr(out.at, width, height, (x, y) => 2 * corners(x, y) - 8 * sample(x, y))).toBeGreaterThan(100);

    kernels.lineTexture(rimmed, width, height, out.at);
    const line = (dx: number, dy: number) => (x: number, y: number) => {
      const three = (a: number, b: number) => sample(a - dx, b - dy) + sample(a, b) + sample(a + dx, b + dy);
      const sum = 2 * three(x, y) - three(x - dy, y - dx) - three(x + dy, y + dx);
      return Math.max(0, Math.min(255, Math.round(sum / 3)));
    };
    const [across, down] = [line(0, 1), line(1, 0)];
    expect(psnr(out.at, width, height, (x, y) => across(x, y) | down(x, y))).toBeGreaterThan(100);

    kernels.addRim(at, width, height, 1, true, rimmed);
    kernels.dilate2x2(rimmed, width, height, out.at);
    const inside = (x: number, y: number) => sample(Math.max(0, x), Math.max(0, y));
    const largest: Sample = (x, y) =>
      Math.max(inside(x, y), inside(x - 1, y), inside(x, y - 1), inside(x - 1, y - 1));
    expect(psnr(out.at, width, height, largest)).toBeGreaterThan(100);
    expect(out.intact()).toBe(true);
  });

  it('the dodge', () => {
    const { at, sample } = testPlane(width, height);
    const blurred = arena.put(Uint8Array.from({ length: width * height }, (_, i) => (i * 37) % 256));
    const out = guarded(width * height);
    kernels.dodgeRow(at, blurred, width * height, false, 0, 0, out.at);
    const below = (x: number, y: number) => ((y * width + x) * 37) % 256;
    const reference: Sample = (x, y) =>
      below(x, y) === 0 ? 255 : Math.floor(Math.min(255, (sample(x, y) * 255) / below(x, y)));
    expect(psnr(out.at, width, height, reference)).toBeGreaterThan(100);
    expect(out.intact()).toBe(true);
  });

  it('pigment on paper', () => {
    const { at, sample } = testPlane(width, height);
    const tile = arena.put(Uint8Array.from({ length: 512 * 512 }, (_, i) => (i * 193 + (i >> 9) * 7) % 256));
    const out = guarded(width * height);
    arena.bytes(out.at, width * height).set(arena.bytes(at, width * height));
    kernels.deposit(out.at, width, 0, height, tile, tile, 100, 200);
    const softness = 200 / 256;
    const threshold = (x: number, y: number) => {
      const i = (y & 511) * 512 + (x & 511);
      return (i * 193 + (i >> 9) * 7) % 256;
    };
    const reference: Sample = (x, y) => (sample(x, y) * (1 + softness) - threshold(x, y)) / softness;
    expect(psnr(out.at, width, height, reference)).toBeGreaterThan(40);
    expect(out.intact()).toBe(true);
  });

  it('the shrink keeps a ramp a ramp', () => {
    arena.reset();
    const ramp = (x: number, y: number) => 20 + (200 * x) / width + (30 * y) / height;
    const pixels = Uint8Array.from({ length: width * height }, (_, i) =>
      Math.round(ramp(i % width, Math.floor(i / width))),
    );
    const at = arena.put(pixels);
    const [toWidth, toHeight] = [Math.ceil(width / 3), Math.ceil(height / 3)];
    const out = guarded(toWidth * toHeight);
    shrink(arena, at, width, height, out.at, toWidth, toHeight);
    const inner: Sample = (x, y) =>
      ramp(((x + 0.5) * width) / toWidth - 0.5, ((y + 0.5) * height) / toHeight - 0.5);
    expect(psnr(out.at, toWidth, toHeight, inner)).toBeGreaterThan(38);
    expect(out.intact()).toBe(true);
  });
});
