import { afterEach, describe, expect, it } from 'vitest';
import { profile } from '../../src/engine/styles/wash/maps.ts';
import { mapValue } from './maps.ts';
import { arena, clamp, kernels, makePixels, plane, PLANES, psnr, randomNumbers, taken } from './planes.ts';

const TILE = 512;

afterEach(() => {
  arena.reset();
});

function noiseTile(seed: number) {
  const random = randomNumbers(seed);
  return Uint8Array.from({ length: TILE * TILE }, () => random(256));
}

function tileAt(tile: Uint8Array, x: number, y: number) {
  return tile[(y % TILE) * TILE + (x % TILE)] ?? 0;
}

const MAP = [9, 6] as const;
/** Soft forms, as the maps of styles are: their profiles are steep. */
const softMap = Uint8Array.from({ length: MAP[0] * MAP[1] }, (_, i) => 128 + 60 * Math.sin(i * 0.7));

describe.each(PLANES)('at %i × %i, %s, against double precision', (width, height, content) => {
  const count = width * height;
  const size = [width, height] as const;
  const pixels = makePixels(width, height, content);
  const other = makePixels(width, height, content, 5);
  const at = (x: number, y: number) => pixels[clamp(y, 0, height - 1) * width + clamp(x, 0, width - 1)] ?? 0;

  it.each([1, 2, 7])('the median of nine pixels %i apart', (spacing) => {
    const out = arena.put(pixels);
    kernels.spacedMedian(
      out,
      width,
      height,
      spacing,
      arena.alloc(kernels.medianScratchBytes(width, spacing)),
    );
    const expected = plane(width, height, (x, y) => {
      const nine = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => at(x + dx * spacing, y + dy * spacing)));
      return nine.toSorted((a, b) => a - b)[4] ?? 0;
    });
    expect(taken(out, count)).toEqual(Uint8Array.from(expected));
  });

  it.each([1, 5])('a picture warped by up to %i pixels', (reach) => {
    const down = softMap.toReversed();
    const [acrossAt, downAt] = [arena.put(softMap), arena.put(down)];
    const out = arena.put(pixels);
    const scratch = arena.alloc(kernels.warpScratchBytes(width, MAP[0], reach));
    kernels.warp(out, width, height, acrossAt, downAt, ...MAP, reach, scratch);
    const expected = plane(width, height, (x, y) => {
      const off = (map: Uint8Array) => ((mapValue(map, MAP, size, x, y) - 128) * reach) / 128;
      const px = clamp(x + off(softMap), 0, width - 1);
      const py = clamp(y + off(down), 0, height - 1);
      const [left, top] = [Math.floor(px), Math.floor(py)];
      const upper = at(left, top) + (at(left + 1, top) - at(left, top)) * (px - left);
      const lower = at(left, top + 1) + (at(left + 1, top + 1) - at(left, top + 1)) * (px - left);
      return upper + (lower - upper) * (py - top);
    });
    expect(psnr(taken(out, count), expected)).toBeGreaterThan(45);
  });

  it('what a profile over a map adds, shaken by the paper, down to a floor', () => {
    const paper = noiseTile(2);
    const lines = profile([60, -90], [120, 0], [140, 70]);
    const out = arena.put(pixels);
    const [map, amounts, tile] = [arena.put(softMap), arena.put(lines), arena.put(paper)];
    const scratch = arena.alloc(kernels.mapScratchBytes(width, MAP[0]));
    kernels.contour(out, width, height, 0, height, map, ...MAP, amounts, tile, 20, 50, scratch);
    const amount = (value: number) => {
      if (value < 120) return -90 + (90 * (Math.max(60, value) - 60)) / 60;
      return (70 * (Math.min(140, value) - 120)) / 20;
    };
    const expected = plane(width, height, (x, y) => {
      const value = mapValue(softMap, MAP, size, x, y) + ((tileAt(paper, x, y) - 128) * 20) / 256;
      return Math.max(Math.min(at(x, y), 50), at(x, y) + amount(value));
    });
    expect(psnr(taken(out, count), expected)).toBeGreaterThan(45);
  });

  it('a picture that runs into a small copy of itself where a map says so', () => {
    const low = makePixels(12, 7, content, 8);
    const out = arena.put(pixels);
    const [lowAt, map] = [arena.put(low), arena.put(softMap)];
    const shares = arena.put(profile([80, 0], [170, 256]));
    const scratch = arena.alloc(
      kernels.mapScratchBytes(width, 12) + kernels.mapScratchBytes(width, MAP[0]) + 16,
    );
    kernels.bleed(out, width, height, 0, height, lowAt, 12, 7, map, ...MAP, shares, scratch);
    const expected = plane(width, height, (x, y) => {
      const share = clamp((mapValue(softMap, MAP, size, x, y) - 80) / 90, 0, 1);
      return at(x, y) + (mapValue(low, [12, 7], size, x, y) - at(x, y)) * share;
    });
    expect(psnr(taken(out, count), expected)).toBeGreaterThan(45);
  });

  it('the luminance of three planes, and another light put under a channel', () => {
    const third = makePixels(width, height, content, 6);
    const [red, green, blue] = [arena.put(pixels), arena.put(other), arena.put(third)];
    const light = arena.alloc(count);
    kernels.luminance(red, green, blue, count, light);
    const mean = Float64Array.from(
      pixels,
      (value, i) => 0.299 * value + 0.587 * (other[i] ?? 0) + 0.114 * (third[i] ?? 0),
    );
    expect(psnr(taken(light, count), mean)).toBeGreaterThan(50);
    kernels.relight(red, green, blue, count, 24, red);
    const expected = Float64Array.from(pixels, (value, i) => {
      const from = other[i] ?? 0;
      return value + (third[i] ?? 0) - from + ((value - from) * 24) / 64;
    });
    expect(psnr(taken(red, count), expected)).toBeGreaterThan(45);
  });

  it('the density of a wash', () => {
    const [paper, specks] = [noiseTile(2), noiseTile(3)];
    const table = makePixels(256, 1, 'random');
    const [light, blurred, tableAt] = [arena.put(pixels), arena.put(other), arena.put(table)];
    const [paperAt, specksAt] = [arena.put(paper), arena.put(specks)];
    kernels.washDensity(
      light,
      blurred,
      width,
      0,
      height,
      tableAt,
      30,
      12,
      60,
      paperAt,
      44,
      specksAt,
      20,
      blurred,
    );
    const expected = plane(width, height, (x, y) => {
      const above = (other[y * width + x] ?? 0) - at(x, y);
      const side = above > 0 ? Math.min(60, (above * 30) / 16) : -Math.min(60, (-above * 12) / 16);
      const grain = ((tileAt(paper, x, y) - 128) * 44 + (tileAt(specks, x, y) - 128) * 20) / 256;
      return (table[at(x, y)] ?? 0) + side + grain;
    });
    expect(psnr(taken(blurred, count), expected)).toBeGreaterThan(45);
  });

  it('a channel tinted by density: Bousseau’s curve, and paper where there is none', () => {
    const out = arena.put(pixels);
    kernels.tintByDensity(out, arena.put(other), count);
    const expected = Float64Array.from(pixels, (value, i) => {
      const [c, d] = [value / 255, (other[i] ?? 0) / 128];
      const colored = Math.max(0, c - (c - c * c) * (d - 1));
      return 255 * (colored + (1 - colored) * clamp((32 - 128 * d) / 16, 0, 1));
    });
    expect(psnr(taken(out, count), expected)).toBeGreaterThan(45);
  });

  it('streaks of chalk, where they stick, and what shows between them', () => {
    const channel = arena.put(pixels);
    const streaks = arena.put(other);
    kernels.streak(channel, streaks, count, 30);
    const streaked = taken(channel, count);
    const lighter = pixels.map((value, i) => clamp(value + (((other[i] ?? 0) - 128) * 30) / 128, 0, 255));
    expect(psnr(streaked, lighter)).toBeGreaterThan(45);

    const paper = noiseTile(4);
    kernels.depositStreaks(streaks, width, 0, height, arena.put(paper), 100, 170, 90);
    const stuck = taken(streaks, count);
    const sticking = plane(width, height, (x, y) => {
      const threshold = (tileAt(paper, x, y) * 100 + (other[y * width + x] ?? 0) * 156) / 256;
      return ((170 * (1 + 90 / 256) - threshold) * 256) / 90;
    });
    expect(psnr(stuck, sticking)).toBeGreaterThan(42);

    const low = makePixels(12, 7, content, 8);
    const scratch = arena.alloc(kernels.mapScratchBytes(width, 12));
    kernels.chalk(channel, streaks, width, height, 0, height, arena.put(low), 12, 7, 160, 90, scratch);
    const expected = plane(width, height, (x, y) => {
      const blurred = mapValue(low, [12, 7], size, x, y);
      const under = blurred + ((160 - blurred) * 90) / 256;
      const i = y * width + x;
      return under + (((streaked[i] ?? 0) - under) * (stuck[i] ?? 0)) / 255;
    });
    expect(psnr(taken(channel, count), expected)).toBeGreaterThan(45);
  });
});

