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
const STROKE_FLOATS = 12;

afterEach(() => {
  arena.reset();
});

function noiseTile(seed: number) {
  const random = randomNumbers(seed);
  return Uint8Array.from({ length: TILE * TILE }, () => random(256));
}

interface Stroke {
  x: number;
  y: number;
  angle: number;
  halfLength: number;
  halfWidth: number;
  bend: number;
  color: readonly [number, number, number];
  thickness: number;
  place: number;
}

function record(strokes: Stroke[]): Float32Array {
  const floats = new Float32Array(strokes.length * STROKE_FLOATS);
  const places = new Uint32Array(floats.buffer);
  for (const [
    i,
    { x, y, angle, halfLength, halfWidth, bend, color, thickness, place },
  ] of strokes.entries()) {
    const at = i * STROKE_FLOATS;
    floats.set(
      [x, y, Math.cos(angle), Math.sin(angle), halfLength, halfWidth, bend, ...color, thickness],
      at,
    );
    places[at + 11] = place;
  }
  return floats;
}

describe.each(PLANES)('at %i × %i, %s, against double precision', (width, height, content) => {
  const count = width * height;

  it('bent strokes over one another, also such as lie across a border', () => {
    const random = randomNumbers(width + 5);
    const strokes: Stroke[] = Array.from({ length: 40 }, () => ({
      x: random(width * 10) / 10,
      y: random(height * 10) / 10,
      angle: random(628) / 100,
      halfLength: 4 + random(30),
      halfWidth: 1.5 + random(60) / 10,
      bend: (random(200) - 100) / 10_000,
      color: [random(256), random(256), random(256)],
      thickness: 60 + random(190),
      place: random(2 ** 31),
    }));
    const grain = 0.8;
    const [round, ragged, soft, dry, groove] = [0.5, 0.6, 2, 0.4, 8];
    const tile = noiseTile(2);
    const originals = [1, 2, 3, 4].map((seed) => makePixels(width, height, content, seed));
    const [red = 0, green = 0, blue = 0, heights = 0] = originals.map((samples) => arena.put(samples));
    const records = arena.put(record(strokes));
    const bristles = arena.put(tile);
    kernels.layStrokes(
      records,
      strokes.length,
      red,
      green,
      blue,
      heights,
      width,
      height,
      bristles,
      grain,
      round,
      ragged,
      soft,
      dry,
      groove,
    );

    const expected = originals.map((samples) => Float64Array.from(samples));
    const unit = (value: number) => clamp(value, 0, 1);
    for (const { x: cx, y: cy, angle, halfLength, halfWidth, bend, color, thickness, place } of strokes) {
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const a = (x - cx) * c + (y - cy) * s;
          const b = (y - cy) * c - (x - cx) * s - bend * a * a;
          if (Math.abs(a) > halfLength + 1) continue;
          const v = b / halfWidth;
          const [along, across] = [(place & 511) + a * grain, ((place >>> 16) & 511) + b * grain];
          const line = Math.floor(across);
          const at = (Math.floor(along) & 511) * TILE + (line & 511);
          const [one = 0, next = one] = tile.subarray(at, at + 2);
          const mark = (one + (next - one) * (across - line)) / 255;
          const side = unit(halfWidth + 0.5 - Math.abs(b));
          const end = halfLength - round * halfWidth * v * v - ragged * halfWidth * (1 - mark);
          const tip = unit((end - Math.abs(a)) / soft + 0.5);
          const wet = unit(5 * (mark - dry * (0.5 + a / (2 * halfLength)) ** 2) + 1);
          const alpha = side * tip * wet;
          if (alpha === 0) continue;
          const values = [
            ...color.map((level) => level + groove * (2 * mark - 1)),
            thickness * (0.35 + 0.5 * mark + 0.15 * v ** 4),
          ];
          for (const [p, samples] of expected.entries()) {
            const i = y * width + x;
            const under = samples[i] ?? 0;
            samples[i] = Math.round(clamp(under + ((values[p] ?? 0) - under) * alpha, 0, 255));
          }
        }
      }
    }
    for (const [p, at] of [red, green, blue, heights].entries()) {
      expect(psnr(taken(at, count), expected[p] ?? [])).toBeGreaterThan(45);
    }
  });

  it('paint lit as a relief, in bands in place', () => {
    const heights = makePixels(width, height, content, 9);
    const painted = makePixels(width, height, content, 3);
    const ground = noiseTile(4);
    const [depth, groundDepth, limit, gloss] = [1.4, 0.3, 0.3, 90];
    const [at, heightsAt] = [arena.put(painted), arena.put(heights)];
    const groundAt = arena.put(ground);
    const scratch = arena.alloc(kernels.reliefScratchBytes(width));
    for (let from = 0; from < height; from += 50) {
      const to = Math.min(height, from + 50);
      kernels.lightRelief(
        at,
        0,
        0,
        heightsAt,
        width,
        height,
        from,
        to,
        groundAt,
        depth,
        groundDepth,
        limit,
        gloss,
        scratch,
      );
    }
    const heightAt = (x: number, y: number) =>
      heights[clamp(y, 0, height - 1) * width + clamp(x, 0, width - 1)] ?? 0;
    const expected = plane(width, height, (x, y) => {
      const slope = (heightAt(x + 1, y + 1) - heightAt(x - 1, y - 1)) / 2;
      const weave = (groundDepth / depth) * ((ground[(y & 511) * TILE + (x & 511)] ?? 0) - 128);
      const d = clamp((-depth * (slope + weave)) / 255, -limit, limit);
      return (painted[y * width + x] ?? 0) * (1 + d) + gloss * Math.max(0, d - limit / 4);
    });
    expect(psnr(taken(at, count), expected)).toBeGreaterThan(50);
  });

  it.each([1, 2, 4])('a plane enlarged 2^%i times', (shift) => {
    const size = 2 ** shift;
    const [across, down] = [Math.ceil(width / size), Math.ceil(height / size)];
    const small = makePixels(across, down, content);
    const out = arena.alloc(count);
    const scratch = arena.alloc(kernels.enlargeByScratchBytes(across));
    kernels.enlargeBy(arena.put(small), across, down, shift, out, width, height, scratch);
    const at = (x: number, y: number) => small[clamp(y, 0, down - 1) * across + clamp(x, 0, across - 1)] ?? 0;
    const expected = plane(width, height, (x, y) => {
      const [fx, fy] = [(x + 0.5) / size - 0.5, (y + 0.5) / size - 0.5];
      const [x0, y0] = [Math.floor(fx), Math.floor(fy)];
      const upper = at(x0, y0) + (at(x0 + 1, y0) - at(x0, y0)) * (fx - x0);
      const lower = at(x0, y0 + 1) + (at(x0 + 1, y0 + 1) - at(x0, y0 + 1)) * (fx - x0);
      return upper + (lower - upper) * (fy - y0);
    });
    expect(psnr(taken(out, count), expected)).toBeGreaterThan(53);
  });

  it('the same relief when the painted plane is its own height', () => {
    const painted = makePixels(width, height, content, 3);
    const [own, apart, heights] = [arena.put(painted), arena.put(painted), arena.put(painted)];
    const ground = arena.put(noiseTile(4));
    for (const [at, heightsAt] of [
      [own, own],
      [apart, heights],
    ] as const) {
      const scratch = arena.alloc(kernels.reliefScratchBytes(width));
      for (let from = 0; from < height; from += 50) {
        const to = Math.min(height, from + 50);
        kernels.lightRelief(at, 0, 0, heightsAt, width, height, from, to, ground, 1.4, 0.3, 0.3, 90, scratch);
      }
    }
    expect(taken(own, count)).toEqual(taken(apart, count));
  });
});

