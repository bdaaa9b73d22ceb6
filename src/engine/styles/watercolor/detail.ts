import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import { type Overlay, smallCopy } from '../wash/maps.ts';

/** Levels of a map that are taken away for each level of mean contrast around a place. */
const DRYNESS = 7;
const SMOOTHING_PASSES = 3;

/** Lowers a map where the picture has detail, which running colours would drown; `room` is a plane's. */
export function keepDetailDry(
  arena: Arena,
  map: Overlay,
  light: Pointer,
  width: number,
  height: number,
  room: Pointer,
): void {
  const halvings = Math.max(1, Math.round(Math.log2(width / map.width)));
  const mark = arena.mark();
  const small = smallCopy(arena, light, width, height, halvings, room);
  const contrast = contrastOf(arena.bytes(small.at, small.width * small.height), small.width, small.height);
  arena.release(mark);
  for (let pass = 0; pass < SMOOTHING_PASSES; pass++) {
    spread(contrast, small.width, small.height, 1);
    spread(contrast, small.width, small.height, small.width);
  }
  const cells = arena.bytes(map.at, map.width * map.height);
  for (let y = 0; y < map.height; y++) {
    const row = Math.floor(((y + 0.5) * small.height) / map.height) * small.width;
    for (let x = 0; x < map.width; x++) {
      const column = Math.floor(((x + 0.5) * small.width) / map.width);
      const i = y * map.width + x;
      cells[i] = Math.max(0, (cells[i] ?? 0) - DRYNESS * (contrast[row + column] ?? 0));
    }
  }
}

/** Differences to the right and lower neighbours. */
function contrastOf(light: Uint8Array, width: number, height: number): Float32Array {
  return Float32Array.from({ length: width * height }, (_, i) => {
    const here = light[i] ?? 0;
    const right = (i + 1) % width === 0 ? here : (light[i + 1] ?? here);
    const below = light[i + width] ?? here;
    return Math.abs(here - right) + Math.abs(here - below);
  });
}

/** Mean of seven cells, `step` apart, in place; beyond the ends of the plane counts as none. */
function spread(values: Float32Array, width: number, height: number, step: number): void {
  const source = values.slice();
  for (let i = 0; i < width * height; i++) {
    let sum = 0;
    for (let k = -3; k <= 3; k++) sum += source[i + k * step] ?? 0;
    values[i] = sum / 7;
  }
}
