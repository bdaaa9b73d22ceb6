import type { Arena } from '../kernels/arena.ts';
import type { ColorPicture } from '../styles/canvas.ts';
import { type Candidate, chooseMasks, leavesOf } from './choose.ts';
import { mergeRegions, type Tree, type Weights } from './hierarchy.ts';
import type { Box } from './mask.ts';
import type { ScoredMask } from './mask-set.ts';
import { Refiner } from './refine.ts';
import { describeRegions, type Regions } from './regions.ts';
import { findSuperpixels, type Superpixels } from './superpixels.ts';

/**
 * Measures of likeness to merge by. No single one finds most things (Selective Search makes a point of that);
 * what several of them find is stable.
 */
const MEASURES: readonly Weights[] = [
  { histogram: 0.5, mean: 1, border: 2, fill: 0.3, size: 0.15, apart: 2 },
  { histogram: 2, mean: 0, border: 0.5, fill: 1, size: 0.15, apart: 0.6 },
  { histogram: 1, mean: 0.3, border: 1, fill: 1, size: 0.3, apart: 1 },
  { histogram: 1, mean: 0, border: 0, fill: 2, size: 1.2, apart: 0.6 },
];

/** A photo taken apart: what all ways of making masks begin with. */
export interface Analysis {
  superpixels: Superpixels;
  regions: Regions;
  trees: Tree[];
}

/** Leaves the arena as it was. */
export function analyse(arena: Arena, photo: ColorPicture, width: number, height: number): Analysis {
  const superpixels = findSuperpixels(arena, photo, width, height);
  const regions = describeRegions(superpixels);
  return { superpixels, regions, trees: MEASURES.map((measure) => mergeRegions(regions, measure)) };
}

/** Masks of what is in a photo, without being told, of the planes' size; leaves the arena as it was. */
export function automaticMasks(
  arena: Arena,
  photo: ColorPicture,
  width: number,
  height: number,
): ScoredMask[] {
  const mark = arena.mark();
  const analysis = analyse(arena, photo, width, height);
  const { superpixels, regions, trees } = analysis;
  const refiner = new Refiner(arena, photo, width, height, superpixels, regions.borders);
  const masks = chooseMasks(trees, superpixels.width * superpixels.height).map((candidate) => {
    const members = membersOf(analysis, candidate);
    const mask = refiner.refine(members, boxOf(regions, members));
    return { mask, score: candidate.score };
  });
  arena.release(mark);
  return masks.filter(({ mask }) => mask.spans.length > 0);
}

/** 1 for each superpixel that a candidate is made of. */
export function membersOf(
  { regions, trees }: Analysis,
  { tree, node }: Pick<Candidate, 'tree' | 'node'>,
): Uint8Array {
  const members = new Uint8Array(regions.count);
  const own = trees[tree];
  if (own) for (const leaf of leavesOf(own, node)) members[leaf] = 1;
  return members;
}

/** The box around a set of superpixels. */
export function boxOf({ boxes }: Pick<Regions, 'boxes'>, members: Uint8Array): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, 0, 0];
  for (const [region, member] of members.entries()) {
    if (member === 0) continue;
    left = Math.min(left, boxes[4 * region] ?? 0);
    top = Math.min(top, boxes[4 * region + 1] ?? 0);
    right = Math.max(right, boxes[4 * region + 2] ?? 0);
    bottom = Math.max(bottom, boxes[4 * region + 3] ?? 0);
  }
  return right === 0 ? [0, 0, 0, 0] : [left, top, right - left, bottom - top];
}
