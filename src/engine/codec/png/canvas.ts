import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import type { Orientation } from '../header.ts';
import { type Denominator, scaledSize } from '../jpeg/samples.ts';
import { type Placement, placementOf } from '../placement.ts';
import type { Pass } from './layout.ts';

/** Bytes of rows that go to their places together: eight rows at once turn faster than one by one. */
const BAND_BYTES = 256 * 1024;
const MAX_BAND_ROWS = 16;

/** How a picture is laid down. */
export interface Job {
  /** Size as stored. */
  width: number;
  height: number;
  denominator: Denominator;
  orientation: Orientation;
  /** Planes that come of it: 1 of luminance, or 4 with red, green and blue. */
  planes: number;
}

/** Takes rows of planes as they are decoded and brings them, reduced and upright, to planes at the arena's bottom. */
export interface Canvas {
  /** Where the next row's planes go; valid until `put`. */
  readonly row: readonly Pointer[];
  /** Lays down what stands in `row`: row `y` of a pass. */
  put(pass: Pass, y: number): void;
  /** Gives all back but the planes, and says where these are. */
  finish(): Pointer[];
}

/** A canvas for rows that come from top to bottom. */
export class SequentialCanvas implements Canvas {
  readonly #arena: Arena;
  readonly #job: Job;
  readonly #place: Placement;
  readonly #width: number;
  readonly #planes: Pointer[];
  readonly #mark: Pointer;
  readonly #bands: Pointer[];
  readonly #bandRows: number;
  readonly #full: Pointer[];
  readonly #sums: Pointer[];
  /** Rows that are complete, and how many of them left the band. */
  #ready = 0;
  #placed = 0;