describe('a cloud', () => {
  /** The finaliser lowbias32, as random.ts has it. */
  function fraction(input: number): number {
    return (hash(input) >>> 8) / 2 ** 24;
  }
  function hash(input: number): number {
    let x = input >>> 0;
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0;
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0;
    return (x ^ (x >>> 16)) >>> 0;
  }

  it.each([
    [33, 21, 0.06, 4],
    [7, 90, 0.31, 2],
    [2, 2, 0.02, 5],
  ])('of %i × %i cells is octaves of value noise', (width, height, cells, octaves) => {
    const at = arena.alloc(width * height);
    kernels.cloud(width, height, cells, octaves, 0.5, 200, 7, at, arena.alloc(width * 4));
    const key = hash(7 + 0x3c6ef372);
    const smooth = (t: number) => t * t * (3 - 2 * t);
    const expected = plane(width, height, (x, y) => {
      let value = 128;
      for (let octave = 0; octave < octaves; octave++) {
        const [fx, fy] = [x * cells * 2 ** octave, y * cells * 2 ** octave];
        const [cx, cy] = [Math.floor(fx), Math.floor(fy)];
        const node = (dx: number, dy: number) =>
          fraction((key + Math.imul(octave, 0x632be59b) + (cy + dy) * 0x10001 + cx + dx) >>> 0);
        const [tx, ty] = [smooth(fx - cx), smooth(fy - cy)];
        const left = node(0, 0) + (node(0, 1) - node(0, 0)) * ty;
        const right = node(1, 0) + (node(1, 1) - node(1, 0)) * ty;
        value += 200 * 0.5 ** octave * (left + (right - left) * tx - 0.5);
      }
      return value;
    });
    expect(psnr(taken(at, width * height), expected)).toBeGreaterThan(45);
  });
});
