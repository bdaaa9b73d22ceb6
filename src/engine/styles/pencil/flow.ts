import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import { fitWithin, shrink } from '../../shrink.ts';

/** Hatching follows large forms only: the field has at most this many cells a side. */
const FIELD_SIDE = 96;
/** Photos this long are halved first, which is quick; what it blurs is far below a cell. */
const HALVE_FROM_SIDE = 4 * FIELD_SIDE;
const SMOOTHING_PASSES = 6;
/** How firmly strokes keep to the hand's own slant where the photo shows no direction. */
const HAND = 0.3;

/** Directions over a picture: width × height pairs (cos 2θ, sin 2θ), row-major, in the arena. */
export interface DirectionField {
  at: Pointer;
  width: number;
  height: number;
}

/**
 * Which way the forms run: the tangent of the smoothed structure tensor (Kyprianidis, Döllner 2008), on a small copy
 * of the photo; `handAngle` where it has none.
 */
export function directionField(
  arena: Arena,
  grey: Pointer,
  width: number,
  height: number,
  handAngle: number,
): DirectionField {
  const [across, down] = fitWithin(width, height, FIELD_SIDE);
  const mark = arena.mark();
  let [source, fromWidth, fromHeight] = [grey, width, height];
  while (Math.max(fromWidth, fromHeight) >= HALVE_FROM_SIDE) {
    const halved = arena.alloc(Math.ceil(fromWidth / 2) * Math.ceil(fromHeight / 2));
    arena.kernels.halve(source, fromWidth, fromHeight, halved);
    [source, fromWidth, fromHeight] = [halved, Math.ceil(fromWidth / 2), Math.ceil(fromHeight / 2)];
  }
  const small = arena.alloc(across * down);
  shrink(arena, source, fromWidth, fromHeight, small, across, down);
  const light = arena.bytes(small, across * down).slice();
  arena.release(mark);

  const field = tangents(light, across, down);
  for (let pass = 0; pass < SMOOTHING_PASSES; pass++) {
    smooth(field, across, down, 2);
    smooth(field, across, down, 2 * across);
  }
  normalise(field, handAngle);
  return { at: arena.put(field), width: across, height: down };
}

/** Doubled tangent angle of every cell, as long as its squared gradient. */
function tangents(light: Uint8Array, width: number, height: number): Float32Array {
  const field = new Float32Array(width * height * 2);
  const at = (x: number, y: number) =>
    light[Math.max(0, Math.min(height - 1, y)) * width + Math.max(0, Math.min(width - 1, x))] ?? 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dx = at(x + 1, y) - at(x - 1, y);
      const dy = at(x, y + 1) - at(x, y - 1);
      const i = (y * width + x) * 2;
      field[i] = dy * dy - dx * dx;
      field[i + 1] = -2 * dx * dy;
    }
  }
  return field;
}

/** (1 2 1)/4 along neighbours `step` floats apart; what runs over a border repeats the cell itself. */
function smooth(field: Float32Array, width: number, height: number, step: number): void {
  const source = field.slice();
  const rows = step !== 2;
  for (let i = 0; i < field.length; i++) {
    const cell = i >> 1;
    const place = rows ? Math.floor(cell / width) : cell % width;
    const last = (rows ? height : width) - 1;
    const here = source[i] ?? 0;
    const before = place > 0 ? (source[i - step] ?? here) : here;
    const after = place < last ? (source[i + step] ?? here) : here;
    field[i] = (before + 2 * here + after) / 4;
  }
}

function normalise(field: Float32Array, handAngle: number): void {
  let sum = 0;
  for (let i = 0; i < field.length; i += 2) sum += Math.hypot(field[i] ?? 0, field[i + 1] ?? 0);
  const typical = (2 * sum) / field.length + 1e-6;
  for (let i = 0; i < field.length; i += 2) {
    const [c, s] = [field[i] ?? 0, field[i + 1] ?? 0];
    const scale = 1 / (Math.hypot(c, s) + 0.3 * typical);
    field[i] = c * scale + HAND * Math.cos(2 * handAngle);
    field[i + 1] = s * scale + HAND * Math.sin(2 * handAngle);
  }
}