  constructor(arena: Arena, job: Job) {
    this.#arena = arena;
    this.#job = job;
    const { denominator, orientation } = job;
    this.#width = scaledSize(job.width, denominator);
    const height = scaledSize(job.height, denominator);
    this.#place = placementOf(orientation, this.#width, height);
    const each = (bytes: number) => Array.from({ length: job.planes }, () => arena.alloc(bytes));
    this.#planes = each(this.#width * height);
    this.#mark = arena.mark();
    const rows = Math.floor(BAND_BYTES / (this.#width * job.planes));
    this.#bandRows = Math.max(1, Math.min(MAX_BAND_ROWS, rows));
    this.#bands = each(this.#width * this.#bandRows);
    this.#full = denominator === 1 ? [] : each(job.width);
    this.#sums = denominator === 1 ? [] : each(this.#width * 2);
    for (const sums of this.#sums) clearSums(arena, sums, this.#width);
  }

  get row(): readonly Pointer[] {
    if (this.#job.denominator > 1) return this.#full;
    return this.#bandRow();
  }

  put(_: Pass, y: number): void {
    const { denominator, width, height } = this.#job;
    if (denominator > 1) {
      for (const [i, row] of this.#full.entries()) {
        this.#arena.kernels.pngAddRow(row, width, denominator, this.#sums[i] ?? 0);
      }
      if ((y + 1) % denominator !== 0 && y + 1 < height) return;
      const rows = (y % denominator) + 1;
      for (const [i, band] of this.#bandRow().entries()) {
        const sums = this.#sums[i] ?? 0;
        meansOf(this.#arena, sums, width, denominator, rows, band);
        clearSums(this.#arena, sums, this.#width);
      }
    }
    this.#ready++;
    if (this.#ready - this.#placed === this.#bandRows || y + 1 === height) this.#flush();
  }

  finish(): Pointer[] {
    this.#arena.release(this.#mark);
    return this.#planes;
  }

  #bandRow(): Pointer[] {
    return this.#bands.map((band) => band + (this.#ready - this.#placed) * this.#width);
  }

  #flush(): void {
    const { origin, stepX, stepY } = this.#place;
    const rows = this.#ready - this.#placed;
    for (const [i, plane] of this.#planes.entries()) {
      const target = plane + origin + this.#placed * stepY;
      const band = this.#bands[i] ?? 0;
      this.#arena.kernels.jpegPlaceRows(band, this.#width, this.#width, rows, target, stepX, stepY);
    }
    this.#placed = this.#ready;
  }
}

/** A canvas for the pixels of an interlaced picture, at its size: each goes to its place alone. */
export class ScatteringCanvas implements Canvas {
  readonly #arena: Arena;
  readonly #place: Placement;
  readonly #planes: Pointer[];
  readonly #mark: Pointer;
  readonly row: readonly Pointer[];

  constructor(arena: Arena, { width, height, orientation, planes }: Job) {
    this.#arena = arena;
    this.#place = placementOf(orientation, width, height);
    this.#planes = Array.from({ length: planes }, () => arena.alloc(width * height));
    this.#mark = arena.mark();
    this.row = Array.from({ length: planes }, () => arena.alloc(width));
  }

  put(pass: Pass, y: number): void {
    const { origin, stepX, stepY } = this.#place;
    const at = origin + pass.x * stepX + (pass.y + y * pass.stepY) * stepY;
    for (const [i, plane] of this.#planes.entries()) {
      this.#arena.kernels.pngScatter(this.row[i] ?? 0, pass.width, plane + at, pass.stepX * stepX);
    }
  }

  finish(): Pointer[] {
    this.#arena.release(this.#mark);
    return this.#planes;
  }
}

/**
 * A canvas for an interlaced picture at a reduction: the pixels of a square come at different times, so that all
 * squares' sums stand in the arena, of 16 bits each.
 */
export class SummingCanvas implements Canvas {
  readonly #arena: Arena;
  readonly #job: Job;
  readonly #width: number;
  readonly #height: number;
  readonly #bottom: Pointer;
  readonly #sums: Pointer[];
  readonly row: readonly Pointer[];

  constructor(arena: Arena, job: Job) {
    this.#arena = arena;
    this.#job = job;
    this.#width = scaledSize(job.width, job.denominator);
    this.#height = scaledSize(job.height, job.denominator);
    this.#bottom = arena.mark();
    const count = this.#width * this.#height;
    this.#sums = Array.from({ length: job.planes }, () => arena.alloc(2 * count));
    for (const sums of this.#sums) clearSums(arena, sums, count);
    this.row = Array.from({ length: job.planes }, () => arena.alloc(job.width));
  }

  put(pass: Pass, y: number): void {
    const { kernels } = this.#arena;
    const { denominator } = this.#job;
    const line = Math.floor((pass.y + y * pass.stepY) / denominator);
    for (const [i, sums] of this.#sums.entries()) {
      const row = this.row[i] ?? 0;
      const at = sums + line * this.#width * 2;
      if (pass.stepX === 1) kernels.pngAddRow(row, pass.width, denominator, at);
      else kernels.pngAddSpread(row, pass.width, pass.x, pass.stepX, Math.log2(denominator), at);
    }
  }

  /** The means take the first half of the sums' place, the upright picture the second one; then all move together. */
  finish(): Pointer[] {
    const { width, height, denominator, orientation } = this.#job;
    const { kernels } = this.#arena;
    const { origin, stepX, stepY } = placementOf(orientation, this.#width, this.#height);
    const count = this.#width * this.#height;
    const upright = this.#sums.map((sums) => {
      for (let y = 0; y < this.#height; y++) {
        const at = sums + y * this.#width;
        const rows = Math.min(denominator, height - y * denominator);
        meansOf(this.#arena, sums + 2 * y * this.#width, width, denominator, rows, at);
      }
      const target = sums + count;
      kernels.jpegPlaceRows(sums, this.#width, this.#width, this.#height, target + origin, stepX, stepY);
      return target;
    });
    this.#arena.release(this.#bottom);
    return upright.map((from) => {
      const plane = this.#arena.alloc(count);
      this.#arena.bytes(plane, count).set(this.#arena.bytes(from, count));
      return plane;
    });
  }
}

export function canvasFor(arena: Arena, job: Job, interlaced: boolean): Canvas {
  if (!interlaced) return new SequentialCanvas(arena, job);
  return job.denominator === 1 ? new ScatteringCanvas(arena, job) : new SummingCanvas(arena, job);
}

function clearSums(arena: Arena, sums: Pointer, count: number): void {
  arena.bytes(sums, count * 2).fill(0);
}

/** Means of a row of squares out of `rows` rows; the last square may be narrower. */
function meansOf(
  arena: Arena,
  sums: Pointer,
  width: number,
  denominator: Denominator,
  rows: number,
  target: Pointer,
): void {
  const whole = Math.floor(width / denominator);
  const rest = width % denominator;
  arena.kernels.pngMeans(sums, whole, denominator * rows, target);
  if (rest > 0) arena.kernels.pngMeans(sums + 2 * whole, 1, rest * rows, target + whole);
}
