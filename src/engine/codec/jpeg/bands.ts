import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import type { Picture } from '../../styles/canvas.ts';

/** Samples that are averaged across and down for a sample of chrominance: 1 (4:4:4) or 2 (4:2:0). */
export type ChromaStep = 1 | 2;

const BLOCK_SAMPLES = 8;

/** The components of a row of MCUs, filled up to whole blocks by repeating the last column and the last row. */
export class Bands {
  /** Where each component's samples begin, and bytes from row to row. */
  readonly components: { at: Pointer; stride: number }[];
  readonly mcusAcross: number;
  readonly mcusDown: number;
  readonly #arena: Arena;
  readonly #picture: Picture;
  readonly #width: number;
  readonly #height: number;
  readonly #step: ChromaStep;
  readonly #rows: number;
  /** Cb and Cr of the rows before they are halved. */
  readonly #full: Pointer[];

  constructor(arena: Arena, picture: Picture, width: number, height: number, step: ChromaStep) {
    this.#arena = arena;
    this.#picture = picture;
    this.#width = width;
    this.#height = height;
    this.#step = step;
    this.#rows = BLOCK_SAMPLES * step;
    this.mcusAcross = Math.ceil(width / this.#rows);
    this.mcusDown = Math.ceil(height / this.#rows);
    const stride = this.mcusAcross * this.#rows;
    const chroma = { stride: stride / step, rows: BLOCK_SAMPLES };
    const luma = { stride, rows: this.#rows };
    const shapes = picture.kind === 'grey' ? [luma] : [luma, chroma, chroma];
    this.components = shapes.map((shape) => ({
      at: arena.alloc(shape.stride * shape.rows),
      stride: shape.stride,
    }));
    this.#full = step === 1 ? [] : [arena.alloc(stride * step), arena.alloc(stride * step)];
  }

  /** Fills the bands with the rows of an MCU row. */
  fill(mcuRow: number): void {
    const first = mcuRow * this.#rows;
    const rows = Math.min(this.#rows, this.#height - first);
    if (this.#picture.kind === 'grey') this.#fillGrey(this.#picture.grey, first, rows);
    else this.#fillColor(this.#picture, first, rows);
    for (const [index, { at, stride }] of this.components.entries()) {
      const [present, all] = index === 0 ? [rows, this.#rows] : [Math.ceil(rows / this.#step), BLOCK_SAMPLES];
      for (let y = present; y < all; y++) this.#copyRow(at + (present - 1) * stride, at + y * stride, stride);
    }
  }

  #fillGrey(grey: Pointer, first: number, rows: number): void {
    const [luma] = this.components;
    if (!luma) return;
    for (let y = 0; y < rows; y++) {
      const row = luma.at + y * luma.stride;
      this.#copyRow(grey + (first + y) * this.#width, row, this.#width);
      this.#arena.kernels.jpegPadRow(row, this.#width, luma.stride);
    }
  }

  #fillColor({ red, green, blue }: Picture & { kind: 'color' }, first: number, rows: number): void {
    const { kernels } = this.#arena;
    const [luma, blueness, redness] = this.components;
    if (!luma || !blueness || !redness) return;
    const width = this.#width;
    const step = this.#step;
    for (let y = 0; y < rows; y++) {
      const from = (first + y) * width;
      const line = luma.at + y * luma.stride;
      const [cb, cr] =
        step === 1
          ? [blueness.at + y * blueness.stride, redness.at + y * redness.stride]
          : this.#full.map((at) => at + (y % step) * luma.stride);
      if (cb === undefined || cr === undefined) return;
      kernels.jpegYccFromRgb(red + from, green + from, blue + from, width, line, cb, cr);
      for (const row of [line, cb, cr]) kernels.jpegPadRow(row, width, luma.stride);
      // A last row alone stands for the missing one below it.
      if (step === 2 && (y % 2 === 1 || y === rows - 1)) this.#halve(Math.floor(y / 2), y % 2 === 1);
    }
  }

  #halve(row: number, hasLower: boolean): void {
    const [luma, ...chroma] = this.components;
    for (const [index, { at, stride }] of chroma.entries()) {
      const upper = this.#full[index] ?? 0;
      const lower = hasLower ? upper + (luma?.stride ?? 0) : upper;
      this.#arena.kernels.jpegHalve(upper, lower, stride, at + row * stride);
    }
  }

  #copyRow(from: Pointer, to: Pointer, count: number): void {
    this.#arena.kernels.jpegPlaceRows(from, 0, count, 1, to, 1, 0);
  }
}
