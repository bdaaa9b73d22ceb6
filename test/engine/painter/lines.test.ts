import { describe, expect, it } from 'vitest';
import { Arena } from '../../../src/engine/kernels/arena.ts';
import { planRoute } from '../../../src/engine/painter/route.ts';
import { findRegions } from '../../../src/engine/painter/regions.ts';
import { loadModules } from '../modules.ts';

const WIDTH = 64;
const HEIGHT = 48;
const arena = new Arena(loadModules().kernels);

/** A plane of 0 and 255. */
function drawn(isInk: (x: number, y: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) =>
    isInk(i % WIDTH, Math.floor(i / WIDTH)) ? 255 : 0,
  );
}

function thinned(plane: Uint8Array): Uint8Array {
  arena.reset();
  const at = arena.put(plane);
  arena.kernels.thin(at, WIDTH, HEIGHT, 128);
  return arena.bytes(at, WIDTH * HEIGHT).slice();
}

/** The paths of a plane of lines, as lists of places. */
function traced(plane: Uint8Array, minLength = 2, maxPoints = 4000): [number, number][][] {
  arena.reset();
  const at = arena.put(plane);
  const [points, starts] = [arena.alloc(maxPoints * 4), arena.alloc(201 * 4)];
  arena.kernels.thin(at, WIDTH, HEIGHT, 128);
  const count = arena.kernels.traceLines(at, WIDTH, HEIGHT, minLength, points, maxPoints, starts, 200);
  const bounds = arena.words(starts, count + 1);
  return Array.from({ length: count }, (_, i) => {
    const [from = 0, to = 0] = bounds.subarray(i, i + 2);
    const numbers = arena.shorts(points + from * 4, (to - from) * 2);
    return Array.from({ length: to - from }, (_unused, k) => [numbers[2 * k] ?? 0, numbers[2 * k + 1] ?? 0]);
  });
}

describe('thinning', () => {
  it('leaves the middle of a thick bar, one pixel wide and in one piece', () => {
    const lines = thinned(drawn((x, y) => x >= 10 && x < 50 && y >= 20 && y < 25));
    const columns = Array.from({ length: 30 }, (_, i) => 15 + i);
    for (const x of columns) {
      const ink = Array.from({ length: HEIGHT }, (_, y) => lines[y * WIDTH + x] ?? 0);
      expect(ink.reduce((sum, value) => sum + value, 0)).toBe(1);
      expect(ink.indexOf(1)).toBe(22);
    }
  });

  it('keeps a line that is thin already, and empties the rim', () => {
    const lines = thinned(drawn((x, y) => x === y || x === 0));
    for (let i = 2; i < HEIGHT - 2; i++) expect(lines[i * WIDTH + i]).toBe(1);
    for (let y = 0; y < HEIGHT; y++) expect(lines[y * WIDTH]).toBe(0);
  });
});

describe('tracing', () => {
  it('walks a line from end to end', () => {
    const [path = [], ...others] = traced(drawn((x, y) => y === 10 && x >= 5 && x < 45));
    expect(others).toHaveLength(0);
    expect(path.map(([x]) => x)).toEqual(Array.from({ length: 40 }, (_, i) => 5 + i));
  });

  it('goes straight on where lines cross, and on behind a small gap', () => {
    const paths = traced(
      drawn((x, y) => (y === 24 && x > 4 && x < 60 && x !== 40) || (x === 20 && y > 4 && y < 44)),
    );
    const lengths = paths.map((path) => path.length).toSorted((a, b) => b - a);
    expect(lengths[0]).toBeGreaterThan(50);
    expect(lengths[1]).toBeGreaterThan(17);
  });

  it('finds loops, which have no ends', () => {
    const ring = drawn((x, y) => Math.abs(Math.hypot(x - 32, y - 24) - 15) < 0.8);
    const [path = []] = traced(ring);
    expect(path.length).toBeGreaterThan(75);
  });

  it('drops what is shorter than asked for, and stops when there is no more room', () => {
    const short = drawn((x, y) => y === 10 && x >= 5 && x < 15);
    expect(traced(short, 10)).toHaveLength(1);
    expect(traced(short, 11)).toHaveLength(0);
    expect(
      traced(
        drawn((x, y) => y === 10 && x >= 5 && x < 45),
        2,
        12,
      )[0],
    ).toHaveLength(12);
  });
});

describe('a pen’s route', () => {
  /** Three lines: a long one above, a long one below, a short one above both. */
  function routeOf(most: number) {
    arena.reset();
    const lines = [
      Array.from({ length: 40 }, (_, i) => [i + 5, 5]),
      Array.from({ length: 42 }, (_, i) => [i + 5, 40]),
      Array.from({ length: 8 }, (_, i) => [i + 20, 1]),
    ];
    const flat = lines.flat(2);
    const points = arena.alloc(flat.length * 2);
    arena.shorts(points, flat.length).set(flat);
    const starts = Int32Array.of(0, 40, 82, 90);
    const route = planRoute(arena, { points, starts, scale: 1 }, most);
    const at = (i: number) => Array.from(arena.shorts(route.points + i * 4, 2));
    return { route, at };
  }

  it('begins at the bottom, and goes on with what is nearest', () => {
    const { route, at } = routeOf(1000);
    expect(Array.from(route.starts)).toEqual([0, 42, 82, 90]);
    expect(at(0)[1]).toBe(40);
    // From the lower line's end the upper one is drawn from the end that is nearer.
    expect(at(42)).toEqual(at(41)[0] === 46 ? [44, 5] : [5, 5]);
  });

  it('leaves the shortest lines out when there is no time for them', () => {
    expect(Array.from(routeOf(82).route.starts)).toEqual([0, 42, 82]);
    expect(Array.from(routeOf(81).route.starts)).toEqual([0, 42]);
  });

  it('takes time for its ways through the air', () => {
    const { route } = routeOf(1000);
    expect(route.times.at(-1)).toBeGreaterThan(90);
    expect(Array.from(route.times)).toEqual(Array.from(route.times).toSorted((a, b) => a - b));
  });
});

describe('regions', () => {
  it('lie the further in front the more borders are between them and the rim', () => {
    arena.reset();
    const plane = arena.put(
      Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
        const away = Math.hypot((i % WIDTH) - 32, Math.floor(i / WIDTH) - 24);
        return away < 8 ? 250 : away < 16 ? 140 : 30;
      }),
    );
    const photo = { width: WIDTH, height: HEIGHT, planes: [plane, plane, plane] };
    const regions = findRegions(arena, photo, 5);
    const at = (x: number, y: number) => regions.at(x, y);
    expect(at(0.05, 0.05)).toBe(0);
    expect(at(0.5, 0.5)).toBe(regions.count - 1);
    expect(at(0.5, 0.5)).toBeGreaterThanOrEqual(at(0.5, 0.28));
    expect(at(0.5, 0.28)).toBeGreaterThan(at(0.05, 0.05));
  });
});
