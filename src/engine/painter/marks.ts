import type { Arena } from '../kernels/arena.ts';
import type { TangentField } from '../kernels/flow.ts';
import type { Pointer } from '../kernels/kernels.ts';
import { blurInto, GUIDE_PIXELS, type Planes, roomLike, shrunk } from '../styles/brush/guide.ts';
import { type Layer, planRow, ROUNDS, STROKE_BYTES } from '../styles/brush/strokes.ts';
import type { Regions } from './regions.ts';
import type { Sheet } from './sheet.ts';

/** A stroke, when it begins and how long it takes (see assembly/painter/grow.ts). */
const MARK_BYTES = 64;
const MARK_FLOATS = MARK_BYTES / 4;
const STROKE_FLOATS = STROKE_BYTES / 4;
const START = 12;
const FRAMES = 13;
const UNCOVERS = 14;
const MAX_MARKS = 44_000;
/** Cells of the curve that strokes are laid along: two to this power across a sheet. */
const CURVE_ORDER = 5;
const CURVE_CELLS = 4 ** CURVE_ORDER;
const PLACES_IN_CELL = 64;

/** One size of brush at work: its lengths in units of the sheet. */
export interface Pass extends Layer {
  /** σ of the blur that the brush sees the photo through, in half widths. */
  blur: number;
  /** Whether strokes are laid only where the brush before it left something to be seen. */
  refines: boolean;
  /** How much of the picture that lies ready strokes uncover, 0–1; 0 for strokes of one colour. */
  uncovers: number;
  /** Frames in which it works. */
  from: number;
  to: number;
  /** Frames that a stroke takes. */
  frames: number;
}

export interface Marks {
  at: Pointer;
  count: number;
}

/** Where a cell lies on Hilbert's curve (1891), along which neighbours in order are neighbours in place. */
function alongCurve(x: number, y: number): number {
  let [column, row, along] = [x, y, 0];
  for (let side = 2 ** (CURVE_ORDER - 1); side > 0; side /= 2) {
    const right = (column & side) > 0 ? 1 : 0;
    const down = (row & side) > 0 ? 1 : 0;
    along += side * side * ((3 * right) ^ down);
    if (down === 0) {
      if (right === 1) [column, row] = [2 ** CURVE_ORDER - 1 - column, 2 ** CURVE_ORDER - 1 - row];
      [column, row] = [row, column];
    }
  }
  return along;
}

/**
 * Plans the strokes of all brushes (Hertzmann 1998), each brush's region by region, from the furthest one forward, and
 * there along a curve, so that a brush need not jump. They stay in the arena.
 *
 * @param photo the picture's planes, the size that it has on the sheet
 * @param fieldOf makes the directions of its forms
 */
export function planMarks(
  arena: Arena,
  photo: Planes,
  fieldOf: () => TangentField,
  passes: readonly Pass[],
  regions: Regions,
  sheet: Sheet,
  unit: number,
  seed: number,
): Marks {
  const at = arena.alloc(MAX_MARKS * MARK_BYTES);
  const mark = arena.mark();
  const field = fieldOf();
  const guide = shrunk(arena, photo, GUIDE_PIXELS);
  const [seen, before] = [roomLike(arena, guide), roomLike(arena, guide)];
  const enlarge = photo.width / guide.width;
  let count = 0;
  for (const [i, pass] of passes.entries()) {
    const scale = unit / enlarge;
    const layer = { ...pass, halfWidth: Math.max(0.7, pass.halfWidth * scale) };
    const [now, last] = i % 2 === 0 ? [seen, before] : [before, seen];
    blurInto(arena, guide, layer.halfWidth * pass.blur, now);
    const below = pass.refines ? last : undefined;
    const strokes = planLayer(arena, now, below, field, layer, enlarge, seed + i * 101);
    const order = orderOf(arena, strokes, regions, photo, sheet);
    const room = Math.min(order.length, MAX_MARKS - count);
    place(arena, strokes.at, order.subarray(0, room), pass, sheet, at + count * MARK_BYTES);
    count += room;
    arena.release(strokes.at);
  }
  arena.release(mark);
  return { at, count };
}

function planLayer(
  arena: Arena,
  seen: Planes,
  below: Planes | undefined,
  field: TangentField,
  layer: Layer,
  enlarge: number,
  seed: number,
): Marks {
  const spacing = layer.halfWidth * layer.spacing;
  const columns = Math.ceil(seen.width / spacing);
  const rows = Math.ceil(seen.height / spacing);
  const at = arena.alloc((columns + ROUNDS) * rows * STROKE_BYTES);
  let count = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (let row = 0; row < rows; row++) {
      const target = at + count * STROKE_BYTES;
      count += planRow(arena, seen, below, field, layer, enlarge, row, round, seed, target);
    }
  }
  return { at, count };
}

/** Indices of strokes in the order that they are laid in; more than fit are thinned out evenly. */
function orderOf(
  arena: Arena,
  { at, count }: Marks,
  regions: Regions,
  photo: Planes,
  { width, height, picture }: Sheet,
): Uint32Array {
  const strokes = arena.floats(at, count * STROKE_FLOATS);
  const cell = Math.max(width, height) / 2 ** CURVE_ORDER;
  const keys = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const x = strokes[i * STROKE_FLOATS] ?? 0;
    const y = strokes[i * STROKE_FLOATS + 1] ?? 0;
    const clamp = (value: number) => Math.max(0, Math.min(2 ** CURVE_ORDER - 1, Math.floor(value)));
    const along = alongCurve(clamp((x + picture.left) / cell), clamp((y + picture.top) / cell));
    const region = regions.at(x / photo.width, y / photo.height);
    const key = (region * CURVE_CELLS + along) * PLACES_IN_CELL + ((i * 37) % PLACES_IN_CELL);
    keys[i] = key * 2 ** 20 + i;
  }
  keys.sort();
  const kept = Math.min(count, Math.floor(MAX_MARKS / 2));
  return Uint32Array.from({ length: kept }, (_, i) => (keys[Math.floor((i * count) / kept)] ?? 0) % 2 ** 20);
}

function place(
  arena: Arena,
  from: Pointer,
  order: Uint32Array,
  { from: begin, to: end, frames, uncovers }: Pass,
  { picture }: Sheet,
  target: Pointer,
): void {
  const { length } = order;
  const marks = arena.floats(target, length * MARK_FLOATS);
  const strokes = arena.floats(from, (1 + order.reduce((most, i) => Math.max(most, i), 0)) * STROKE_FLOATS);
  for (const [i, index] of order.entries()) {
    const to = i * MARK_FLOATS;
    const stroke = index * STROKE_FLOATS;
    marks.set(strokes.subarray(stroke, stroke + STROKE_FLOATS), to);
    marks[to] = (marks[to] ?? 0) + picture.left;
    marks[to + 1] = (marks[to + 1] ?? 0) + picture.top;
    marks[to + START] = begin + Math.max(0, end - begin - frames) * eased(i / length);
    marks[to + FRAMES] = frames;
    marks[to + UNCOVERS] = uncovers;
  }
}

/** Slowly begun, slowly ended, nearly even between. */
function eased(t: number): number {
  return 0.6 * t + 0.4 * t * t * (3 - 2 * t);
}
