import type { Arena } from '../kernels/arena.ts';
import type { Pointer } from '../kernels/kernels.ts';
import { type Bristles, bristlesOf } from '../styles/brush/relief.ts';
import { paperTile } from '../styles/pencil/tiles.ts';
import { unitPx } from '../styles/pencil/scale.ts';
import { PAPER, type Sheet } from './sheet.ts';

const TILE_BYTES = 512 * 512;

export type Rgb = readonly [red: Pointer, green: Pointer, blue: Pointer];

/** What is painted on: planes of the padded sheet. They stay in the arena. */
export interface PaintCanvas extends Bristles {
  sheet: Sheet;
  /** Thousandths of the picture's mean side, in pixels. */
  unit: number;
  paint: Rgb;
  /** Heights of the paint; 0 where it is flat. */
  heights: Pointer;
  /** Slopes of the paper, a tile. */
  ground: Pointer;
}

/** Width and length of a tuft's mark in units. */
const TUFT = { width: 2.8, length: 110 } as const;

/** @param thick whether its paint has a height */
export function newCanvas(arena: Arena, sheet: Sheet, seed: number, thick: boolean): PaintCanvas {
  const { picture, paddedWidth, paddedHeight } = sheet;
  const { width, height } = picture;
  const count = paddedWidth * paddedHeight;
  const unit = unitPx(width, height);
  const plane = (level: number) => {
    const at = arena.alloc(count);
    arena.bytes(at, count).fill(level);
    return at;
  };
  const paint = [plane(PAPER[0]), plane(PAPER[1]), plane(PAPER[2])] as const;
  const heights = thick ? plane(0) : 0;
  const hair = bristlesOf({ arena, width, height, request: { seed } }, TUFT.width, TUFT.length);
  const ground = arena.alloc(TILE_BYTES);
  const mark = arena.mark();
  arena.kernels.slopeTile(
    paperTile(arena, 'cold-press', Math.max(2.4, 3.2 * unitPx(sheet.width, sheet.height)), seed),
    ground,
  );
  arena.release(mark);
  return { sheet, unit, paint, heights, ground, ...hair };
}
