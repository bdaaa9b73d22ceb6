import { describe, expect, it } from 'vitest';
import { SLACK_BYTES } from '../../src/engine/kernels/arena.ts';
import { newArena } from './jpeg.ts';

describe('the largest gap of an arena', () => {
  const arena = newArena();

  /** Planes of these sizes, of which some are kept. */
  function gapOf(sizes: number[], kept: number[]) {
    arena.reset();
    const planes = sizes.map((bytes) => ({ at: arena.alloc(bytes), bytes }));
    const stays = planes.filter((_, index) => kept.includes(index));
    return { planes, stays, gap: arena.largestGap(stays.toReversed()) };
  }

  it.each([
    [[1000, 5000, 3000], [1], 2],
    [[5000, 1000, 3000], [1], 0],
    [[1000, 5000, 1000, 4000], [0, 2], 1],
    [[1000, 1000, 4000], [0, 1], 2],
  ])('among planes of %j bytes without those at %j is plane %i', (sizes, kept, index) => {
    const { planes, stays, gap } = gapOf(sizes, kept);
    const plane = planes[index];
    expect(gap.at).toBeLessThanOrEqual(plane?.at ?? 0);
    expect(gap.at + gap.bytes).toBeGreaterThanOrEqual((plane?.at ?? Infinity) + (plane?.bytes ?? 0));
    for (const { at, bytes } of stays) {
      expect(gap.at >= at + bytes + SLACK_BYTES || gap.at + gap.bytes <= at).toBe(true);
    }
    expect(gap.at + gap.bytes).toBeLessThanOrEqual(arena.mark());
  });

  it('is none where all is kept', () => {
    expect(gapOf([1000, 2000], [0, 1]).gap.bytes).toBeLessThan(32);
  });
});
