import { type Analysis, boxOf } from './automatic.ts';
import { ColorModel } from './color-model.ts';
import { CutGraph } from './cut.ts';
import type { Box } from './mask.ts';
import type { PromptPoint } from './prompt.ts';
import { maximumOf } from './numbers.ts';
import { difference } from './regions.ts';

/** What is known before the cut, in pixels of the small picture. */
export interface Hints {
  points: readonly PromptPoint[];
  /** All of the object lies in it. */
  box?: Box | undefined;
  /** 1 for each superpixel that the object is thought to be made of. */
  first?: Uint8Array | undefined;
}

/** A mask of the small picture: 1 inside. */
export interface SmallMask {
  pixels: Uint32Array;
  /** Around what is inside. */
  bounds: Box;
}

/** GrabCut's iterations: models from the cut, a cut from the models. */
const ROUNDS = 4;
/** What a border costs a pixel of its length where there is no contrast; several are tried (GrabCut has 50). */
const SMOOTHNESS = [25, 60, 120];
const BAND_SMOOTHNESS = 20;
/** Objects touch all sides of their box: how much more that says than the edge. */
const FIT_POWER = 6;
/** An object fills this share of its box or more: less of it is likely to be a rim or a shadow. */
const FILLED = 0.5;
const FILL_POWER = 0.7;
/** A first guess biases its cut, which has to look better than one without. */
const BIAS = 0.7;
/** Cuts vote with their worth to this power. */
const VOTE_POWER = 2;
/** A cut that keeps this much of its box when its edge is looked at pixel by pixel. */
const HOLDS_TOGETHER = 0.8;
/** How far around the object its surroundings are learnt from, as a share of its sides and at least. */
const SURROUNDINGS = 0.3;
const MIN_SURROUNDINGS_PX = 12;
/** How fast the middle of a box turns into its rim. */
const CENTRAL_FALL = 1.5;
/** Most that colour may say for or against a pixel. */
const MAX_EVIDENCE = 8;
/** What speaks for a superpixel of the first guess, a pixel. */
const TRUST = 1;
/** Cost that no cut pays. */
const CERTAIN = 1e9;
/** A superpixel of which so much lies in the box may be part of the object. */
const MOSTLY_INSIDE = 0.6;
/** Without a box, the object lies within its first guess's box, grown by this share of its sides. */
const ROOM = 0.25;
/** Pixels on both sides of the cut that are looked at one by one. */
const BAND_PX = 4;

/**
 * Cuts an object out: graph cuts over superpixels (Lazy Snapping, Li, Sun, Tang, Shum 2004) with colour models that
 * learn from their outcome (GrabCut, Rother, Kolmogorov, Blake 2004), from several beginnings. They vote, each with what
 * its fit to the box and its edge are worth; then one cut over the pixels along the outline.
 */
export function cutOut(analysis: Analysis, hints: Hints): SmallMask {
  const scene = new Scene(analysis, hints);
  const firsts = hints.box ? [hints.first, undefined] : [hints.first];
  const cuts: Cut[] = [];
  for (const first of firsts) {
    for (const smoothness of SMOOTHNESS) {
      const cut = scene.cut(first, smoothness);
      if (cut) cuts.push(first ? { ...cut, worth: cut.worth * BIAS } : cut);
    }
  }
  if (cuts.length === 0) cuts.push({ members: hints.first ?? scene.possible(), worth: 0 });
  const { superpixels, regions } = analysis;
  const sorted = cuts.toSorted((a, b) => b.worth - a.worth);
  for (const members of [vote(sorted, regions.count), ...sorted.map((cut) => cut.members)]) {
    if (!members.includes(1)) continue;
    const result = refineBand(superpixels, members, scene.models(members), hints, scene.contrastScale);
    // What is thin, or only looked like an object, falls apart pixel by pixel.
    if (boxIou(result.bounds, boxOf(regions, members)) > HOLDS_TOGETHER) return result;
  }
  const members = sorted[0]?.members ?? scene.possible();
  const pixels = superpixels.labels.map((label) => members[label] ?? 0);
  return { pixels, bounds: boxOf(regions, members) };
}

