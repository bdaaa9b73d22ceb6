import { type Border, CHANNELS, HISTOGRAM_LENGTH, type Regions } from './regions.ts';

/** What makes two regions unlike; see `unlikeness`. */
export interface Weights {
  /** Of 1 − the histograms' intersection. */
  histogram: number;
  /** Of the distance of the mean colours, in units of MEAN_SCALE. */
  mean: number;
  /** Of the mean contrast along the border, in units of MEAN_SCALE. */
  border: number;
  /** Of 1 − the share of the common bounding box that both fill. */
  fill: number;
  /** The cost grows with the smaller region's share of the picture to this power: small ones merge first. */
  size: number;
  /** Of how much of the smaller one's outline is not this border: an enclave merges with what is around it. */
  apart: number;
}

/** ΔE that counts as 1. */
const MEAN_SCALE = 40;

/** A binary tree of regions: the leaves 0…leaves − 1 are superpixels, each later node is the union of two before it. */
export interface Tree {
  leaves: number;
  /** 2·leaves − 1 nodes; the last is the root. */
  count: number;
  left: Int32Array;
  right: Int32Array;
  /** −1 for the root. */
  parent: Int32Array;
  areas: Float64Array;
  /** How unlike its two parts were, made monotonic: never less than any part's own; 0 for leaves. */
  heights: Float64Array;
  /** Mean contrast along the outline, ΔE; 0 for the root. */
  contrasts: Float64Array;
  /** How much of the outline is a plain edge, 0–1. */
  closures: Float64Array;
  /** Left, top, right, bottom (exclusive), four a node. */
  boxes: Int32Array;
}

/**
 * Merges the two most alike neighbours until one region is left, as in Selective Search (Uijlings, van de Sande,
 * Gevers, Smeulders 2013), with the contrast along borders besides.
 */
export function mergeRegions(regions: Regions, weights: Weights): Tree {
  return new Merger(regions, weights).run();
}

class Merger {
  readonly #leaves: number;
  readonly #weights: Weights;
  readonly #total: number;
  readonly #areas: Float64Array;
  readonly #sums: Float64Array;
  readonly #histograms: Float32Array;
  readonly #boxes: Int32Array;
  readonly #outlines: Float64Array;
  readonly #contrasts: Float64Array;
  readonly #closures: Float64Array;
  readonly #borders: Map<number, Border>[];
  readonly #queue = new Queue();
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  readonly #parent: Int32Array;
  readonly #heights: Float64Array;

  constructor(regions: Regions, weights: Weights) {
    const leaves = regions.count;
    const nodes = 2 * leaves - 1;
    this.#leaves = leaves;
    this.#weights = weights;
    this.#areas = grown(regions.areas, new Float64Array(nodes));
    this.#sums = grown(regions.sums, new Float64Array(3 * nodes));
    this.#histograms = grown(regions.histograms, new Float32Array(HISTOGRAM_LENGTH * nodes));
    this.#boxes = grown(regions.boxes, new Int32Array(4 * nodes));
    this.#outlines = new Float64Array(nodes);
    this.#contrasts = new Float64Array(nodes);
    this.#closures = new Float64Array(nodes);
    this.#borders = Array.from({ length: nodes }, () => new Map());
    this.#left = new Int32Array(nodes).fill(-1);
    this.#right = new Int32Array(nodes).fill(-1);
    this.#parent = new Int32Array(nodes).fill(-1);
    this.#heights = new Float64Array(nodes);
    this.#total = regions.areas.reduce((sum, area) => sum + area, 0);
    for (const border of regions.borders) {
      for (const [region, other] of [
        [border.a, border.b],
        [border.b, border.a],
      ] as const) {
        this.#borders[region]?.set(other, border);
        this.#outlines[region] = (this.#outlines[region] ?? 0) + border.length;
        this.#contrasts[region] = (this.#contrasts[region] ?? 0) + border.contrast;
        this.#closures[region] = (this.#closures[region] ?? 0) + border.plain;
      }
    }
    for (const border of regions.borders) this.#queue.push(this.#cost(border), border);
  }

