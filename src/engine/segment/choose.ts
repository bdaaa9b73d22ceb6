import type { Tree } from './hierarchy.ts';
import { maximumOf } from './numbers.ts';

/** Shares of the picture that a mask may have. */
const LEAST_SHARE = 0.001;
const MOST_SHARE = 0.8;
/** Masks of one picture. */
const MAX_MASKS = 60;
const MIN_MASKS = 5;
/** Two masks that have more than this in common are one. */
const SAME_IOU = 0.85;
/** How much a mask loses by what it has in common with a better one. */
const OVERLAP_PENALTY = 0.6;
/** Large things are more often meant than small ones. */
const SHARE_POWER = 0.3;
/** Candidates whose stability over all trees is looked into. */
const SHORT_LIST = 400;
/** Masks that are worth less than this share of the best are left out. */
const WORTH_SHOWING = 0.1;

/** A node of one of several trees over the same leaves. */
export interface Candidate {
  tree: number;
  node: number;
  area: number;
  /** 0–1. */
  score: number;
}

/**
 * Picks the nodes that look most like things. Worth is stability (how nearly every tree, each merging by its own
 * measure, came to the same region), times how plain an edge goes around it, times a power of its size.
 */
export function chooseMasks(trees: readonly Tree[], total: number): Candidate[] {
  const candidates = shortList(trees, total);
  for (const candidate of candidates) candidate.score *= stability(trees, candidate);
  const best = maximumOf(candidates.map(({ score }) => score));
  const chosen: Candidate[] = [];
  const worth = candidates.map(({ score }) => score);
  while (chosen.length < MAX_MASKS) {
    const top = worth.indexOf(maximumOf(worth));
    const candidate = candidates[top];
    if (!candidate || (worth[top] ?? 0) <= 0) break;
    if (chosen.length >= MIN_MASKS && (worth[top] ?? 0) < WORTH_SHOWING * best) break;
    chosen.push(candidate);
    worth[top] = 0;
    const common = overlaps(trees, candidate);
    for (const [index, other] of candidates.entries()) {
      const shared = common[other.tree]?.[other.node] ?? 0;
      const iou = shared / (candidate.area + other.area - shared);
      const left = iou > SAME_IOU ? 0 : other.score * (1 - OVERLAP_PENALTY * iou);
      worth[index] = Math.min(worth[index] ?? 0, left);
    }
  }
  return chosen.map((candidate) => ({ ...candidate, score: candidate.score / best }));
}

/** How plain an edge goes around a node. */
export function distinctness(tree: Tree, node: number): number {
  return (tree.closures[node] ?? 0) * Math.sqrt(tree.contrasts[node] ?? 0);
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

/** Mean over the other trees of the best IoU that one of their nodes has with this one. */
export function stability(trees: readonly Tree[], { tree, node, area }: Omit<Candidate, 'score'>): number {
  const common = overlaps(trees, { tree, node });
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
export function overlaps(
  trees: readonly Tree[],
  { tree, node }: { tree: number; node: number },
): Float64Array[] {
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
