import { afterEach, describe, expect, it } from 'vitest';
import { halfGaussian, lineWeights, smearInPlace, tangentField } from '../../src/engine/kernels/flow.ts';
import { arena, clamp, kernels, makePixels, plane, PLANES, psnr, taken } from './planes.ts';

afterEach(() => {
  arena.reset();
});

/** A cell's doubled angle as (cos, sin), coherence and strength, as the kernel packs them. */
function unpack(cells: Uint8Array) {
  const signed = new Int8Array(cells.buffer, cells.byteOffset, cells.length);
  return Array.from({ length: cells.length / 4 }, (_, i) => {
    const [c, s] = [(signed[4 * i] ?? 0) / 127, (signed[4 * i + 1] ?? 0) / 127];
    const [coherence = 0, strength = 0] = cells.subarray(4 * i + 2, 4 * i + 4);
    return { cos: c, sin: s, cos2: c * c - s * s, sin2: 2 * c * s, coherence, strength };
  });
}

function separable(width: number, height: number, values: Float64Array, weights: Float32Array): Float64Array {
  const at = (of: Float64Array, x: number, y: number) =>
    of[clamp(y, 0, height - 1) * width + clamp(x, 0, width - 1)] ?? 0;
  const sum = (of: (k: number) => number) =>
    weights.reduce((total, weight, k) => total + weight * (k === 0 ? of(0) : of(k) + of(-k)), 0);
  const across = plane(width, height, (x, y) => sum((k) => at(values, x + k, y)));
  return plane(width, height, (x, y) => sum((k) => at(across, x, y + k)));
}

