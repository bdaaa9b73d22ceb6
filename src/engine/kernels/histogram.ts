import type { Arena } from './arena.ts';
import type { Pointer } from './kernels.ts';

const LEVELS = 256;
/** The kernel counts in this many sets of counters. */
const SETS = 4;

/** How many samples of an 8-bit plane have each level. */
export function histogramOf(arena: Arena, plane: Pointer, count: number): Uint32Array {
  const mark = arena.mark();
  const counters = arena.put(new Int32Array(SETS * LEVELS));
  arena.kernels.histogram(plane, count, counters);
  const sets = new Uint32Array(arena.bytes(counters, SETS * LEVELS * 4).slice().buffer);
  arena.release(mark);
  const levels = sets.slice(0, LEVELS);
  for (let i = LEVELS; i < sets.length; i++) levels[i % LEVELS] = (levels[i % LEVELS] ?? 0) + (sets[i] ?? 0);
  return levels;
}

/** The lowest level that at least this share (0–1) of the counted pixels does not exceed. */
export function levelAt(counts: Uint32Array, share: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (const [level, count] of counts.entries()) {
    below += count;
    if (below >= share * total) return level;
  }
  return 255;
}
