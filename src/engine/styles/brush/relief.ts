import { smearInPlace, type TangentField } from '../../kernels/flow.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import type { Canvas } from '../canvas.ts';
import { keptTile, paperTile } from '../pencil/tiles.ts';
import { unitPx } from '../pencil/scale.ts';
import { GUIDE_PIXELS, halvings, paintedPlanes } from './guide.ts';

const TILE_SIDE = 512;
const TILE_BYTES = TILE_SIDE * TILE_SIDE;
const BAND_ROWS = 128;
/** Width of a bristle's mark, units. */
const GRAIN_UNITS = 3.2;
const SMEAR_STEPS = 8;

/** Width of a tuft in the tile, pixels: its hairs are half as wide. */
const TUFT_PX = 3;

/** A brush's marks, as layStrokes() takes them: one tile for all sizes of a picture, which is scaled. */
export interface Bristles {
  bristles: Pointer;
  grain: number;
}

/** Bristles of a brush whose tufts are `widthUnits` wide and change along `lengthUnits`; the tile stays in the arena. */
export function bristlesOf(canvas: Canvas, widthUnits: number, lengthUnits: number): Bristles {
  const { arena, width, height, request } = canvas;
  const lengthPx = (lengthUnits * TUFT_PX) / widthUnits;
  const bristles = keptTile(arena, ['bristles', lengthPx, request.seed], (tile) => {
    arena.kernels.bristleTile(TUFT_PX, lengthPx, request.seed, tile);
  });
  return { bristles, grain: TUFT_PX / (widthUnits * unitPx(width, height)) };
}

export interface Lighting {
  /** Light per slope of the paint. */
  depth: number;
  /** And of the ground. */
  ground: number;
  /** Most by which light changes, 0–1. */
  limit: number;
  /** Levels of the brightest shine on wet paint. */
  gloss: number;
}

/** Lights the painting as a relief on the paper that was asked for; `from` and `to` are its share of the progress. */
export function* light(
  canvas: Canvas,
  heights: Pointer,
  lighting: Lighting,
  from: number,
  to: number,
): Generator<number, void, void> {
  const { arena, width, height, request } = canvas;
  const unit = unitPx(width, height);
  const [red = 0, green = 0, blue = 0] = paintedPlanes(canvas);
  const mark = arena.mark();
  const paper = paperTile(arena, request.paper, Math.max(2.4, 3.2 * unit), request.seed);
  const slopes = arena.alloc(TILE_BYTES);
  arena.kernels.slopeTile(paper, slopes);
  const scratch = arena.alloc(arena.kernels.reliefScratchBytes(width));
  for (let row = 0; row < height; row += BAND_ROWS) {
    const end = Math.min(height, row + BAND_ROWS);
    // Marks grow with the picture, and slopes fall as they do.
    arena.kernels.lightRelief(
      red,
      green,
      blue,
      heights,
      width,
      height,
      row,
      end,
      slopes,
      lighting.depth * unit,
      lighting.ground,
      lighting.limit,
      lighting.gloss,
      scratch,
    );
    yield from + ((to - from) * end) / height;
  }
  arena.release(mark);
}

/**
 * Fills a plane with bristle marks that follow a field: a grain, smeared along it (Cabral, Leedom 1993), on a small copy,
 * which shows all that a mark is wide.
 */
export function brushOver(
  { arena, width, height, request }: Canvas,
  field: TangentField,
  lengthUnits: number,
  target: Pointer,
): void {
  const { kernels } = arena;
  const small = halvings(width, height, GUIDE_PIXELS);
  const unit = unitPx(width, height) * (small.width / width);
  const mark = arena.mark();
  const grain = paperTile(arena, 'cold-press', Math.max(2, GRAIN_UNITS * unit), request.seed + 1);
  const marks = small.times === 0 ? target : arena.alloc(small.width * small.height);
  for (let y = 0; y < small.height; y++) {
    const row = grain + (y % TILE_SIDE) * TILE_SIDE;
    for (let x = 0; x < small.width; x += TILE_SIDE) {
      const count = Math.min(TILE_SIDE, small.width - x);
      arena.bytes(marks + y * small.width + x, count).set(arena.bytes(row, count));
    }
  }
  const near = { ...field, cellShift: field.cellShift - small.times };
  const smear = { field: near, steps: SMEAR_STEPS, stepPx: (lengthUnits * unit) / SMEAR_STEPS };
  smearInPlace(arena, marks, small.width, small.height, smear);
  if (small.times > 0) {
    const scratch = arena.alloc(kernels.enlargeByScratchBytes(small.width));
    kernels.enlargeBy(marks, small.width, small.height, small.times, target, width, height, scratch);
  }
  arena.release(mark);
}
