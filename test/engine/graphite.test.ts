import { afterEach, describe, expect, it } from 'vitest';
import {
  arena,
  clamp,
  kernels,
  makePixels,
  plane,
  PLANES,
  psnr,
  randomNumbers,
  taken,
  takenFloats,
} from './planes.ts';

const TILE = 512;

afterEach(() => {
  arena.reset();
});

/** Tiles with the levels of noise: what a drawing puts on paper must be right for any. */
function noiseTile(seed: number) {
  const random = randomNumbers(seed);
  return Uint8Array.from({ length: TILE * TILE }, () => random(256));
}

describe.each(PLANES)('at %i × %i, %s, against double precision', (width, height, content) => {
  const count = width * height;
  const pixels = makePixels(width, height, content);
  const at = (x: number, y: number) => pixels[clamp(y, 0, height - 1) * width + clamp(x, 0, width - 1)] ?? 0;

  it('a plane halved', () => {
    const [toWidth, toHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
    const out = arena.alloc(toWidth * toHeight);
    kernels.halve(arena.put(pixels), width, height, out);
    const expected = plane(
      toWidth,
      toHeight,
      (x, y) =>
        (at(2 * x, 2 * y) + at(2 * x + 1, 2 * y) + at(2 * x, 2 * y + 1) + at(2 * x + 1, 2 * y + 1)) / 4,
    );
    expect(psnr(taken(out, toWidth * toHeight), expected)).toBeGreaterThan(50);
  });

  it('the Gaussian to floats', () => {
    const weights = new Float32Array([0.3, 0.2, 0.1, 0.04, 0.01]);
    const out = arena.alloc(count * 4);
    const row = arena.alloc((width + 2 * weights.length + 8) * 4);
    kernels.gaussianFloat(arena.put(pixels), width, height, arena.put(weights), 4, out, row);
    const weight = (k: number) => weights[Math.abs(k)] ?? 0;
    const taps = [-4, -3, -2, -1, 0, 1, 2, 3, 4];
    const down = plane(width, height, (x, y) => taps.reduce((sum, k) => sum + weight(k) * at(x, y + k), 0));
    const expected = plane(width, height, (x, y) =>
      taps.reduce((sum, k) => sum + weight(k) * (down[y * width + clamp(x + k, 0, width - 1)] ?? 0), 0),
    );
    expect(psnr(takenFloats(out, count), expected)).toBeGreaterThan(80);
  });

  it.each([3, 5])('the soft dodge by a blur of 1/2^%i the size', (shift) => {
    const size = 2 ** shift;
    const [lowWidth, lowHeight] = [Math.ceil(width / size), Math.ceil(height / size)];
    const random = randomNumbers(shift);
    const low = Float32Array.from({ length: lowWidth * lowHeight }, () => random(2550) / 10);
    const out = arena.alloc(count);
    const row = arena.alloc((lowWidth + 8) * 4);
    kernels.softDodge(arena.put(pixels), width, height, arena.put(low), lowWidth, lowHeight, shift, row, out);
    const lowAt = (x: number, y: number) =>
      low[clamp(y, 0, lowHeight - 1) * lowWidth + clamp(x, 0, lowWidth - 1)] ?? 0;
    const expected = plane(width, height, (x, y) => {
      const [fx, fy] = [(x + 0.5) / size - 0.5, (y + 0.5) / size - 0.5];
      const [x0, y0] = [Math.floor(fx), Math.floor(fy)];
      const upper = lowAt(x0, y0) + (lowAt(x0 + 1, y0) - lowAt(x0, y0)) * (fx - x0);
      const lower = lowAt(x0, y0 + 1) + (lowAt(x0 + 1, y0 + 1) - lowAt(x0, y0 + 1)) * (fx - x0);
      return (255 * (at(x, y) + 1)) / (upper + (lower - upper) * (fy - y0) + 1);
    });
    expect(psnr(taken(out, count), expected)).toBeGreaterThan(53);
  });

  it('the gradient of line strokes, and nothing in its rim', () => {
    const stride = Math.ceil((width + 24) / 16) * 16;
    const out = arena.put(new Uint8Array(stride * height));
    kernels.gradient(arena.put(pixels), width, height, 24, 7, out, stride);
    const written = taken(out, stride * height);
    const expected = plane(stride, height, (x, y) => {
      if (x >= width) return 0;
      // The last column takes after its neighbour: it has no right one itself.
      const column = width > 1 ? Math.min(x, width - 2) : -1;
      if (column < 0) return 0;
      const dx = Math.abs(at(column + 1, y) - at(column - 1, y));
      const dy = Math.abs(at(column, y + 1) - at(column, y - 1));
      return (24 / 16) * (Math.max(dx, dy) + 0.375 * Math.min(dx, dy)) - 7;
    });
    expect(psnr(written, expected)).toBeGreaterThan(45);
    expect(written.every((value, i) => i % stride < width || value === 0)).toBe(true);
  });

  it('a line of 32 pixels in three doublings and two, and who keeps the largest', () => {
    const [a, b, c, d, e] = [1, width + 1, 3, 2 * width, 5];
    const room = 4 * width + 64;
    const source = arena.put(new Uint8Array([...pixels, ...makePixels(room, 1, 'random', 9)]));
    const all = taken(source, count + room);
    const parts = arena.alloc(count + room);
    const reach = count + d + e;
    kernels.meanOfEight(source, a, b, c, reach, parts);
    const mean = (of: ArrayLike<number>, i: number, steps: number[]) => {
      let ends = [i];
      for (const step of steps) ends = ends.flatMap((end) => [end, end + step]);
      return ends.reduce((sum, end) => sum + (of[end] ?? 0), 0) / ends.length;
    };
    const eights = Float64Array.from({ length: reach }, (_, i) => mean(all, i, [a, b, c]));
    const rounded = taken(parts, reach);
    expect(psnr(rounded, eights)).toBeGreaterThan(45);

    const old = makePixels(width, height, 'random', 10);
    const [best, lines] = [arena.put(old), arena.put(new Uint8Array(count).fill(3))];
    kernels.keepLargest(parts, d, e, 5, count, best, lines);
    const whole = Float64Array.from({ length: count }, (_, i) => mean(rounded, i, [d, e]));
    const kept = taken(best, count);
    expect(
      psnr(
        kept,
        whole.map((value, i) => Math.max(value, old[i] ?? 0)),
      ),
    ).toBeGreaterThan(45);
    expect(taken(lines, count)).toEqual(kept.map((value, i) => (value > (old[i] ?? 0) ? 5 : 3)));

    const sum = arena.put(old);
    kernels.addLine(parts, d, e, count, sum);
    expect(
      psnr(
        taken(sum, count),
        whole.map((value, i) => value + (old[i] ?? 0)),
      ),
    ).toBeGreaterThan(45);

    const picked = arena.alloc(count);
    kernels.pickLine(source, lines, 5, count, picked);
    const numbers = taken(lines, count);
    expect(taken(picked, count)).toEqual(pixels.map((value, i) => (numbers[i] === 5 ? value : 0)));
    kernels.accumulate(source, count, picked);
    const twice = pixels.map((value, i) => Math.min(255, numbers[i] === 5 ? 2 * value : value));
    expect(taken(picked, count)).toEqual(twice);
  });

  it('tables and histograms', () => {
    const source = arena.put(pixels);
    const table = makePixels(256, 1, 'random');
    const out = arena.alloc(count);
    kernels.lookup(source, count, arena.put(table), out);
    expect(taken(out, count)).toEqual(pixels.map((value) => table[value] ?? 0));
    const counters = arena.put(new Int32Array(1024));
    kernels.histogram(source, count, counters);
    const found = new Uint32Array(taken(counters, 4096).buffer);
    const counts = new Uint32Array(256);
    for (const value of pixels) counts[value] = (counts[value] ?? 0) + 1;
    const sets = counts.map((_, i) =>
      [0, 256, 512, 768].reduce((sum, set) => sum + (found[set + i] ?? 0), 0),
    );
    expect(sets).toEqual(counts);
  });

  /** What sticks of coverage c at threshold t, with softness s in 256ths. */
  const stuck = (c: number, t: number, s: number) => ((c * (1 + s / 256) - t) * 256) / s;

  it('pigment on paper', () => {
    const [hatch, paper] = [noiseTile(1), noiseTile(2)];
    const out = arena.put(pixels);
    kernels.deposit(out, width, 0, height, arena.put(hatch), arena.put(paper), 100, 200);
    const expected = plane(width, height, (x, y) => {
      const i = (y % TILE) * TILE + (x % TILE);
      const threshold = ((paper[i] ?? 0) * 100 + (hatch[i] ?? 0) * 156) / 256;
      return stuck(at(x, y), threshold, 200);
    });
    expect(psnr(taken(out, count), expected)).toBeGreaterThan(45);
  });

  it('pigment along a field of directions', () => {
    const [across, down] = [5, 4];
    const tiles = Array.from({ length: 8 }, (_, i) => noiseTile(i + 3));
    const paper = noiseTile(2);
    const random = randomNumbers(8);
    const field = Float32Array.from({ length: across * down * 2 }, () => random(2001) / 1000 - 1);
    const pointers = tiles.map((tile) => arena.put(tile));
    const table = arena.put(new Int32Array([...pointers, pointers[0] ?? 0]));
    const out = arena.put(pixels);
    const scratch = arena.alloc(kernels.alongScratchBytes(width, across));
    const [fieldAt, paperAt] = [arena.put(field), arena.put(paper)];
    kernels.depositAlong(
      out,
      width,
      height,
      0,
      height,
      table,
      paperAt,
      fieldAt,
      across,
      down,
      70,
      170,
      scratch,
    );
    const cell = (x: number, y: number, part: number) =>
      field[(Math.min(down - 1, y) * across + Math.min(across - 1, x)) * 2 + part] ?? 0;
    const between = (fx: number, fy: number, part: number) => {
      const [x, y] = [Math.floor(fx), Math.floor(fy)];
      const upper = cell(x, y, part) + (cell(x + 1, y, part) - cell(x, y, part)) * (fx - x);
      const lower = cell(x, y + 1, part) + (cell(x + 1, y + 1, part) - cell(x, y + 1, part)) * (fx - x);
      return upper + (lower - upper) * (fy - y);
    };
    const expected = plane(width, height, (x, y) => {
      // Eight pixels of a row share the direction of their middle.
      const fx = clamp(((Math.floor(x / 8) * 8 + 4) * across) / width - 0.5, 0, across - 1);
      const fy = clamp(((y + 0.5) * down) / height - 0.5, 0, down - 1);
      const turn = (Math.atan2(between(fx, fy, 1), between(fx, fy, 0)) / (2 * Math.PI) + 1) * 8;
      const first = Math.floor(turn);
      const fade = clamp((turn - first - 0.3) * 2.5, 0, 1);
      const i = (y % TILE) * TILE + (x % TILE);
      const hatch = (tiles[first % 8]?.[i] ?? 0) * (1 - fade) + (tiles[(first + 1) % 8]?.[i] ?? 0) * fade;
      return stuck(at(x, y), ((paper[i] ?? 0) * 70 + hatch * 186) / 256, 170);
    });
    expect(psnr(taken(out, count), expected)).toBeGreaterThan(45);
  });

  it('the drawing in grey and in colour', () => {
    const [tone, line, channel] = [11, 12, 13].map((seed) => makePixels(width, height, 'random', seed));
    if (!tone || !line || !channel) throw new Error('no planes');
    const [toneAt, lineAt] = [arena.put(tone), arena.put(line)];
    const out = arena.alloc(count);
    const under = (light: number, i: number) => light * (1 - ((line[i] ?? 0) * 225) / 65_536);
    kernels.drawGrey(toneAt, lineAt, count, 190, 225, out);
    const grey = Float64Array.from(tone, (value, i) => under(255 - (value * 190) / 256, i));
    expect(psnr(taken(out, count), grey)).toBeGreaterThan(45);

    kernels.drawColor(arena.put(channel), arena.put(pixels), toneAt, lineAt, count, 232, 225, 24, out);
    const colour = Float64Array.from(tone, (value, i) => {
      const photo = channel[i] ?? 0;
      const pigment = clamp(photo + ((photo - (pixels[i] ?? 0)) * 24) / 64, 0, 255);
      return under(255 - ((255 - pigment) * value * 232) / 65_536, i);
    });
    expect(psnr(taken(out, count), colour)).toBeGreaterThan(45);
  });
});
