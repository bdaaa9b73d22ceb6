import type { Arena } from '../kernels/arena.ts';
import type { Pointer } from '../kernels/kernels.ts';
import type { Outlines } from './outlines.ts';
import type { Sheet } from './sheet.ts';

/** What a pen's way through the air counts of one on paper, and the most that a jump takes, in points. */
const AIR = 0.12;
const LONGEST_JUMP = 60;
/** Share of the ink that goes to the long outlines, which are drawn before all small ones. */
const LONG_SHARE = 0.6;
const POINT_BYTES = 4;

/** The order in which a pen draws, its points one after the other. */
export interface Route {
  points: Pointer;
  /** Where each path begins among the points, and where the last one ends. */
  starts: Int32Array;
  /** Where each path begins in the pen's time, points' lengths and jumps together, and where all end. */
  times: Float64Array;
}

interface Path {
  from: number;
  length: number;
}

/**
 * Orders paths so that the pen goes from each to the nearest one left, beginning at the bottom: long outlines first, then
 * small ones. The route stays in the arena.
 *
 * @param most points that there is time for; the shortest paths go first
 */
export function planRoute(arena: Arena, outlines: Outlines, most: number): Route {
  const { points, starts } = outlines;
  const all: Path[] = Array.from({ length: starts.length - 1 }, (_, i) => {
    return { from: starts[i] ?? 0, length: (starts[i + 1] ?? 0) - (starts[i] ?? 0) };
  });
  const kept = takeWhole(
    all.toSorted((a, b) => b.length - a.length),
    most,
  );
  const ink = kept.reduce((sum, { length }) => sum + length, 0);
  const long = takeWhole(kept, ink * LONG_SHARE);
  const source = arena.shorts(points, (starts.at(-1) ?? 0) * 2).slice();
  const target = arena.shorts(points, (starts.at(-1) ?? 0) * 2);
  const order: number[] = [0];
  const times: number[] = [0];
  let [x, y, at, time] = [0, Infinity, 0, 0];
  for (const tier of [long, kept.slice(long.length)]) {
    const left = tier.slice();
    while (left.length > 0) {
      const { index, reversed, distance } = nearest(left, source, x, y);
      const [path] = left.splice(index, 1);
      if (!path) break;
      const jump = at === 0 ? 0 : Math.min(LONGEST_JUMP, distance * AIR);
      times[times.length - 1] = time + jump;
      for (let i = 0; i < path.length; i++) {
        const from = 2 * (path.from + (reversed ? path.length - 1 - i : i));
        target[2 * at] = x = source[from] ?? 0;
        target[2 * at + 1] = y = source[from + 1] ?? 0;
        at++;
      }
      time += jump + path.length;
      order.push(at);
      times.push(time);
    }
  }
  return { points, starts: Int32Array.from(order), times: Float64Array.from(times) };
}

/** Draws all paths of a route: how much of a line covers each pixel of the padded sheet, 0–255. */
export function coverOf(
  arena: Arena,
  { points, starts }: Route,
  scale: number,
  { picture, paddedWidth, paddedHeight }: Sheet,
  halfWidthPx: number,
  target: Pointer,
): void {
  arena.bytes(target, paddedWidth * paddedHeight).fill(0);
  for (let i = 0; i + 1 < starts.length; i++) {
    const from = starts[i] ?? 0;
    const count = (starts[i + 1] ?? 0) - from;
    const at = points + from * POINT_BYTES;
    const { left, top } = picture;
    arena.kernels.coverLine(at, count, scale, left, top, halfWidthPx, target, paddedWidth, paddedHeight);
  }
}

/** The first paths that stay within a number of points. */
function takeWhole(paths: Path[], most: number): Path[] {
  let sum = 0;
  return paths.filter(({ length }) => (sum += length) <= most);
}

function nearest(paths: Path[], points: Uint16Array, x: number, y: number) {
  let [index, reversed, best] = [0, false, Infinity];
  for (const [i, { from, length }] of paths.entries()) {
    for (const end of [false, true]) {
      const at = 2 * (end ? from + length - 1 : from);
      const dx = (points[at] ?? 0) - x;
      const distance = y === Infinity ? -(points[at + 1] ?? 0) : Math.hypot(dx, (points[at + 1] ?? 0) - y);
      if (distance < best) [index, reversed, best] = [i, end, distance];
    }
  }
  return { index, reversed, distance: Math.max(0, best) };
}