describe.each(PLANES)('at %i × %i, %s, against double precision', (width, height, content) => {
  const pixels = makePixels(width, height, content);
  const at = (x: number, y: number) => pixels[clamp(y, 0, height - 1) * width + clamp(x, 0, width - 1)] ?? 0;

  it('the tangent field of the smoothed structure tensor', () => {
    const sigma = 1.5;
    const field = tangentField(arena, arena.put(pixels), width, height, sigma);
    const cells = unpack(taken(field.at, field.width * field.height * 4));
    const gradient = (x: number, y: number): [number, number] => {
      const [line, column] = [Math.min(y, height - 1), (dx: number) => (k: number) => at(x + dx, k)];
      const sum = (of: (k: number) => number) => of(line - 1) + 2 * of(line) + of(line + 1);
      const down = (of: (k: number) => number) => of(line + 1) - of(line - 1);
      return [sum(column(1)) - sum(column(-1)), down(column(-1)) + 2 * down(column(0)) + down(column(1))];
    };
    const tensor = (of: (gx: number, gy: number) => number) => {
      const raw = plane(field.width, field.height, (x, y) =>
        [0, 1, 2, 3].reduce((sum, i) => sum + of(...gradient(2 * x + (i & 1), 2 * y + (i >> 1))), 0),
      );
      return separable(field.width, field.height, raw, halfGaussian(sigma, Math.ceil(2.5 * sigma)));
    };
    const p = tensor((gx, gy) => gx * gx - gy * gy);
    const q = tensor((gx, gy) => 2 * gx * gy);
    const energy = tensor((gx, gy) => gx * gx + gy * gy);
    const length = p.map((value, i) => Math.hypot(value, q[i] ?? 0));
    const byte = (value: number) => 128 + 127 * value;
    const directed = (part: Float64Array) =>
      part.map((value, i) => byte((length[i] ?? 0) > 1e-6 ? -value / (length[i] ?? 1) : NaN));
    const compare = (actual: number[], expected: Float64Array) => {
      const known = actual.map((_, i) => i).filter((i) => !Number.isNaN(expected[i]));
      return known.length === 0
        ? Infinity
        : psnr(
            known.map((i) => actual[i] ?? NaN),
            known.map((i) => expected[i] ?? NaN),
          );
    };
    expect(
      compare(
        cells.map(({ cos2 }) => byte(cos2)),
        directed(p),
      ),
    ).toBeGreaterThan(45);
    expect(
      compare(
        cells.map(({ sin2 }) => byte(sin2)),
        directed(q),
      ),
    ).toBeGreaterThan(45);
    const coherence = length.map((value, i) => (255 * value) / Math.max(1, energy[i] ?? 0));
    expect(
      psnr(
        cells.map((cell) => cell.coherence),
        coherence,
      ),
    ).toBeGreaterThan(50);
    expect(
      psnr(
        cells.map((cell) => cell.strength),
        energy.map((e) => Math.sqrt(e) / 4),
      ),
    ).toBeGreaterThan(50);
  });

  it.each([
    [1, 8, 1],
    [2, 5, 1.7],
  ])('the smear along a field of cells of 2^%i pixels, %i steps of %f', (cellShift, steps, stepPx) => {
    const field = tangentField(arena, arena.put(pixels), width, height, 2);
    const packed = taken(field.at, field.width * field.height * 4);
    const cells = unpack(packed);
    // With larger cells the field is taken to be coarser than it is: its numbers are as good as any.
    const weights = lineWeights(steps);
    const stepQ16 = Math.round((65_536 * stepPx) / 127);
    const step = stepQ16 / 65_536;
    const out = arena.alloc(width * height);
    kernels.smearAlong(
      arena.put(pixels),
      width,
      0,
      height,
      0,
      height,
      field.at,
      field.width,
      field.height,
      cellShift,
      arena.put(weights),
      steps,
      stepQ16,
      out,
    );
    const cellAt = (x: number, y: number) =>
      cells[
        clamp(Math.floor(y) >> cellShift, 0, field.height - 1) * field.width +
          clamp(Math.floor(x) >> cellShift, 0, field.width - 1)
      ] ?? { cos: NaN, sin: NaN };
    const offsets = (x: number, y: number) =>
      [1, -1].map((sign) => {
        let [px, py, vx, vy] = [x + 1, y + 1, NaN, NaN];
        return Array.from({ length: steps }, (_, k) => {
          const { cos, sin } = cellAt(px, py);
          const turn = (k === 0 ? sign : cos * vx + sin * vy) < 0 ? -1 : 1;
          [vx, vy] = [turn * cos, turn * sin];
          [px, py] = [px + vx * 127 * step, py + vy * 127 * step];
          return [
            clamp(Math.floor(px - x - 1 + 0.5), -x, Math.max(0, width - 2 - x)),
            clamp(Math.floor(py - y - 1 + 0.5), -y, Math.max(0, height - 2 - y)),
          ] as const;
        });
      });
    const lines = new Map<number, ReturnType<typeof offsets>>();
    const expected = plane(width, height, (x, y) => {
      const [left, top] = [x & ~1, y & ~1];
      const key = top * width + left;
      const both = lines.get(key) ?? offsets(left, top);
      lines.set(key, both);
      const sides = both.map((line) =>
        line.reduce((sum, [dx, dy], k) => sum + (weights[k + 1] ?? 0) * at(x + dx, y + dy), 0),
      );
      return ((weights[0] ?? 0) * at(x, y) + (sides[0] ?? 0) + (sides[1] ?? 0)) / 256;
    });
    expect(psnr(taken(out, width * height), expected)).toBeGreaterThan(50);
  });

  it('a difference of Gaussians', () => {
    const [sigma, ratio, radius] = [1.3, 1.6, 6];
    const [black, tone, step, knee, edge, coring] = [90, 0.8, 1.5, 12, 4, 0.7];
    const [one, two] = [halfGaussian(sigma, radius), halfGaussian(sigma * ratio, radius)];
    const pairs = Float32Array.from({ length: 2 * radius + 2 }, (_, i) => (i % 2 ? two : one)[i >> 1] ?? 0);
    const out = arena.alloc(width * height);
    const scratch = arena.alloc(kernels.differenceScratchBytes(width, radius));
    const source = arena.put(pixels);
    const weights = arena.put(pairs);
    // In two bands, as drawings make it.
    const half = height >> 1;
    for (const [from, to] of [
      [0, half],
      [half, height],
    ] as const) {
      const target = out + from * width;
      kernels.differenceOfGaussians(
        source,
        width,
        height,
        from,
        to,
        weights,
        radius,
        black,
        tone,
        step,
        knee,
        edge,
        coring,
        target,
        scratch,
      );
    }
    const values = Float64Array.from(pixels);
    const [g1, g2] = [one, two].map((kernel) => separable(width, height, values, kernel));
    const expected = plane(width, height, (x, y) => {
      const i = y * width + x;
      const change = (g1?.[i] ?? 0) - (g2?.[i] ?? 0);
      const t = (g2?.[i] ?? 0) - black;
      const surface = 128 + tone * t + step * clamp(t, -knee, knee);
      return surface + edge * (change - clamp(change, -coring, coring));
    });
    expect(psnr(taken(out, width * height), expected)).toBeGreaterThan(50);
  });
});