describe('a tile of bristle marks', () => {
  const drawn = (seed: number) => {
    const at = arena.alloc(TILE * TILE);
    kernels.bristleTile(3, 60, seed, at);
    return taken(at, TILE * TILE);
  };
  const steps = (tile: Uint8Array, dx: number, dy: number) => {
    let sum = 0;
    for (let y = 0; y < TILE; y++) {
      for (let x = 0; x < TILE; x++) {
        const next = tile[((y + dy) & 511) * TILE + ((x + dx) & 511)] ?? 0;
        sum += Math.abs((tile[y * TILE + x] ?? 0) - next);
      }
    }
    return sum / TILE ** 2;
  };

  it('runs down its columns, and repeats without a seam', () => {
    const tile = drawn(1);
    expect(steps(tile, 1, 0)).toBeGreaterThan(6 * steps(tile, 0, 1));
    const across = (y: number) =>
      Array.from({ length: TILE }, (_, x) =>
        Math.abs((tile[x * TILE + y] ?? 0) - (tile[x * TILE + ((y + 1) & 511)] ?? 0)),
      );
    const seam = across(TILE - 1).reduce((sum, value) => sum + value, 0) / TILE;
    expect(seam).toBeLessThan(2.5 * steps(tile, 1, 0));
  });

  it('is the same for the same seed, and has the slopes of its levels', () => {
    const tile = drawn(1);
    expect(drawn(1)).toEqual(tile);
    expect(drawn(2)).not.toEqual(tile);
    const slopes = arena.alloc(TILE * TILE);
    kernels.slopeTile(arena.put(tile), slopes);
    const expected = plane(TILE, TILE, (x, y) => {
      const lower = tile[((y + 1) & 511) * TILE + ((x + 1) & 511)] ?? 0;
      return 128 + (lower - (tile[((y - 1) & 511) * TILE + ((x - 1) & 511)] ?? 0)) / 2;
    });
    expect(psnr(taken(slopes, TILE * TILE), expected)).toBeGreaterThan(50);
  });
});

