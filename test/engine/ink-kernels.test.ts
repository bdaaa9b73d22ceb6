import { afterEach, describe, expect, it } from 'vitest';
import { tangentField } from '../../src/engine/kernels/flow.ts';
import { enlargeRows, enlargeTimes, halvings } from '../../src/engine/kernels/ink.ts';
import { arena, clamp, kernels, makePixels, plane, PLANES, psnr, randomNumbers, taken } from './planes.ts';

const TILE = 512;

afterEach(() => {
  arena.reset();
});

function noiseTile(seed: number) {
  const random = randomNumbers(seed);
  return Uint8Array.from({ length: TILE * TILE }, () => random(256));
}

describe.each(PLANES)('at %i × %i, %s, against double precision', (width, height, content) => {
  const count = width * height;
  const pixels = makePixels(width, height, content);
  const at = (x: number, y: number) => pixels[clamp(y, 0, height - 1) * width + clamp(x, 0, width - 1)] ?? 0;

  it.each([
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ])('a plane doubled, less %i columns and %i rows', (fewerColumns, fewerRows) => {
    const [toWidth, toHeight] = [2 * width - fewerColumns, 2 * height - fewerRows];
    const out = arena.alloc(toWidth * toHeight);
    const scratch = arena.alloc(kernels.enlargeScratchBytes(width));
    kernels.enlarge(arena.put(pixels), width, height, out, toWidth, toHeight, scratch);
    const expected = plane(toWidth, toHeight, (x, y) => {
      const [nearX, nearY] = [x >> 1, y >> 1];
      const [farX, farY] = [nearX + (x & 1 ? 1 : -1), nearY + (y & 1 ? 1 : -1)];
      return (9 * at(nearX, nearY) + 3 * at(farX, nearY) + 3 * at(nearX, farY) + at(farX, farY)) / 16;
    });
    expect(psnr(taken(out, toWidth * toHeight), expected)).toBeGreaterThan(50);
  });

  it('rows of a plane enlarged are those of the whole', () => {
    const times = 2;
    const [w, h] = halvings(width, height, times).at(-1) ?? [1, 1];
    const source = arena.put(makePixels(w, h, content, 3));
    const [whole, rows] = [arena.alloc(count), arena.alloc(count)];
    enlargeTimes(arena, source, width, height, times, whole);
    for (let from = 0; from < height; from += 64) {
      const to = Math.min(height, from + 64);
      enlargeRows(arena, source, width, height, times, from, to, rows + from * width);
    }
    expect(Buffer.compare(taken(rows, count), taken(whole, count))).toBe(0);
  });

  it.each(['specks', 'holes'] as const)('%s removed', (what) => {
    const radius = height < 5 ? 1 : 2;
    const side = 2 * radius + 1;
    const [fill, ground] = what === 'specks' ? [255, 200] : [0, 50];
    const isGround = (value: number) => (what === 'specks' ? value >= 120 : value < 120);
    // Few enough marks that some lie alone.
    const random = randomNumbers(4);
    const start = pixels.map((value) => (random(30) === 0 ? value : ground));
    const inPlace = arena.put(start);
    if (what === 'specks') kernels.removeSpecks(inPlace, width, height, radius, 120);
    else kernels.removeHoles(inPlace, width, height, radius, 120);
    const expected = Uint8Array.from(start);
    const clear = (x: number, y: number) => isGround(expected[y * width + x] ?? 0);
    const ring = Array.from({ length: side * side }, (__, i) => [i % side, Math.floor(i / side)] as const);
    const isRim = (i: number) => i === 0 || i === side - 1;
    for (let y = 0; y + side <= height; y++) {
      // What a square leaves is seen by those behind it, as they come in groups of sixteen.
      for (let group = 0; group + side <= width; group += 16) {
        const squares = Array.from({ length: Math.min(16, width - side + 1 - group) }, (__, i) => group + i);
        const found = squares.filter(
          (x) =>
            ring.every(([i, j]) => !(isRim(i) || isRim(j)) || clear(x + i, y + j)) &&
            ring.some(([i, j]) => !clear(x + i, y + j)),
        );
        for (const x of found) {
          for (const [i, j] of ring) if (!isRim(i) && !isRim(j)) expected[(y + j) * width + x + i] = fill;
        }
      }
    }
    expect(psnr(taken(inPlace, count), expected)).toBeGreaterThan(60);
    expect(count < 1000 || Buffer.compare(expected, start) !== 0).toBe(true);
  });

  it('ink out of a response, in two bands', () => {
    const [paper, pressure] = [noiseTile(1), noiseTile(2)];
    const [paperAt, pressureAt] = [arena.put(paper), arena.put(pressure)];
    const inPlace = arena.put(pixels);
    const [limit, slope, roughness, weight] = [16 * 125 + 3, 5, 20, 33];
    const half = height >> 1;
    kernels.inkRows(inPlace, width, 0, half, limit, slope, paperAt, roughness, pressureAt, weight);
    kernels.inkRows(inPlace, width, half, height, limit, slope, paperAt, roughness, pressureAt, weight);
    const expected = plane(width, height, (x, y) => {
      const tile = (y % TILE) * TILE + (x % TILE);
      const relief = ((128 - (paper[tile] ?? 0)) * roughness + (128 - (pressure[tile] ?? 0)) * weight) / 256;
      return 128 + clamp(limit / 16 + relief - at(x, y), -64, 64) * slope;
    });
    expect(psnr(taken(inPlace, count), expected)).toBeGreaterThan(50);
  });

  it('a response that fades where there is no direction', () => {
    const inPlace = arena.put(pixels);
    const field = tangentField(arena, arena.put(makePixels(width, height, 'natural', 2)), width, height, 1.5);
    const cells = taken(field.at, field.width * field.height * 4);
    kernels.weighByCoherence(inPlace, width, height, field.at, field.width, 60);
    const expected = plane(width, height, (x, y) => {
      const coherence = cells[4 * ((y >> 1) * field.width + (x >> 1)) + 2] ?? 0;
      return at(x, y) + ((255 - coherence) * 60) / 256;
    });
    expect(psnr(taken(inPlace, count), expected)).toBeGreaterThan(48);
  });

  it('a wash under ink', () => {
    const paper = noiseTile(3);
    const [grey, light, line] = [4, 5, 6].map((seed) => makePixels(width, height, 'random', seed));
    const inPlace = arena.put(pixels);
    const [greyAt, lightAt, lineAt] = [grey, light, line].map((of) => arena.put(of ?? new Uint8Array()));
    const paperAt = arena.put(paper);
    const [saturation, grain, depth] = [72, 40, 246];
    for (let y = 0; y < height; y++) {
      const row = y * width;
      const [g = 0, l = 0, i = 0] = [greyAt, lightAt, lineAt];
      kernels.washRow(inPlace + row, g + row, l + row, i + row, width, y, paperAt, saturation, grain, depth);
    }
    const expected = plane(width, height, (x, y) => {
      const i = y * width + x;
      const hue = (at(x, y) - (grey?.[i] ?? 0)) * (saturation / 64);
      const wash = clamp((light?.[i] ?? 0) + hue, 0, 255);
      const relief = ((paper[(y % TILE) * TILE + (x % TILE)] ?? 0) - 128) / 128;
      const dry = clamp(wash + relief * (255 - wash) * (grain / 256), 0, 255);
      return dry * (1 - ((line?.[i] ?? 0) / 256) * (depth / 256));
    });
    expect(psnr(taken(inPlace, count), expected)).toBeGreaterThan(47);
  });

  it('tinted sticks on paper', () => {
    const [grey, cover] = [7, 8].map((seed) => makePixels(width, height, 'random', seed));
    const inPlace = arena.put(pixels);
    const [greyAt = 0, coverAt = 0] = [grey, cover].map((of) => arena.put(of ?? new Uint8Array()));
    const [paper, lightness, saturation, depth] = [248, 92, 76, 244];
    kernels.tint(inPlace, greyAt, coverAt, count, paper, lightness, saturation, depth);
    const expected = plane(width, height, (x, y) => {
      const i = y * width + x;
      const covered = (cover?.[i] ?? 0) / 256;
      const hue = (at(x, y) - (grey?.[i] ?? 0)) * (saturation / 64);
      const pigment = clamp(lightness * (1 - covered * covered) + hue, 0, paper);
      return paper - (paper - pigment) * covered * (depth / 256);
    });
    expect(psnr(taken(inPlace, count), expected)).toBeGreaterThan(47);
  });
});

