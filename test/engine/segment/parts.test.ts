import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leavesOf } from '../../../src/engine/segment/choose.ts';
import { CutGraph } from '../../../src/engine/segment/cut.ts';
import { mergeRegions } from '../../../src/engine/segment/hierarchy.ts';
import { describeRegions } from '../../../src/engine/segment/regions.ts';
import { findSuperpixels } from '../../../src/engine/segment/superpixels.ts';
import { newArena } from '../jpeg.ts';

const arena = newArena();

describe('a cut', () => {
  it('is as cheap as the cheapest of all', () => {
    const anyGraph = fc.integer({ min: 1, max: 7 }).chain((nodes) =>
      fc.record({
        nodes: fc.constant(nodes),
        unaries: fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
          minLength: nodes,
          maxLength: nodes,
        }),
        pairs: fc.array(fc.tuple(fc.nat(nodes - 1), fc.nat(nodes - 1), fc.nat(9)), { maxLength: 14 }),
      }),
    );
    fc.assert(
      fc.property(anyGraph, ({ nodes, unaries, pairs }) => {
        const costOf = (isInside: (node: number) => boolean) =>
          unaries.reduce((sum, [inside, outside], node) => sum + (isInside(node) ? inside : outside), 0) +
          pairs.reduce((sum, [a, b, cost]) => sum + (isInside(a) === isInside(b) ? 0 : cost), 0);
        const graph = new CutGraph(nodes);
        for (const [node, [inside, outside]] of unaries.entries()) graph.unary(node, inside, outside);
        for (const [a, b, cost] of pairs) graph.pair(a, b, cost);
        const cut = graph.solve();
        const all = Array.from({ length: 1 << nodes }, (_, set) =>
          costOf((node) => ((set >> node) & 1) === 1),
        );
        expect(costOf((node) => cut[node] === 1)).toBe(Math.min(...all));
      }),
      { numRuns: 300 },
    );
  });
});

/** CIE L*a*b* of sRGB by the formulas (CIE 15, IEC 61966-2-1). */
function labReference(rgb: number[]): number[] {
  const [r = 0, g = 0, b = 0] = rgb.map((byte) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const root = (t: number) => (t > 216 / 24_389 ? Math.cbrt(t) : ((24_389 / 27) * t + 16) / 116);
  const x = root((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = root(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = root((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe('Lab', () => {
  it('is within a byte of the formula for every colour', () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), (rgb) => {
        arena.reset();
        const [red = 0, green = 0, blue = 0] = rgb.map((byte) => arena.put(Uint8Array.of(byte)));
        const lab = arena.alloc(4);
        arena.kernels.labFromPlanes(red, green, blue, 1, lab);
        const [l = 0, a = 0, b = 0] = arena.bytes(lab, 3);
        const [L = 0, A = 0, B = 0] = labReference(rgb);
        expect(Math.abs(l / 2.55 - L)).toBeLessThan(0.5);
        expect(Math.abs(a - 128 - A)).toBeLessThan(1);
        expect(Math.abs(b - 128 - Math.min(B, 127))).toBeLessThan(1);
      }),
      { numRuns: 2000 },
    );
  });
});

/** A photo of squares of random colours, and what the first steps make of it. */
function squares(width: number, height: number, side: number, seed: number) {
  arena.reset();
  const across = Math.ceil(width / side);
  const planes = [3, 5, 7].map((factor) =>
    arena.put(
      Uint8Array.from({ length: width * height }, (_, i) => {
        const square = Math.floor((i % width) / side) + across * Math.floor(i / width / side);
        return Math.imul(square + seed, factor * 0x9e37_79b1) >>> 24;
      }),
    ),
  );
  const [red = 0, green = 0, blue = 0] = planes;
  return findSuperpixels(arena, { kind: 'color', red, green, blue }, width, height);
}

describe('superpixels', () => {
  it('are connected, numbered without gaps, and never cross an edge that is plain', () => {
    const { width, height, labels, count } = squares(200, 160, 40, 1);
    expect(new Set(labels).size).toBe(count);
    expect(Math.max(...labels)).toBe(count - 1);
    const seen = new Map<number, string>();
    for (let y = 10; y < height; y += 20) {
      for (let x = 10; x < width; x += 20) {
        const label = labels[y * width + x] ?? -1;
        const square = `${Math.floor(x / 40)},${Math.floor(y / 40)}`;
        expect(seen.get(label) ?? square).toBe(square);
        seen.set(label, square);
      }
    }
  });
});

describe('a merge tree', () => {
  it('has every superpixel once in each of its levels, and never a part higher than the whole', () => {
    const regions = describeRegions(squares(180, 120, 24, 9));
    const weights = { histogram: 1, mean: 1, border: 1, fill: 0.3, size: 0.2, apart: 0.5 };
    const tree = mergeRegions(regions, weights);
    expect(tree.count).toBe(2 * regions.count - 1);
    const root = tree.count - 1;
    expect(new Set(leavesOf(tree, root)).size).toBe(regions.count);
    expect(leavesOf(tree, root).length).toBe(regions.count);
    expect(tree.areas[root]).toBe(180 * 120);
    for (let node = tree.leaves; node < tree.count; node++) {
      const [left = 0, right = 0] = [tree.left[node], tree.right[node]];
      expect(tree.areas[node]).toBe((tree.areas[left] ?? 0) + (tree.areas[right] ?? 0));
      expect(tree.heights[node]).toBeGreaterThanOrEqual(
        Math.max(tree.heights[left] ?? 0, tree.heights[right] ?? 0),
      );
      expect([tree.parent[left], tree.parent[right]]).toEqual([node, node]);
    }
    // The picture's rim is no border: nothing goes around the whole.
    expect(tree.contrasts[root]).toBeCloseTo(0, 6);
  });
});