describe('the plan of a layer', () => {
  const [width, height] = [300, 200];
  /** A bright half and a dark one; forms run down everywhere. */
  const picture = Uint8Array.from({ length: width * height }, (_, i) => (i % width < 150 ? 200 : 40));

  function planned({ under = 0, worth = 0, seed = 1 }): Float32Array[] {
    const photo = arena.put(picture);
    const below =
      under === 0 ? 0 : arena.put(picture.map((level, i) => (i % width < 150 ? level : level + under)));
    const field = arena.put(Uint8Array.from([0, 127, 255, 255]));
    const target = arena.alloc(100 * 48);
    const strokes: Float32Array[] = [];
    for (let round = 0; round < 8; round++) {
      for (let row = 0; row < Math.ceil(height / 8); row++) {
        const count = kernels.planStrokes(
          photo,
          photo,
          photo,
          below,
          below,
          below,
          width,
          height,
          field,
          1,
          1,
          2,
          row,
          round,
          4,
          5,
          2,
          worth,
          20,
          0,
          0,
          100,
          200,
          seed,
          target,
        );
        const floats = takenFloats(target, count * STROKE_FLOATS);
        for (let i = 0; i < count; i++)
          strokes.push(floats.slice(i * STROKE_FLOATS, (i + 1) * STROKE_FLOATS));
      }
    }
    return strokes;
  }

  it('covers the picture with strokes along its forms, each in its place once', () => {
    const strokes = planned({});
    const places = new Set(strokes.map(([x = 0, y = 0]) => `${x} ${y}`));
    expect(places.size).toBe(strokes.length);
    // A grid of 38 × 25 places, less those that jitter beyond the border.
    expect(strokes.length).toBeGreaterThan(850);
    expect(strokes.length).toBeLessThanOrEqual(38 * 25);
    for (const [, , cosine = 1, sine = 0] of strokes) {
      expect(Math.abs(cosine)).toBeLessThan(0.02);
      expect(Math.abs(sine)).toBeGreaterThan(0.99);
    }
  });

  it('takes colour and thickness from the photo, and ends where the colour does', () => {
    for (const [x = 0, , , , halfLength = 0, , , red = 0, , , thickness = 0] of planned({})) {
      expect(red).toBe(x < 300 ? 200 : 40);
      expect(thickness).toBeCloseTo(100 + (100 * red) / 255, 0);
      expect(halfLength).toBeLessThanOrEqual(2 * (4 * 5 + 4) + 1e-3);
    }
  });

  it('lays no stroke where what lies below is close enough', () => {
    expect(planned({ under: 30, worth: 31 })).toHaveLength(0);
    const strokes = planned({ under: 30, worth: 30 });
    expect(strokes.length).toBeGreaterThan(400);
    for (const [x = 0] of strokes) expect(x).toBeGreaterThan(300 - 8);
  });

  it('is another one for another seed', () => {
    expect(planned({ seed: 1 })).toEqual(planned({ seed: 1 }));
    expect(planned({ seed: 2 })).not.toEqual(planned({ seed: 1 }));
  });
});