describe('the stipple tile', () => {
  const tileOf = (radius: number, seed: number) => {
    const at = arena.alloc(TILE * TILE);
    kernels.stippleTile(radius, seed, at, arena.alloc(kernels.stippleScratchBytes()));
    return taken(at, TILE * TILE);
  };

  it('has all thresholds equally often, the same for the same seed alone', () => {
    const tile = tileOf(2, 1);
    const counts = new Uint32Array(256);
    for (const level of tile) counts[level] = (counts[level] ?? 0) + 1;
    // Ties are broken at random, and 255 is the very last rank alone.
    for (const number of counts.subarray(1, 254))
      expect(Math.abs(number - (TILE * TILE) / 255)).toBeLessThan(0.15 * ((TILE * TILE) / 255));
    expect(Buffer.compare(tile, tileOf(2, 1))).toBe(0);
    expect(Buffer.compare(tile, tileOf(2, 2))).not.toBe(0);
  });

  it('spreads its first dots far more evenly than chance would', () => {
    const tile = tileOf(2, 3);
    // Dots that 4 % coverage shows, counted in squares of 64 pixels, over the tile's seams as well.
    const squares = new Float64Array(64);
    for (const [i, level] of tile.entries()) {
      if (level < 10)
        squares[((i >> 9) >> 6) * 8 + ((i & 511) >> 6)] =
          (squares[((i >> 9) >> 6) * 8 + ((i & 511) >> 6)] ?? 0) + 1;
    }
    const mean = squares.reduce((sum, n) => sum + n, 0) / 64;
    const deviation = Math.sqrt(squares.reduce((sum, n) => sum + (n - mean) ** 2, 0) / 64);
    // Dots of ten pixels or so by chance would give more than four times the root of the mean.
    expect(deviation).toBeLessThan(2 * Math.sqrt(mean));
  });
});