describe('a smear in place', () => {
  it.each([300, 257, 40])(
    'is that of the whole plane, without seams between its bands (%i rows)',
    (height) => {
      const width = 61;
      const pixels = makePixels(width, height, 'random', 4);
      const field = tangentField(arena, arena.put(makePixels(width, height, 'natural')), width, height, 2);
      const out = arena.alloc(width * height);
      const [steps, stepPx] = [9, 1.5];
      const { at, width: cells, height: rows } = field;
      const weights = arena.put(lineWeights(steps));
      const source = arena.put(pixels);
      kernels.smearAlong(
        source,
        width,
        0,
        height,
        0,
        height,
        at,
        cells,
        rows,
        1,
        weights,
        steps,
        Math.round((65_536 * stepPx) / 127),
        out,
      );
      smearInPlace(arena, source, width, height, { field, steps, stepPx });
      expect(Buffer.compare(taken(source, width * height), taken(out, width * height))).toBe(0);
    },
  );
});

describe('a tangent field', () => {
  const SIZE = 64;

  it.each([0, 0.4, 1.1, 1.57, 2.2, 3])('lies along stripes at %f radians, and is sure of it', (angle) => {
    const across = (x: number, y: number) => -Math.sin(angle) * x + Math.cos(angle) * y;
    const stripes = plane(SIZE, SIZE, (x, y) => 128 + 100 * Math.sin(across(x, y) / 3));
    const field = tangentField(arena, arena.put(Uint8Array.from(stripes)), SIZE, SIZE, 2);
    const cells = unpack(taken(field.at, field.width * field.height * 4));
    for (const [i, { cos2, sin2, coherence }] of cells.entries()) {
      // The border repeats its pixels, which bends what runs over it.
      const [column, row] = [i % field.width, Math.floor(i / field.width)];
      if (Math.min(column, row, field.width - 1 - column, field.height - 1 - row) < 4) continue;
      expect(cos2 * Math.cos(2 * angle) + sin2 * Math.sin(2 * angle)).toBeGreaterThan(0.98);
      expect(coherence).toBeGreaterThan(245);
    }
  });

  it('is the hand’s where there is nothing to follow', () => {
    const flat = new Uint8Array(SIZE * SIZE).fill(99);
    const hand = { angle: -0.8, firmness: 2 };
    const field = tangentField(arena, arena.put(flat), SIZE, SIZE, 2, hand);
    for (const { cos, sin, coherence, strength } of unpack(taken(field.at, 4 * 1024))) {
      expect(cos).toBeCloseTo(Math.cos(-0.8), 1);
      expect(sin).toBeCloseTo(Math.sin(-0.8), 1);
      expect([coherence, strength]).toEqual([0, 0]);
    }
  });
});
