import type { Arena } from '../kernels/arena.ts';
import type { Pointer } from '../kernels/kernels.ts';
import type { PaintCanvas, Rgb } from './canvas.ts';
import type { Hand } from './hand.ts';
import type { Marks } from './marks.ts';

/** How a brush's hairs leave their paint; see layStrokes(). */
export interface Hair {
  round: number;
  ragged: number;
  /** Over how many units a stroke's ends fade. */
  soft: number;
  dry: number;
  groove: number;
}

const LEAD_FLOATS = 6;

/** Lays strokes frame by frame, and leads the hand along them. */
export class Brush {
  readonly #arena: Arena;
  readonly #canvas: PaintCanvas;
  readonly #marks: Marks;
  readonly #picture: Rgb;
  readonly #hair: Hair;
  readonly #lead: Pointer;
  #done = 0;

  /**
   * @param picture what strokes that uncover do so of
   */
  constructor(arena: Arena, canvas: PaintCanvas, marks: Marks, picture: Rgb, hair: Hair) {
    this.#arena = arena;
    this.#canvas = canvas;
    this.#marks = marks;
    this.#picture = picture;
    this.#hair = hair;
    this.#lead = arena.kernels.paintLead();
  }

  /** Lays what strokes have grown by in a frame. */
  paint(frame: number, hand: Hand, dirty: Pointer): void {
    const { kernels } = this.#arena;
    const { sheet, unit, paint, heights, bristles, grain } = this.#canvas;
    const { round, ragged, soft, dry, groove } = this.#hair;
    const { at, count } = this.#marks;
    this.#done = kernels.growMarks(
      at,
      count,
      this.#done,
      frame,
      frame + 1,
      paint[0],
      paint[1],
      paint[2],
      heights,
      sheet.paddedWidth,
      sheet.paddedHeight,
      bristles,
      grain,
      round,
      ragged,
      Math.max(1, soft * unit),
      dry,
      groove,
      this.#picture[0],
      this.#picture[1],
      this.#picture[2],
      dirty,
    );
    const [x = 0, y = 0, red = 0, green = 0, blue = 0, halfWidth = 0] = this.#arena.floats(
      this.#lead,
      LEAD_FLOATS,
    );
    hand.fit(halfWidth);
    for (const [i, level] of [red, green, blue].entries()) {
      hand.tint[i] = Math.max(0, Math.min(255, Math.round(level)));
    }
    hand.follow(x, y);
  }
}
