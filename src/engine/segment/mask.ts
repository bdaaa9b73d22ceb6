import { EngineError } from '../errors.ts';

/** Spans are kept as 16-bit columns. */
export const MAX_MASK_SIDE = 65_535;

/** A pixel of an 8-bit mask is inside when its value is above this. */
export const INSIDE_ABOVE = 128;

/**
 * A set of pixels, row by row: row y's spans are `spans[2·i]` (first column) to `spans[2·i + 1]` (one past the last)
 * for i from `rows[y]` to `rows[y + 1] − 1`. Spans are ascending and never touch, so equal masks have equal arrays.
 */
export interface Mask {
  width: number;
  height: number;
  /** height + 1 indices of spans. */
  rows: Uint32Array;
  /** Pairs of columns. */
  spans: Uint16Array;
}

/** Left, top, width, height; all 0 for an empty mask. */
export type Box = [x: number, y: number, width: number, height: number];

/** Gathers spans in reading order into a mask. */
export class MaskBuilder {
  readonly width: number;
  readonly height: number;
  readonly #rows: Uint32Array;
  #spans: Uint16Array;
  #length = 0;
  #row = 0;

  /** @throws {EngineError} INVALID_PARAMETER for sides that a mask cannot have */
  constructor(width: number, height: number) {
    const isSide = (side: number) => Number.isInteger(side) && side > 0 && side <= MAX_MASK_SIDE;
    if (!isSide(width) || !isSide(height)) {
      throw new EngineError('INVALID_PARAMETER', `A mask cannot have ${width} × ${height} pixels.`);
    }
    this.width = width;
    this.height = height;
    this.#rows = new Uint32Array(height + 1);
    this.#spans = new Uint16Array(4 * height);
  }

  /** Adds columns `from` to `to` − 1 of a row; rows and columns ascend, and a span that touches the last joins it. */
  add(y: number, from: number, to: number): void {
    while (this.#row < y) this.#rows[++this.#row] = this.#length / 2;
    const joins = this.#length / 2 > (this.#rows[y] ?? 0) && this.#spans[this.#length - 1] === from;
    if (joins) {
      this.#spans[this.#length - 1] = to;
      return;
    }
    if (this.#length + 2 > this.#spans.length) {
      const larger = new Uint16Array(this.#spans.length * 2);
      larger.set(this.#spans);
      this.#spans = larger;
    }
    this.#spans[this.#length++] = from;
    this.#spans[this.#length++] = to;
  }

  build(): Mask {
    const { width, height } = this;
    while (this.#row < height) this.#rows[++this.#row] = this.#length / 2;
    return { width, height, rows: this.#rows, spans: this.#spans.slice(0, this.#length) };
  }
}

/** @param pixels width × height samples, row-major; inside are those above 128 */
export function maskFromPixels(pixels: Uint8Array, width: number, height: number): Mask {
  const builder = new MaskBuilder(width, height);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      if ((pixels[row + x] ?? 0) <= INSIDE_ABOVE) continue;
      const from = x;
      while (x < width && (pixels[row + x] ?? 0) > INSIDE_ABOVE) x++;
      builder.add(y, from, x);
    }
  }
  return builder.build();
}

/** Calls `visit` for every span, in reading order. */
export function eachSpan(mask: Mask, visit: (y: number, from: number, to: number) => void): void {
  const { height, rows, spans } = mask;
  for (let y = 0; y < height; y++) {
    const end = rows[y + 1] ?? 0;
    for (let i = rows[y] ?? 0; i < end; i++) visit(y, spans[2 * i] ?? 0, spans[2 * i + 1] ?? 0);
  }
}

/** width × height samples of 0 or 255, row-major. */
export function maskPixels(mask: Mask): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(mask.width * mask.height);
  eachSpan(mask, (y, from, to) => pixels.fill(255, y * mask.width + from, y * mask.width + to));
  return pixels;
}

/** Pixels inside. */
export function maskArea({ spans }: Mask): number {
  let area = 0;
  for (let i = 0; i < spans.length; i += 2) area += (spans[i + 1] ?? 0) - (spans[i] ?? 0);
  return area;
}

/** The smallest box around all pixels inside. */
export function maskBox(mask: Mask): Box {
  let [left, right, top, bottom] = [mask.width, 0, -1, 0];
  eachSpan(mask, (y, from, to) => {
    left = Math.min(left, from);
    right = Math.max(right, to);
    if (top < 0) top = y;
    bottom = y + 1;
  });
  return top < 0 ? [0, 0, 0, 0] : [left, top, right - left, bottom - top];
}

export function maskContains(mask: Mask, x: number, y: number): boolean {
  if (x < 0 || y < 0 || x >= mask.width || y >= mask.height) return false;
  return spansContain(mask.spans, mask.rows[y] ?? 0, mask.rows[y + 1] ?? 0, x);
}

/** Whether one of the spans `low` to `high` − 1, which ascend, holds column `x`. */
export function spansContain(spans: Uint16Array, low: number, high: number, x: number): boolean {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x < (spans[2 * middle] ?? 0)) high = middle;
    else if (x >= (spans[2 * middle + 1] ?? 0)) low = middle + 1;
    else return true;
  }
  return false;
}

/** Pixels inside both masks of one size. */
export function maskOverlap(a: Mask, b: Mask): number {
  let overlap = 0;
  for (let y = 0; y < a.height; y++) {
    let i = a.rows[y] ?? 0;
    let j = b.rows[y] ?? 0;
    const endA = a.rows[y + 1] ?? 0;
    const endB = b.rows[y + 1] ?? 0;
    while (i < endA && j < endB) {
      const toA = a.spans[2 * i + 1] ?? 0;
      const toB = b.spans[2 * j + 1] ?? 0;
      const from = Math.max(a.spans[2 * i] ?? 0, b.spans[2 * j] ?? 0);
      overlap += Math.max(0, Math.min(toA, toB) - from);
      if (toA < toB) i++;
      else j++;
    }
  }
  return overlap;
}

/** Pixels inside both as a share of those inside either; 0 for two empty masks. */
export function maskIou(a: Mask, b: Mask): number {
  const overlap = maskOverlap(a, b);
  return overlap === 0 ? 0 : overlap / (maskArea(a) + maskArea(b) - overlap);
}

/** Nearest-neighbour scaling: each target pixel is inside where its centre falls on one that is. */
export function scaleMask(mask: Mask, width: number, height: number): Mask {
  if (width === mask.width && height === mask.height) return mask;
  const builder = new MaskBuilder(width, height);
  // The first target column whose centre lies at or right of source column x.
  const column = (x: number) => Math.min(width, Math.max(0, Math.ceil((x * width) / mask.width - 0.5)));
  for (let y = 0; y < height; y++) {
    const from = Math.min(mask.height - 1, Math.floor(((y + 0.5) * mask.height) / height));
    for (let i = mask.rows[from] ?? 0; i < (mask.rows[from + 1] ?? 0); i++) {
      const [left, right] = [column(mask.spans[2 * i] ?? 0), column(mask.spans[2 * i + 1] ?? 0)];
      if (right > left) builder.add(y, left, right);
    }
  }
  return builder.build();
}