/** 1 for each superpixel that most of what the cuts are worth is for. */
function vote(cuts: readonly Cut[], count: number): Uint8Array {
  const most = maximumOf(cuts.map(({ worth }) => worth));
  const votes = new Float64Array(count);
  for (const { members, worth } of cuts) {
    const weight = most > 0 ? (worth / most) ** VOTE_POWER : 1;
    for (const [region, member] of members.entries()) {
      votes[region] = (votes[region] ?? 0) + (member === 1 ? weight : -weight);
    }
  }
  return Uint8Array.from(votes, (sum) => (sum > 0 ? 1 : 0));
}

interface Cut {
  members: Uint8Array;
  worth: number;
}

/** What all cuts of one prompt share. */
class Scene {
  readonly contrastScale: number;
  readonly #regions: Analysis['regions'];
  readonly #fixed: Uint8Array;
  /** Mean colours, three a superpixel. */
  readonly #values: Float64Array;
  /** Areas, 0 for what is too far away to say anything about the object's surroundings. */
  readonly #weights: Float64Array;
  /** −1 (at the rim of the box) to 1 (in its middle) for each superpixel; 0 without a box. */
  readonly #central: Float64Array;
  readonly #box: Box | undefined;

  constructor(analysis: Analysis, hints: Hints) {
    const { regions, superpixels } = analysis;
    this.#regions = regions;
    this.#box = hints.box;
    this.#fixed = fixedOf(analysis, hints);
    this.#values = regions.sums.map((sum, i) => sum / (regions.areas[Math.floor(i / 3)] ?? 1));
    const around = hints.box ?? insideBox(regions.boxes, this.#fixed, superpixels);
    this.#weights = weightsAround(analysis, around);
    this.#central = hints.box ? centrality(analysis, hints.box) : new Float64Array(regions.count);
    this.contrastScale = contrastScale(regions.borders);
  }

  /** 1 for each superpixel that may be inside. */
  possible(): Uint8Array {
    return this.#fixed.map((fixed) => (fixed === OUTSIDE ? 0 : 1));
  }

  models(members: Uint8Array): Models {
    const of = (side: number) =>
      new ColorModel({
        values: this.#values,
        weights: this.#weights.map((weight, region) => (members[region] === side ? weight : 0)),
      });
    return { inside: of(1), outside: of(0) };
  }

  /** @returns undefined when nothing is left inside */
  cut(first: Uint8Array | undefined, smoothness: number): Cut | undefined {
    let members = this.possible();
    if (first) members = members.map((possible, region) => (possible === 1 ? (first[region] ?? 0) : 0));
    for (let round = 0; round < ROUNDS; round++) {
      const models = this.models(members);
      const next = this.#solve(models, first, smoothness);
      if (!next.includes(1)) return undefined;
      const isSame = next.every((member, region) => member === members[region]);
      members = next;
      if (isSame) break;
    }
    return { members, worth: this.#worth(members) };
  }

  #solve(models: Models, first: Uint8Array | undefined, smoothness: number): Uint8Array {
    const { count, areas, borders } = this.#regions;
    const graph = new CutGraph(count);
    for (let region = 0; region < count; region++) {
      const fixed = this.#fixed[region] ?? FREE;
      const [l = 0, a = 0, b = 0] = this.#values.subarray(3 * region, 3 * region + 3);
      const guess = first ? (first[region] === 1 ? 1 : -1) : (this.#central[region] ?? 0);
      const evidence = clamp(models.inside.cost(l, a, b) - models.outside.cost(l, a, b) - TRUST * guess);
      graph.unary(
        region,
        fixed === FREE ? (areas[region] ?? 0) * evidence : fixed === OUTSIDE ? CERTAIN : -CERTAIN,
        0,
      );
    }
    for (const { a, b, length, contrast } of borders) {
      graph.pair(a, b, smoothness * length * Math.exp(-((contrast / length) ** 2) / this.contrastScale));
    }
    return graph.solve();
  }

  /** How well the box around a cut is the one that was given, times how plain the edge is and how full the box. */
  #worth(members: Uint8Array): number {
    let plain = 0;
    let length = 1;
    for (const border of this.#regions.borders) {
      if (members[border.a] === members[border.b]) continue;
      plain += border.plain;
      length += border.length;
    }
    const bounds = boxOf(this.#regions, members);
    const area = this.#regions.areas.reduce((sum, own, region) => sum + (members[region] === 1 ? own : 0), 0);
    const fit = this.#box ? boxIou(bounds, this.#box) : 1;
    return (
      fit ** FIT_POWER * (plain / length) * Math.min(FILLED, area / (bounds[2] * bounds[3])) ** FILL_POWER
    );
  }
}

type Models = Record<'inside' | 'outside', ColorModel>;

/** Superpixels near a box weigh what they cover, others nothing. */
function weightsAround({ regions }: Analysis, [x, y, w, h]: Box): Float64Array {
  const [across, down] = [w * SURROUNDINGS + MIN_SURROUNDINGS_PX, h * SURROUNDINGS + MIN_SURROUNDINGS_PX];
  return regions.areas.map((area, region) => {
    const [left = 0, top = 0, right = 0, bottom = 0] = regions.boxes.subarray(4 * region, 4 * region + 4);
    const isNear = right > x - across && left < x + w + across && bottom > y - down && top < y + h + down;
    return isNear ? area : 0;
  });
}

/** 1 − 2·r² of each superpixel's pixels in a box on the mean, r being 1 on the ellipse in it. */
function centrality({ superpixels, regions }: Analysis, [x, y, w, h]: Box): Float64Array {
  const { width, labels } = superpixels;
  const sums = new Float64Array(regions.count);
  for (let row = y; row < y + h; row++) {
    for (let column = x; column < x + w; column++) {
      const across = (2 * (column + 0.5 - x)) / w - 1;
      const down = (2 * (row + 0.5 - y)) / h - 1;
      const label = labels[row * width + column] ?? 0;
      sums[label] = (sums[label] ?? 0) + Math.max(-1, 1 - CENTRAL_FALL * (across * across + down * down));
    }
  }
  return sums.map((sum, region) => sum / (regions.areas[region] ?? 1));
}

export function boxIou([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): number {
  const across = Math.min(ax + aw, bx + bw) - Math.max(ax, bx);
  const down = Math.min(ay + ah, by + bh) - Math.max(ay, by);
  if (across <= 0 || down <= 0) return 0;
  return (across * down) / (aw * ah + bw * bh - across * down);
}

const FREE = 0;
const OUTSIDE = 1;
const INSIDE = 2;

/** Of each superpixel whether it is inside or outside for certain. */
function fixedOf({ superpixels, regions }: Analysis, { points, box, first }: Hints): Uint8Array {
  const { width, height, labels } = superpixels;
  const fixed = new Uint8Array(regions.count);
  const [x, y, w, h] = box ?? grown(first ? boxOf(regions, first) : [0, 0, width, height], width, height);
  const within = new Float64Array(regions.count);
  for (let row = y; row < y + h; row++) {
    for (let column = x; column < x + w; column++) {
      const label = labels[row * width + column] ?? 0;
      within[label] = (within[label] ?? 0) + 1;
    }
  }
  for (let region = 0; region < regions.count; region++) {
    if ((within[region] ?? 0) < MOSTLY_INSIDE * (regions.areas[region] ?? 1)) fixed[region] = OUTSIDE;
  }
  for (const { x: px, y: py, label } of points) {
    fixed[labels[py * width + px] ?? 0] = label === 1 ? INSIDE : OUTSIDE;
  }
  return fixed;
}

/** The box around everything that is not outside for certain. */
function insideBox(boxes: Int32Array, fixed: Uint8Array, { width, height }: Analysis['superpixels']): Box {
  const free = fixed.map((state) => (state === OUTSIDE ? 0 : 1));
  return free.includes(1) ? boxOf({ boxes }, free) : [0, 0, width, height];
}

function grown([x, y, w, h]: Box, width: number, height: number): Box {
  const [left, top] = [Math.max(0, x - Math.ceil(ROOM * w)), Math.max(0, y - Math.ceil(ROOM * h))];
  const [right, bottom] = [
    Math.min(width, x + w + Math.ceil(ROOM * w)),
    Math.min(height, y + h + Math.ceil(ROOM * h)),
  ];
  return [left, top, right - left, bottom - top];
}

function clamp(evidence: number): number {
  return Math.max(-MAX_EVIDENCE, Math.min(MAX_EVIDENCE, evidence));
}

/** 2·mean of the squared contrasts: GrabCut's 1/β. */
function contrastScale(borders: Analysis['regions']['borders']): number {
  let sum = 0;
  let length = 0;
  for (const border of borders) {
    sum += border.contrast ** 2 / border.length;
    length += border.length;
  }
  return Math.max(1, (2 * sum) / Math.max(1, length));
}

/** The pixels along the cut, one by one, by the same models. */
function refineBand(
  { width, height, labels, lab }: Analysis['superpixels'],
  members: Uint8Array,
  models: Models,
  { points, box }: Hints,
  scale: number,
): SmallMask {
  const pixels = labels.map((label) => members[label] ?? 0);
  const band = bandOf(pixels, width, height);
  for (const { x, y } of points) band[y * width + x] = 0;
  const nodes = new Int32Array(pixels.length).fill(-1);
  let count = 0;
  for (let i = 0; i < band.length; i++) if (band[i] === 1) nodes[i] = count++;
  const graph = new CutGraph(count);
  const [left, top, w, h] = box ?? [0, 0, width, height];
  for (let i = 0; i < band.length; i++) {
    const node = nodes[i] ?? -1;
    if (node < 0) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    const [l, a, b] = [(lab[4 * i] ?? 0) / 2, (lab[4 * i + 1] ?? 0) - 128, (lab[4 * i + 2] ?? 0) - 128];
    const isInBox = x >= left && y >= top && x < left + w && y < top + h;
    graph.unary(
      node,
      isInBox ? clamp(models.inside.cost(l, a, b) - models.outside.cost(l, a, b)) : CERTAIN,
      0,
    );
    for (const [other, isThere] of [
      [i + 1, x + 1 < width],
      [i + width, y + 1 < height],
      [i - 1, x > 0],
      [i - width, y > 0],
    ] as const) {
      if (!isThere) continue;
      const cost = BAND_SMOOTHNESS * Math.exp(-(difference(lab, 4 * i, 4 * other) ** 2) / scale);
      if ((nodes[other] ?? -1) < 0)
        graph.unary(node, pixels[other] === 1 ? 0 : cost, pixels[other] === 1 ? cost : 0);
      else if (other > i) graph.pair(node, nodes[other] ?? 0, cost);
    }
  }
  const cut = graph.solve();
  for (let i = 0; i < band.length; i++) if ((nodes[i] ?? -1) >= 0) pixels[i] = cut[nodes[i] ?? 0] ?? 0;
  return { pixels, bounds: boundsOf(pixels, width, height) };
}

/** 1 for each pixel within BAND_PX of the other side. */
function bandOf(pixels: Uint32Array, width: number, height: number): Uint8Array {
  const band = new Uint8Array(pixels.length);
  const mark = (x: number, y: number) => {
    for (let row = Math.max(0, y - BAND_PX); row <= Math.min(height - 1, y + BAND_PX); row++) {
      band.fill(1, row * width + Math.max(0, x - BAND_PX), row * width + Math.min(width, x + BAND_PX + 1));
    }
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const isEdge =
        (x + 1 < width && pixels[i] !== pixels[i + 1]) || (y + 1 < height && pixels[i] !== pixels[i + width]);
      if (isEdge) mark(x, y);
    }
  }
  return band;
}

function boundsOf(pixels: Uint32Array, width: number, height: number): Box {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (pixels[y * width + x] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  }
  return right === 0 ? [0, 0, 0, 0] : [left, top, right - left, bottom - top];
}
