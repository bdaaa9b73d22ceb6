import { afterEach, describe, expect, it } from 'vitest';
import { arena, clamp, kernels, makePixels, plane, PLANES, taken } from './planes.ts';

afterEach(() => {
  arena.reset();
});

const TAN_22_5 = Math.SQRT2 - 1;

/** Ridges of the gradient: its L1 magnitude where it is largest across the edge, else 0; as OpenCV's Canny has it. */
function ridgesOf(pixels: Uint8Array, width: number, height: number): Float64Array {
  const at = (x: number, y: number) => pixels[clamp(y, 0, height - 1) * width + clamp(x, 0, width - 1)] ?? 0;
  const three = (a: number, b: number, c: number) => a + 2 * b + c;
  const dx = plane(
    width,
    height,
    (x, y) =>
      three(at(x + 1, y - 1), at(x + 1, y), at(x + 1, y + 1)) -
      three(at(x - 1, y - 1), at(x - 1, y), at(x - 1, y + 1)),
  );
  const dy = plane(
    width,
    height,
    (x, y) =>
      three(at(x - 1, y + 1), at(x, y + 1), at(x + 1, y + 1)) -
      three(at(x - 1, y - 1), at(x, y - 1), at(x + 1, y - 1)),
  );
  const magnitudes = dx.map((value, i) => Math.abs(value) + Math.abs(dy[i] ?? 0));
  const magnitude = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : (magnitudes[y * width + x] ?? 0);
  return plane(width, height, (x, y) => {
    const i = y * width + x;
    const [gx, gy, here] = [dx[i] ?? 0, dy[i] ?? 0, magnitudes[i] ?? 0];
    const slope = Math.abs(gy) / Math.abs(gx);
    if (slope < TAN_22_5) return here > magnitude(x - 1, y) && here >= magnitude(x + 1, y) ? here : 0;
    if (slope > TAN_22_5 + 2) return here > magnitude(x, y - 1) && here >= magnitude(x, y + 1) ? here : 0;
    const side = gx < 0 !== gy < 0 ? -1 : 1;
    return here > magnitude(x - side, y - 1) && here > magnitude(x + side, y + 1) ? here : 0;
  });
}

/** Ridges above `low` that a chain of eight-neighbours joins to one above `high`; 0 or 255. */
function chained(ridges: Float64Array, width: number, height: number, low: number, high: number) {
  const edges = new Uint8Array(ridges.length);
  const reached: number[] = [];
  for (const [i, ridge] of ridges.entries()) if (ridge > high) reached.push(i);
  for (let i = reached.pop(); i !== undefined; i = reached.pop()) {
    if (edges[i]) continue;
    edges[i] = 255;
    const [x, y] = [i % width, Math.floor(i / width)];
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        const next = ny * width + nx;
        if (!edges[next] && (ridges[next] ?? 0) > low) reached.push(next);
      }
    }
  }
  return edges;
}

describe.each(PLANES)("Canny's detector at %i × %i, %s", (width, height, content) => {
  const pixels = makePixels(width, height, content);
  const ridges = ridgesOf(pixels, width, height);
  const count = width * height;

  /** A stack of four entries overflows all the time; the search then starts over. */
  it.each([16_384, 4])(
    'finds what its definition says, for two pairs of thresholds (stack of %i)',
    (depth) => {
      const source = arena.put(pixels);
      const rimmed = arena.alloc((width + 2) * (height + 2));
      kernels.addRim(source, width, height, 1, true, rimmed);
      const classes = arena.alloc(count);
      const scratch = arena.alloc(kernels.cannyScratchBytes(width));
      kernels.cannyRidges(rimmed, width, height, 50, 150, 300, 600, classes, scratch);
      const edges = arena.alloc(count);
      const stack = arena.alloc(depth * 4);
      kernels.hysteresis(classes, width, height, 1, 2, edges, stack, depth);
      expect(taken(edges, count)).toEqual(chained(ridges, width, height, 50, 150));
      kernels.hysteresis(classes, width, height, 4, 8, edges, stack, depth);
      expect(taken(edges, count)).toEqual(chained(ridges, width, height, 300, 600));
    },
  );
});