  run(): Tree {
    let next = this.#leaves;
    while (next < 2 * this.#leaves - 1) {
      const best = this.#queue.pop();
      if (!best) throw new Error('The regions of a picture hang together.');
      const { cost, border } = best;
      // A border of a region that has been merged meanwhile.
      if (this.#parent[border.a] !== -1 || this.#parent[border.b] !== -1) continue;
      if (this.#borders[border.a]?.get(border.b) !== border) continue;
      this.#merge(border, next++, cost);
    }
    return {
      leaves: this.#leaves,
      count: next,
      left: this.#left,
      right: this.#right,
      parent: this.#parent,
      areas: this.#areas,
      boxes: this.#boxes,
      heights: this.#heights,
      contrasts: this.#contrasts.map((sum, node) => sum / Math.max(1, this.#outlines[node] ?? 1)),
      closures: this.#closures.map((sum, node) => sum / Math.max(1, this.#outlines[node] ?? 1)),
    };
  }

  #merge({ a, b, length, contrast, plain }: Border, node: number, cost: number): void {
    this.#left[node] = a;
    this.#right[node] = b;
    this.#parent[a] = node;
    this.#parent[b] = node;
    this.#heights[node] = Math.max(cost, this.#heights[a] ?? 0, this.#heights[b] ?? 0);
    this.#areas[node] = (this.#areas[a] ?? 0) + (this.#areas[b] ?? 0);
    this.#outlines[node] = (this.#outlines[a] ?? 0) + (this.#outlines[b] ?? 0) - 2 * length;
    this.#contrasts[node] = (this.#contrasts[a] ?? 0) + (this.#contrasts[b] ?? 0) - 2 * contrast;
    this.#closures[node] = (this.#closures[a] ?? 0) + (this.#closures[b] ?? 0) - 2 * plain;
    addSlices(this.#sums, 3, a, b, node);
    addSlices(this.#histograms, HISTOGRAM_LENGTH, a, b, node);
    const box = this.#commonBox(a, b);
    this.#boxes.set(box, 4 * node);
    this.#inherit(a, node);
    this.#inherit(b, node);
    for (const border of this.#borders[node]?.values() ?? []) this.#queue.push(this.#cost(border), border);
  }

  /** Gives a merged region's borders to the new one. */
  #inherit(part: number, node: number): void {
    const mine = this.#borders[node];
    for (const [other, { length, contrast, plain }] of this.#borders[part] ?? []) {
      const theirs = this.#borders[other];
      theirs?.delete(part);
      if (this.#parent[other] === node) continue;
      const known = mine?.get(other);
      const border = {
        a: other,
        b: node,
        length: length + (known?.length ?? 0),
        contrast: contrast + (known?.contrast ?? 0),
        plain: plain + (known?.plain ?? 0),
      };
      mine?.set(other, border);
      theirs?.set(node, border);
    }
    this.#borders[part]?.clear();
  }

  #commonBox(a: number, b: number): [number, number, number, number] {
    const at = (region: number, side: number) => this.#boxes[4 * region + side] ?? 0;
    return [
      Math.min(at(a, 0), at(b, 0)),
      Math.min(at(a, 1), at(b, 1)),
      Math.max(at(a, 2), at(b, 2)),
      Math.max(at(a, 3), at(b, 3)),
    ];
  }

  /** How unlike two neighbours are, times their size's part. */
  #cost({ a, b, length, contrast }: Border): number {
    const weights = this.#weights;
    const [areaA, areaB] = [this.#areas[a] ?? 1, this.#areas[b] ?? 1];
    const small = Math.min(areaA, areaB);
    const [left, top, right, bottom] = this.#commonBox(a, b);
    const fill = (areaA + areaB) / ((right - left) * (bottom - top));
    const smallOutline = (areaA <= areaB ? this.#outlines[a] : this.#outlines[b]) ?? 1;
    const unlike =
      weights.histogram * this.#histogramDistance(a, b, areaA, areaB) +
      weights.mean * Math.min(1, this.#meanDistance(a, b, areaA, areaB) / MEAN_SCALE) +
      weights.border * Math.min(1, contrast / length / MEAN_SCALE) +
      weights.fill * (1 - fill) +
      weights.apart * (1 - length / smallOutline);
    return unlike * (small / this.#total) ** weights.size;
  }

  #histogramDistance(a: number, b: number, areaA: number, areaB: number): number {
    let common = 0;
    const [atA, atB] = [a * HISTOGRAM_LENGTH, b * HISTOGRAM_LENGTH];
    for (let i = 0; i < HISTOGRAM_LENGTH; i++) {
      const [ofA, ofB] = [(this.#histograms[atA + i] ?? 0) / areaA, (this.#histograms[atB + i] ?? 0) / areaB];
      common += ofA < ofB ? ofA : ofB;
    }
    return 1 - common / CHANNELS;
  }

  #meanDistance(a: number, b: number, areaA: number, areaB: number): number {
    let squared = 0;
    for (let i = 0; i < 3; i++) {
      squared += ((this.#sums[3 * a + i] ?? 0) / areaA - (this.#sums[3 * b + i] ?? 0) / areaB) ** 2;
    }
    return Math.sqrt(squared);
  }
}

function grown<T extends Float64Array | Float32Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function addSlices(
  array: Float64Array | Float32Array,
  length: number,
  a: number,
  b: number,
  to: number,
): void {
  for (let i = 0; i < length; i++) {
    array[to * length + i] = (array[a * length + i] ?? 0) + (array[b * length + i] ?? 0);
  }
}

interface Waiting {
  cost: number;
  border: Border;
}

/** A binary heap, cheapest first. */
class Queue {
  readonly #heap: Waiting[] = [];

  push(cost: number, border: Border): void {
    const heap = this.#heap;
    const item = { cost, border };
    let at = heap.length;
    heap.push(item);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (!parent || parent.cost <= cost) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = item;
  }

  pop(): Waiting | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (!last || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child + 1 < heap.length && (heap[child + 1]?.cost ?? 0) < (heap[child]?.cost ?? 0)) child++;
      const below = heap[child];
      if (!below || below.cost >= last.cost) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}
