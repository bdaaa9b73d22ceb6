import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import { halved } from './guide.ts';

/** Brushes follow forms, not hairs: directions are found on a copy of at most this many pixels. */
const FIELD_PIXELS = 130_000;
/** How firmly strokes keep to the hand's own slant where the photo shows no direction. */
const HAND = 0.12;

/** Which way the forms run: width × height unit vectors (cos θ, sin θ), row-major, in the arena. */
export interface Directions {
  at: Pointer;
  width: number;
  height: number;
}

/** Doubled tangent angle of every cell, as long as its squared gradient (Kyprianidis, Döllner 2008). */
function tangents(light: Uint8Array, width: number, height: number): Float32Array {
  const field = new Float32Array(width * height * 2);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const above = Math.max(0, y - 1) * width;
    const below = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x++) {
      const dx = (light[row + Math.min(width - 1, x + 1)] ?? 0) - (light[row + Math.max(0, x - 1)] ?? 0);
      const dy = (light[below + x] ?? 0) - (light[above + x] ?? 0);
      const i = (row + x) * 2;
      field[i] = dy * dy - dx * dx;
      field[i + 1] = -2 * dx * dy;
    }
  }
  return field;
}

/** Recursive smoothing there and back along lines of `count` pairs, `step` floats apart. */
function smoothLines(
  field: Float32Array,
  lines: number,
  lineStep: number,
  count: number,
  step: number,
  keep: number,
) {
  for (let line = 0; line < lines; line++) {
    for (let c = 0; c < 2; c++) {
      const start = line * lineStep + c;
      let value = field[start] ?? 0;
      for (let k = 0, i = start; k < count; k++, i += step) {
        value = (field[i] ?? 0) + (value - (field[i] ?? 0)) * keep;
        field[i] = value;
      }
      for (let k = 0, i = start + (count - 1) * step; k < count; k++, i -= step) {
        value = (field[i] ?? 0) + (value - (field[i] ?? 0)) * keep;
        field[i] = value;
      }
    }
  }
}

/**
 * Directions of a photo: the tangent of its smoothed structure tensor, `handAngle` where it has none.
 *
 * @param smoothing cells over which directions are smoothed
 */
export function directionsOf(
  arena: Arena,
  grey: Pointer,
  width: number,
  height: number,
  smoothing: number,
  handAngle: number,
): Directions {
  const mark = arena.mark();
  const small = halved(arena, grey, width, height, FIELD_PIXELS);
  const field = tangents(arena.bytes(small.at, small.width * small.height), small.width, small.height);
  arena.release(mark);
  const keep = smoothing / (smoothing + 1);
  for (let pass = 0; pass < 2; pass++) {
    smoothLines(field, small.height, small.width * 2, small.width, 2, keep);
    smoothLines(field, small.width, 2, small.height, small.width * 2, keep);
  }
  let sum = 0;
  for (let i = 0; i < field.length; i += 2) sum += Math.hypot(field[i] ?? 0, field[i + 1] ?? 0);
  const typical = (2 * sum) / field.length + 1e-6;
  const [handC, handS] = [HAND * Math.cos(2 * handAngle), HAND * Math.sin(2 * handAngle)];
  for (let i = 0; i < field.length; i += 2) {
    const [c, s] = [field[i] ?? 0, field[i + 1] ?? 0];
    const scale = 1 / (Math.hypot(c, s) + 0.1 * typical);
    const angle = Math.atan2(s * scale + handS, c * scale + handC) / 2;
    field[i] = Math.cos(angle);
    field[i + 1] = Math.sin(angle);
  }
  return { at: arena.put(field), width: small.width, height: small.height };
}
