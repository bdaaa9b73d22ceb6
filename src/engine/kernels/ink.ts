import type { Arena } from './arena.ts';
import type { Pointer } from './kernels.ts';

/** What the files of `assembly/ink` export; each function is documented there. */
export interface InkKernels {
  enlargeScratchBytes(width: number): number;
  enlarge(
    source: Pointer,
    width: number,
    height: number,
    target: Pointer,
    toWidth: number,
    toHeight: number,
    scratch: Pointer,
  ): void;
  removeSpecks(plane: Pointer, width: number, height: number, radius: number, limit: number): void;
  removeHoles(plane: Pointer, width: number, height: number, radius: number, limit: number): void;
  inkRows(
    response: Pointer,
    width: number,
    fromRow: number,
    toRow: number,
    limit: number,
    slope: number,
    paper: Pointer,
    roughness: number,
    pressure: Pointer,
    weight: number,
  ): void;
  weighByCoherence(
    response: Pointer,
    width: number,
    height: number,
    field: Pointer,
    cells: number,
    amount: number,
  ): void;
  washRow(
    channel: Pointer,
    grey: Pointer,
    light: Pointer,
    line: Pointer,
    width: number,
    y: number,
    paper: Pointer,
    saturation: number,
    grain: number,
    depth: number,
  ): void;
  tint(
    channel: Pointer,
    grey: Pointer,
    cover: Pointer,
    count: number,
    paper: number,
    lightness: number,
    saturation: number,
    depth: number,
  ): void;
  stippleScratchBytes(): number;
  stippleTile(radius: number, seed: number, target: Pointer, scratch: Pointer): void;
}

/** The sizes of a plane halved again and again, the full one first. */
export function halvings(width: number, height: number, times: number): [number, number][] {
  return Array.from({ length: times + 1 }, (_, i) => [Math.ceil(width / 2 ** i), Math.ceil(height / 2 ** i)]);
}

/**
 * Halves an 8-bit plane `times` (at least once). What lies between is made in `spare`, which has room for
 * 3/8 of the plane.
 */
export function halveTimes(
  arena: Arena,
  source: Pointer,
  width: number,
  height: number,
  times: number,
  target: Pointer,
  spare: Pointer,
): void {
  let from = source;
  for (const [i, [w, h]] of halvings(width, height, times - 1).entries()) {
    const between = spare + (i % 2) * Math.ceil(width / 2) * Math.ceil(height / 2);
    const to = i === times - 1 ? target : between;
    arena.kernels.halve(from, w, h, to);
    from = to;
  }
}

/** Doubles an 8-bit plane `times` to width × height (see halvings()); needs 1/4 of the result where `times` > 1. */
export function enlargeTimes(
  arena: Arena,
  source: Pointer,
  width: number,
  height: number,
  times: number,
  target: Pointer,
): void {
  const mark = arena.mark();
  const sizes = halvings(width, height, times);
  const scratch = arena.alloc(arena.kernels.enlargeScratchBytes(Math.ceil(width / 2)));
  let from = source;
  for (let i = times; i > 0; i--) {
    const [[w, h], [toWidth, toHeight]] = [sizes[i] ?? [1, 1], sizes[i - 1] ?? [1, 1]];
    const to = i === 1 ? target : arena.alloc(toWidth * toHeight);
    arena.kernels.enlarge(from, w, h, to, toWidth, toHeight, scratch);
    from = to;
  }
  arena.release(mark);
}

/** Small rows beside a band that its doubling reads. */
const MARGIN_ROWS = 2;

/** Rows from … to − 1 of what enlargeTimes() would make, to `target`; needs twice as much and the same again. */
export function enlargeRows(
  arena: Arena,
  source: Pointer,
  width: number,
  height: number,
  times: number,
  from: number,
  to: number,
  target: Pointer,
): void {
  const [w, h] = halvings(width, height, times).at(-1) ?? [width, height];
  const size = 2 ** times;
  const first = Math.max(0, Math.floor(from / size) - MARGIN_ROWS);
  const end = Math.min(h, Math.ceil(to / size) + MARGIN_ROWS);
  const rows = end === h ? height - first * size : (end - first) * size;
  const mark = arena.mark();
  const band = arena.alloc(rows * width);
  if (times === 0) arena.bytes(band, rows * width).set(arena.bytes(source + first * w, rows * width));
  else enlargeTimes(arena, source + first * w, width, rows, times, band);
  const made = arena.bytes(band + (from - first * size) * width, (to - from) * width);
  arena.bytes(target, made.length).set(made);
  arena.release(mark);
}
