import { type Analysis, membersOf } from './automatic.ts';
import type { Candidate } from './choose.ts';

/** A node's box is looked at in so many steps a side at most. */
const STEPS = 96;

/**
 * How deep in a node a point of the small picture lies, as a share of the node's greatest depth: 0 outside, 1 where it
 * is farthest from the outline. City-block, as in the distance transform of Rosenfeld and Pfaltz (1966); the picture's
 * rim is outline.
 */
export function depthAt(
  analysis: Analysis,
  candidate: Pick<Candidate, 'tree' | 'node'>,
  { x, y }: { x: number; y: number },
): number {
  const { superpixels, trees } = analysis;
  const { tree, node } = candidate;
  const [left = 0, top = 0, right = 0, bottom = 0] =
    trees[tree]?.boxes.subarray(4 * node, 4 * node + 4) ?? [];
  const members = membersOf(analysis, candidate);
  const step = Math.max(1, Math.ceil(Math.max(right - left, bottom - top) / STEPS));
  // Samples go through the point, and one of rim runs around them.
  const before = Math.floor((x - left) / step);
  const above = Math.floor((y - top) / step);
  const columns = before + Math.floor((right - 1 - x) / step) + 3;
  const rows = above + Math.floor((bottom - 1 - y) / step) + 3;
  const depths = new Int32Array(columns * rows);
  for (let row = 1; row < rows - 1; row++) {
    const line = (y + (row - 1 - above) * step) * superpixels.width + x;
    for (let column = 1; column < columns - 1; column++) {
      const label = superpixels.labels[line + (column - 1 - before) * step] ?? 0;
      const at = row * columns + column;
      if (members[label] === 1) depths[at] = 1 + Math.min(depths[at - 1] ?? 0, depths[at - columns] ?? 0);
    }
  }
  let most = 1;
  for (let at = depths.length - columns - 2; at > columns; at--) {
    const depth = Math.min(depths[at] ?? 0, 1 + Math.min(depths[at + 1] ?? 0, depths[at + columns] ?? 0));
    depths[at] = depth;
    if (depth > most) most = depth;
  }
  return (depths[(above + 1) * columns + before + 1] ?? 0) / most;
}
