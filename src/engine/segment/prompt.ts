import { EngineError } from '../errors.ts';
import type { Arena } from '../kernels/arena.ts';
import type { ColorPicture } from '../styles/canvas.ts';
import { type Analysis, analyse, boxOf, membersOf } from './automatic.ts';
import { type Candidate, compare, distinctness, fillOf, representatives } from './choose.ts';
import { depthAt } from './depth.ts';
import { boxIou, cutOut } from './grab.ts';
import type { Tree } from './hierarchy.ts';
import { type Box, maskIou } from './mask.ts';
import type { ScoredMask } from './mask-set.ts';
import { maximumOf } from './numbers.ts';
import { Refiner } from './refine.ts';

/** Something inside (label 1) or outside (label 0), in pixels of the photo. */
export interface PromptPoint {
  x: number;
  y: number;
  label: 0 | 1;
}

/** What to make a mask of: a box around it, points in it or beside it, or both. */
export interface Prompt {
  points: readonly PromptPoint[];
  box?: Box | undefined;
}

/** A point may mean a part, a thing, or what it belongs to. */
const ANSWERS = 3;
/** Beginnings for them, some of which may come to the same mask. */
const BEGINNINGS = 5;
const SAME_IOU = 0.85;
/** Shares of the picture that a node may have to be an answer. */
const LEAST_SHARE = 0.0005;
const MOST_SHARE = 0.85;
/** How much more than one tree's word what all trees agree on is worth, and what fills its box. */
const STABILITY_POWER = 2;
const FILL_POWER = 0.5;
/** People click in the middle of what they mean: how much that says. */
const DEPTH_POWER = 3;
/** A cut from points keeps this much of the box of the region that it began with. */
const STAYS = 0.8;
/** Score of what no region of the photo suggested. */
const UNSURE = 0.5;

/**
 * Masks for a prompt, best first: up to three nested ones for a single point, else one. Of the planes' size; the arena
 * is left as it was.
 *
 * @throws {EngineError} INVALID_PARAMETER when the prompt holds neither a box nor a point inside, or lies outside
 */
export function promptedMasks(
  arena: Arena,
  photo: ColorPicture,
  width: number,
  height: number,
  prompt: Prompt,
): ScoredMask[] {
  checkPrompt(prompt, width, height);
  const mark = arena.mark();
  const analysis = analyse(arena, photo, width, height);
  const refiner = new Refiner(arena, photo, width, height, analysis.superpixels, analysis.regions.borders);
  const { points, box } = toSmall(prompt, width, height, analysis);
  const beginnings = box ? [fittingNode(analysis, points, box)] : ancestorsAt(analysis, points);
  const most = !box && points.length === 1 ? ANSWERS : 1;
  const answer = (first: Candidate | undefined): ScoredMask => {
    const members = first && membersOf(analysis, first);
    const { pixels, bounds } = cutOut(analysis, { points, box, first: members });
    const score = first?.score ?? UNSURE;
    const own = members && boxOf(analysis.regions, members);
    // Without a box, a cut that runs away from the region it began with is no better than that.
    if (members && own && !box && boxIou(bounds, own) < STAYS)
      return { mask: refiner.refine(members, own), score };
    return { mask: refiner.refinePixels(pixels, bounds), score };
  };
  const masks: ScoredMask[] = [];
  for (const first of beginnings) {
    if (masks.length === most) break;
    const next = answer(first);
    // Different beginnings may come to the same.
    if (masks.every(({ mask: other }) => maskIou(next.mask, other) < SAME_IOU)) masks.push(next);
  }
  arena.release(mark);
  return masks.toSorted((one, other) => other.score - one.score);
}

function checkPrompt({ points, box }: Prompt, width: number, height: number): void {
  const isInside = ({ x, y }: PromptPoint) => x >= 0 && y >= 0 && x < width && y < height;
  if (!box && !points.some(({ label }) => label === 1)) {
    throw new EngineError(
      'INVALID_PARAMETER',
      'A prompt needs a box or a point that lies inside the object.',
    );
  }
  if (!points.every(isInside)) throw new EngineError('INVALID_PARAMETER', 'A point lies outside the image.');
  if (!box) return;
  const [x, y, w, h] = box;
  const isBox = [x, y, w, h].every(Number.isFinite) && w > 0 && h > 0;
  if (!isBox || x >= width || y >= height || x + w <= 0 || y + h <= 0) {
    throw new EngineError('INVALID_PARAMETER', 'The box lies outside the image.');
  }
}

