import type { Arena } from '../kernels/arena.ts';
import { type Planes, shrunk } from '../styles/brush/guide.ts';

/** Regions are seen on a copy of at most this many pixels. */
const PIXELS = 10_000;
/** What a step costs where nothing changes, and the change of colour that is no border, levels. */
const STEP_COST = 0.6;
const NO_BORDER = 3;
const SWEEPS = 4;
const SMOOTHINGS = 3;

export interface Regions {
  /** Which of `count` regions a place of the picture lies in, 0 the furthest behind; x and y are shares of its sides. */
  at(x: number, y: number): number;
  count: number;
}

/**
 * What lies behind and what in front, without knowing what it is: how far a place is from the picture's rim along the
 * cheapest way, where borders of colour cost (geodesic saliency: Wei, Wen, Zhu, Sun 2012). A subject that stands on the
 * lower rim stays in front: that rim is no way in.
 */
export function findRegions(arena: Arena, photo: Planes, count: number): Regions {
  const mark = arena.mark();
  const { width, height, planes } = shrunk(arena, photo, PIXELS);
  const colors = planes.map((plane) => Int16Array.from(arena.bytes(plane, width * height)));
  arena.release(mark);
  const between = (a: number, b: number) => {
    const change = colors.reduce((sum, plane) => sum + Math.abs((plane[a] ?? 0) - (plane[b] ?? 0)), 0);
    return STEP_COST + Math.max(0, change - NO_BORDER);
  };
  let far = new Float32Array(width * height).fill(Infinity);
  for (let x = 0; x < width; x++) far[x] = 0;
  for (let y = 0; y < height * 0.75; y++) far[y * width] = far[y * width + width - 1] = 0;
  const relax = (at: number, from: number) => {
    far[at] = Math.min(far[at] ?? 0, (far[from] ?? 0) + between(at, from));
  };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let at = 0; at < far.length; at++) {
      if (at >= width) relax(at, at - width);
      if (at % width > 0) relax(at, at - 1);
    }
    for (let at = far.length - 1; at >= 0; at--) {
      if (at + width < far.length) relax(at, at + width);
      if (at % width < width - 1) relax(at, at + 1);
    }
  }
  for (let i = 0; i < SMOOTHINGS; i++) far = smoothed(far, width, height);
  const sorted = far.toSorted();
  const bounds = Array.from({ length: count - 1 }, (_, i) => {
    return sorted[Math.floor(((i + 1) * sorted.length) / count)] ?? 0;
  });
  return {
    count,
    at: (x, y) => {
      const column = Math.max(0, Math.min(width - 1, Math.floor(x * width)));
      const row = Math.max(0, Math.min(height - 1, Math.floor(y * height)));
      const distance = far[row * width + column] ?? 0;
      return bounds.filter((bound) => distance >= bound).length;
    },
  };
}

function smoothed(levels: Float32Array<ArrayBuffer>, width: number, height: number) {
  return levels.map((_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    let [sum, count] = [0, 0];
    for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
      for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
        sum += levels[row * width + column] ?? 0;
        count++;
      }
    }
    return sum / count;
  });
}
