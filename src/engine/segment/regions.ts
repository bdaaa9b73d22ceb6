import type { Superpixels } from './superpixels.ts';

/** Bins of the histogram for each of its channels: lightness, two of chroma, and how much lightness changes. */
export const BINS = 16;
export const CHANNELS = 4;
export const HISTOGRAM_LENGTH = CHANNELS * BINS;
/** Chroma beyond ±64 falls into the outermost bins. */
const CHROMA_BIN_WIDTH = 8;
const LIGHTNESS_BIN_WIDTH = 256 / BINS;
const GRADIENT_BIN_WIDTH = 3;
/** A border's contrast is taken between pixels this far on both sides of it: the blur has made it soft. */
const REACH_PX = 2;

/** What merging needs to know of a set of regions; all arrays but `histograms` have one number a region. */
export interface Regions {
  count: number;
  /** Pixels. */
  areas: Float64Array;
  /** Sums over the pixels, three a region: L*, a*, b* in ΔE units. */
  sums: Float64Array;
  /** Pixels in each bin, HISTOGRAM_LENGTH a region. */
  histograms: Float32Array;
  /** Left, top, right, bottom (exclusive), four a region. */
  boxes: Int32Array;
  borders: Border[];
}

/** Where two regions touch. */
export interface Border {
  a: number;
  b: number;
  /** Pairs of neighbouring pixels across it. */
  length: number;
  /** Sum of their colour differences, ΔE. */
  contrast: number;
  /** Length times how plainly it is an edge, 0–1. */
  plain: number;
}

/** ΔE from which on a border of superpixels is plainly an edge. */
const PLAIN_CONTRAST = 20;

/** ΔE of two stored Lab pixels (byte offsets), lightness at half its weight. */
export function difference(lab: Uint8Array, p: number, q: number): number {
  const dl = ((lab[p] ?? 0) - (lab[q] ?? 0)) / 2;
  const da = (lab[p + 1] ?? 0) - (lab[q + 1] ?? 0);
  const db = (lab[p + 2] ?? 0) - (lab[q + 2] ?? 0);
  return Math.sqrt(dl * dl + da * da + db * db);
}

/** Measures the superpixels and their borders. */
export function describeRegions({ width, height, lab, labels, count }: Superpixels): Regions {
  const areas = new Float64Array(count);
  const sums = new Float64Array(3 * count);
  const histograms = new Float32Array(HISTOGRAM_LENGTH * count);
  const boxes = new Int32Array(4 * count);
  for (let region = 0; region < count; region++) boxes.set([width, height, 0, 0], 4 * region);
  const borders = new BorderTable(count);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const region = labels[i] ?? 0;
      const [l = 0, a = 0, b = 0] = [lab[4 * i], lab[4 * i + 1], lab[4 * i + 2]];
      areas[region] = (areas[region] ?? 0) + 1;
      add(sums, 3 * region, l / 2);
      add(sums, 3 * region + 1, a - 128);
      add(sums, 3 * region + 2, b - 128);
      const bins = region * HISTOGRAM_LENGTH;
      add(histograms, bins + Math.floor(l / LIGHTNESS_BIN_WIDTH), 1);
      add(histograms, bins + BINS + chromaBin(a), 1);
      add(histograms, bins + 2 * BINS + chromaBin(b), 1);
      const change =
        Math.abs(l - (lab[4 * (x + 1 < width ? i + 1 : i)] ?? 0)) +
        Math.abs(l - (lab[4 * (y + 1 < height ? i + width : i)] ?? 0));
      add(histograms, bins + 3 * BINS + Math.min(BINS - 1, Math.floor(change / GRADIENT_BIN_WIDTH)), 1);
      extend(boxes, 4 * region, x, y);
      if (x + 1 < width && labels[i + 1] !== region) {
        const [p, q] = [Math.max(0, x + 1 - REACH_PX), Math.min(width - 1, x + REACH_PX)];
        borders.add(region, labels[i + 1] ?? 0, difference(lab, 4 * (y * width + p), 4 * (y * width + q)));
      }
      if (y + 1 < height && labels[i + width] !== region) {
        const [p, q] = [Math.max(0, y + 1 - REACH_PX), Math.min(height - 1, y + REACH_PX)];
        borders.add(
          region,
          labels[i + width] ?? 0,
          difference(lab, 4 * (p * width + x), 4 * (q * width + x)),
        );
      }
    }
  }
  for (const border of borders.list) {
    border.plain = border.length * Math.min(1, border.contrast / border.length / PLAIN_CONTRAST);
  }
  return { count, areas, sums, histograms, boxes, borders: borders.list };
}

function add(array: Float64Array | Float32Array, at: number, value: number): void {
  array[at] = (array[at] ?? 0) + value;
}

function chromaBin(chroma: number): number {
  return Math.max(0, Math.min(BINS - 1, Math.floor((chroma - 128) / CHROMA_BIN_WIDTH) + BINS / 2));
}

function extend(boxes: Int32Array, at: number, x: number, y: number): void {
  boxes[at] = Math.min(boxes[at] ?? 0, x);
  boxes[at + 1] = Math.min(boxes[at + 1] ?? 0, y);
  boxes[at + 2] = Math.max(boxes[at + 2] ?? 0, x + 1);
  boxes[at + 3] = Math.max(boxes[at + 3] ?? 0, y + 1);
}

class BorderTable {
  readonly list: Border[] = [];
  readonly #count: number;
  readonly #byPair = new Map<number, Border>();

  constructor(count: number) {
    this.#count = count;
  }

  add(one: number, other: number, contrast: number): void {
    const [a, b] = one < other ? [one, other] : [other, one];
    const key = a * this.#count + b;
    let border = this.#byPair.get(key);
    if (!border) {
      border = { a, b, length: 0, contrast: 0, plain: 0 };
      this.#byPair.set(key, border);
      this.list.push(border);
    }
    border.length++;
    border.contrast += contrast;
  }
}