/** The prompt in pixels of the small picture. */
function toSmall(prompt: Prompt, width: number, height: number, { superpixels }: Analysis): Prompt {
  const [scaleX, scaleY] = [superpixels.width / width, superpixels.height / height];
  const points = prompt.points.map(({ x, y, label }) => ({
    x: Math.min(superpixels.width - 1, Math.floor((x + 0.5) * scaleX)),
    y: Math.min(superpixels.height - 1, Math.floor((y + 0.5) * scaleY)),
    label,
  }));
  if (!prompt.box) return { points };
  const [x, y, w, h] = prompt.box;
  const left = Math.max(0, Math.round(x * scaleX));
  const top = Math.max(0, Math.round(y * scaleY));
  const right = Math.min(superpixels.width, Math.max(left + 1, Math.round((x + w) * scaleX)));
  const bottom = Math.min(superpixels.height, Math.max(top + 1, Math.round((y + h) * scaleY)));
  return { points, box: [left, top, right - left, bottom - top] };
}

/** The leaf under a point. */
function leafAt({ superpixels }: Analysis, { x, y }: PromptPoint): number {
  return superpixels.labels[y * superpixels.width + x] ?? 0;
}

/** Whether a node holds all points that are inside and none that is outside. */
function agrees(tree: Tree, node: number, analysis: Analysis, points: readonly PromptPoint[]): boolean {
  return points.every((point) => {
    let at = leafAt(analysis, point);
    while (at >= 0 && at < node) at = tree.parent[at] ?? -1;
    return (at === node) === (point.label === 1);
  });
}

/**
 * A few nodes around the points, that between them come nearest to all that could be meant, those that add most first;
 * none if no node agrees with all points.
 */
function ancestorsAt(analysis: Analysis, points: readonly PromptPoint[]): Candidate[] {
  const { trees, superpixels } = analysis;
  const total = superpixels.width * superpixels.height;
  const inside = points.find(({ label }) => label === 1);
  if (!inside) return [];
  const found = trees.flatMap((tree, index) => {
    const nodes: Candidate[] = [];
    for (let node = leafAt(analysis, inside); node >= 0; node = tree.parent[node] ?? -1) {
      const area = tree.areas[node] ?? 0;
      const isNew = index === 0 || node >= tree.leaves;
      if (!isNew || area < LEAST_SHARE * total || area > MOST_SHARE * total) continue;
      if (!agrees(tree, node, analysis, points)) continue;
      const score = distinctness(tree, node) * fillOf(tree, node) ** FILL_POWER;
      nodes.push({ tree: index, node, area, score });
    }
    return nodes;
  });
  const isOnePoint = points.length === 1;
  const { stabilities, likenesses } = compare(trees, found, (iou) => iou);
  for (const [index, candidate] of found.entries()) {
    candidate.score *= (stabilities[index] ?? 0) ** STABILITY_POWER;
    if (isOnePoint) candidate.score *= depthAt(analysis, candidate, inside) ** DEPTH_POWER;
  }
  const best = maximumOf(found.map(({ score }) => score));
  const worths = found.map(({ score }) => score);
  return representatives(likenesses, worths, BEGINNINGS)
    .flatMap((index) => found[index] ?? [])
    .map((candidate) => ({ ...candidate, score: candidate.score / best }));
}

/** The node that fills a box best. */
function fittingNode(analysis: Analysis, points: readonly PromptPoint[], box: Box): Candidate | undefined {
  const { trees, superpixels } = analysis;
  const total = superpixels.width * superpixels.height;
  let best: Candidate | undefined;
  for (const [index, tree] of trees.entries()) {
    for (let node = 0; node < tree.count; node++) {
      const [left = 0, top = 0, right = 0, bottom = 0] = tree.boxes.subarray(4 * node, 4 * node + 4);
      const fit = boxIou([left, top, right - left, bottom - top], box);
      if (fit < 0.5 || fit <= (best?.score ?? 0)) continue;
      if (!agrees(tree, node, analysis, points)) continue;
      const area = tree.areas[node] ?? 0;
      if (area < total) best = { tree: index, node, area, score: fit };
    }
  }
  return best;
}
