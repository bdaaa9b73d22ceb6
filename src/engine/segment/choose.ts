import type { Tree } from './hierarchy.ts';
import { maximumOf } from './numbers.ts';

/** Shares of the picture that a mask may have. */
const LEAST_SHARE = 0.001;
const MOST_SHARE = 0.8;
/** Masks of one picture. */
const MAX_MASKS = 60;
const MIN_MASKS = 5;
/** A mask says nothing of those with less than this in common with it, and all of those with more than that. */
const UNLIKE_IOU = 0.65;
const SAME_IOU = 0.95;
/** Large things are more often meant than small ones. */
const SHARE_POWER = 0.3;
/** Things fill their bounding boxes. */
const FILL_POWER = 1;
/** Candidates whose stability over all trees is looked into. */
const SHORT_LIST = 400;
/** Masks that are worth less than this share of the best are left out. */
const WORTH_SHOWING = 0.02;

/** A node of one of several trees over the same leaves. */
export interface Candidate {
  tree: number;
  node: number;
  area: number;
  /** 0–1. */
  score: number;
}

/**
 * Picks the nodes that stand best for all that look like things. Worth is stability (how nearly every tree, each
 * merging by its own measure, came to the same region), times how plain an edge goes around it, times powers of its
 * size and of how it fills its box.
 */
export function chooseMasks(trees: readonly Tree[], total: number): Candidate[] {
  const candidates = shortList(trees, total);
  const { stabilities, likenesses } = compare(trees, candidates, sameness);
  for (const [index, candidate] of candidates.entries()) {
    const tree = trees[candidate.tree];
    const fill = tree ? fillOf(tree, candidate.node) : 0;
    candidate.score *= (stabilities[index] ?? 0) * fill ** FILL_POWER;
  }
  const worths = candidates.map(({ score }) => score);
  const best = maximumOf(worths);
  return representatives(likenesses, worths, MAX_MASKS)
    .flatMap((index) => candidates[index] ?? [])
    .map((candidate) => ({ ...candidate, score: candidate.score / best }))
    .filter(({ score }, index) => index < MIN_MASKS || score >= WORTH_SHOWING);
}

/** 0 for two masks of different things, 1 for two of the same. */
function sameness(iou: number): number {
  return Math.max(0, Math.min(1, (iou - UNLIKE_IOU) / (SAME_IOU - UNLIKE_IOU)));
}

/** How plain an edge goes around a node. */
export function distinctness(tree: Tree, node: number): number {
  return (tree.closures[node] ?? 0) * Math.sqrt(tree.contrasts[node] ?? 0);
}

/** The share of its bounding box that a node fills. */
export function fillOf(tree: Tree, node: number): number {
  const [left = 0, top = 0, right = 1, bottom = 1] = tree.boxes.subarray(4 * node, 4 * node + 4);
  return (tree.areas[node] ?? 0) / ((right - left) * (bottom - top));
}

/** How alike candidates are, without those that have nothing in common. */
export interface Likeness {
  others: Int32Array;
  /** 0–1, one for each of the others. */
  values: Float64Array;
}

export interface Comparison {
  /** Mean over the other trees of the best IoU that one of their nodes has with a candidate. */
  stabilities: Float64Array;
  likenesses: Likeness[];
}

/** @param likeness of two candidates, from their IoU */
export function compare(
  trees: readonly Tree[],
  candidates: readonly Candidate[],
  likeness: (iou: number) => number,
): Comparison {
  const stabilities = new Float64Array(candidates.length);
  const likenesses = candidates.map((candidate, index) => {
    const common = overlaps(trees, candidate);
    stabilities[index] = stability(trees, candidate, common);
    const others: number[] = [];
    const values: number[] = [];
    for (const [other, { tree, node, area }] of candidates.entries()) {
      const shared = common[tree]?.[node] ?? 0;
      const value = likeness(shared / (candidate.area + area - shared));
      if (value <= 0) continue;
      others.push(other);
      values.push(value);
    }
    return { others: Int32Array.from(others), values: Float64Array.from(values) };
  });
  return { stabilities, likenesses };
}

/**
 * The few that stand best for all: each candidate counts its worth times its likeness to the nearest of the chosen,
 * and they are chosen one by one, each for the most that it adds (facility location, greedy: Nemhauser, Wolsey,
 * Fisher 1978).
 *
 * @returns indices, in the order in which they were chosen
 */
export function representatives(
  likenesses: readonly Likeness[],
  worths: readonly number[],
  most: number,
): number[] {
  const covered = new Float64Array(worths.length);
  const chosen: number[] = [];
  while (chosen.length < most) {
    let best = -1;
    let largest = 0;
    for (const [index, { others, values }] of likenesses.entries()) {
      let gain = 0;
      for (let i = 0; i < others.length; i++) {
        const other = others[i] ?? 0;
        const more = (values[i] ?? 0) - (covered[other] ?? 0);
        if (more > 0) gain += more * (worths[other] ?? 0);
      }
      if (gain > largest) [best, largest] = [index, gain];
    }
    const own = likenesses[best];
    if (!own) break;
    chosen.push(best);
    for (const [i, other] of own.others.entries()) {
      covered[other] = Math.max(covered[other] ?? 0, own.values[i] ?? 0);
    }
  }
  return chosen;
}

function salience(tree: Tree, node: number, total: number): number {
  return distinctness(tree, node) * ((tree.areas[node] ?? 0) / total) ** SHARE_POWER;
}

function shortList(trees: readonly Tree[], total: number): Candidate[] {
  const candidates = trees.flatMap((tree, index) => {
    const nodes = Array.from({ length: tree.count - 1 }, (_, node) => node);
    // A leaf is the same region in every tree.
    return nodes
      .filter((node) => index === 0 || node >= tree.leaves)
      .map((node) => ({
        tree: index,
        node,
        area: tree.areas[node] ?? 0,
        score: salience(tree, node, total),
      }));
  });
  return candidates
    .filter(({ area }) => area >= LEAST_SHARE * total && area <= MOST_SHARE * total)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, SHORT_LIST);
}

function stability(
  trees: readonly Tree[],
  { tree, area }: Candidate,
  common: readonly Float64Array[],
): number {
  let sum = 0;
  for (const [index, other] of trees.entries()) {
    if (index === tree) continue;
    const shared = common[index] ?? new Float64Array();
    let best = 0;
    for (let i = 0; i < other.count; i++) {
      const both = shared[i] ?? 0;
      best = Math.max(best, both / (area + (other.areas[i] ?? 0) - both));
    }
    sum += best;
  }
  return sum / Math.max(1, trees.length - 1);
}

/** What a node has in common with every node of every tree, in pixels. */
function overlaps(trees: readonly Tree[], { tree, node }: { tree: number; node: number }): Float64Array[] {
  const own = trees[tree];
  const leaves = own ? leavesOf(own, node) : [];
  return trees.map(({ count, leaves: first, left, right, areas }) => {
    const common = new Float64Array(count);
    for (const leaf of leaves) common[leaf] = areas[leaf] ?? 0;
    for (let i = first; i < count; i++)
      common[i] = (common[left[i] ?? 0] ?? 0) + (common[right[i] ?? 0] ?? 0);
    return common;
  });
}

/** The superpixels that a node is made of. */
export function leavesOf(tree: Tree, node: number): number[] {
  const leaves: number[] = [];
  const stack = [node];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next < tree.leaves) leaves.push(next);
    else stack.push(tree.left[next] ?? 0, tree.right[next] ?? 0);
  }
  return leaves;
}
