import { smearInPlace, type TangentField } from '../../kernels/flow.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import type { Canvas } from '../canvas.ts';
import { paperTile } from '../pencil/tiles.ts';
import type { Overlay } from '../wash/maps.ts';
import { evenTable } from './tone.ts';

const TILE_SIDE = 512;
const STEPS = 12;

/** Marks of chalk, lengths in pixels of the picture. */
export interface Marks {
  widthPx: number;
  lengthPx: number;
}

/**
 * Strokes along a field, as a map of half the picture's size whose levels are equally frequent: noise smeared along
 * the tangents (line integral convolution; Cabral, Leedom 1993).
 *
 * @param at room for the map
 */
export function streakMap(
  canvas: Canvas,
  field: TangentField,
  { widthPx, lengthPx }: Marks,
  seed: number,
  at: Pointer,
): Overlay {
  const { arena } = canvas;
  const { width, height } = field;
  const count = width * height;
  const mark = arena.mark();
  const tile = paperTile(arena, 'cold-press', Math.max(1.6, widthPx / 2), seed);
  const noise = arena.bytes(tile, TILE_SIDE ** 2);
  const rows = arena.bytes(at, count);
  for (let y = 0; y < height; y++) {
    const row = noise.subarray((y % TILE_SIDE) * TILE_SIDE, ((y % TILE_SIDE) + 1) * TILE_SIDE);
    for (let x = 0; x < width; x += TILE_SIDE)
      rows.set(row.subarray(0, Math.min(TILE_SIDE, width - x)), y * width + x);
  }
  // A cell of the field is a pixel of the map.
  const smear = {
    field: { ...field, cellShift: 0 },
    steps: STEPS,
    stepPx: Math.max(1, lengthPx / (4 * STEPS)),
  };
  smearInPlace(arena, at, width, height, smear);
  arena.kernels.lookup(at, count, arena.put(evenTable(arena, at, count)), at);
  arena.release(mark);
  return { at, width, height };
}
