import type { Arena } from '../kernels/arena.ts';
import type { Pointer } from '../kernels/kernels.ts';
import type { PaintCanvas, Rgb } from './canvas.ts';
import type { Hand } from './hand.ts';
import { PAPER } from './sheet.ts';
import type { Route } from './route.ts';

/** Half of what a pen uncovers of a line, units. */
const RADIUS = 3.2;

/** Lines on their way onto the paper. */
export interface Drawing {
  route: Route;
  /** How much of a line covers each pixel of the padded sheet. */
  cover: Pointer;
  /** What lines uncover. */
  picture: Rgb;
  /** Pixels of the picture per pixel of the route. */
  scale: number;
  from: number;
  to: number;
}

/** Draws lines frame by frame, and leads the hand along them. */
export class Pen {
  readonly #arena: Arena;
  readonly #canvas: PaintCanvas;
  readonly #drawing: Drawing;
  readonly #paper: Pointer;
  #path = 0;
  #point = 0;

  constructor(arena: Arena, canvas: PaintCanvas, drawing: Drawing) {
    this.#arena = arena;
    this.#canvas = canvas;
    this.#drawing = drawing;
    this.#paper = arena.put(Uint8Array.from(PAPER));
  }

  /** Draws what is due by the end of a frame. */
  draw(frame: number, hand: Hand, dirty: Pointer): void {
    const { route, from, to } = this.#drawing;
    const { starts, times } = route;
    const end = times.at(-1) ?? 0;
    const t = Math.max(0, Math.min(1, (frame + 1 - from) / (to - from)));
    const time = (0.75 * t + 0.25 * t * t * (3 - 2 * t)) * end;
    const paths = starts.length - 1;
    let due = this.#point;
    while (this.#path < paths) {
      const begin = starts[this.#path] ?? 0;
      const length = (starts[this.#path + 1] ?? 0) - begin;
      const done = Math.floor(time - (times[this.#path] ?? 0));
      if (done <= 0) break;
      due = begin + Math.min(length, done);
      if (done < length) break;
      this.#path++;
    }
    if (t === 1) due = starts.at(-1) ?? 0;
    this.#uncover(due, dirty);
    if (due > 0) this.#lead(due - 1, hand);
  }

  #uncover(due: number, dirty: Pointer): void {
    const { route, cover, picture, scale } = this.#drawing;
    const { sheet, unit, paint } = this.#canvas;
    this.#arena.kernels.inkLine(
      route.points + this.#point * 4,
      due - this.#point,
      scale,
      sheet.picture.left,
      sheet.picture.top,
      Math.max(2, Math.round(RADIUS * unit)),
      cover,
      sheet.paddedWidth,
      sheet.paddedHeight,
      this.#paper,
      picture[0],
      picture[1],
      picture[2],
      paint[0],
      paint[1],
      paint[2],
      dirty,
    );
    this.#point = due;
  }

  #lead(point: number, hand: Hand): void {
    const { route, picture, scale } = this.#drawing;
    const { sheet } = this.#canvas;
    const [x = 0, y = 0] = this.#arena.shorts(route.points + point * 4, 2);
    const across = Math.min(sheet.width - 1, sheet.picture.left + Math.floor((x + 0.5) * scale));
    const down = Math.min(sheet.height - 1, sheet.picture.top + Math.floor((y + 0.5) * scale));
    for (const [i, plane] of picture.entries()) {
      hand.tint[i] = this.#arena.bytes(plane + down * sheet.paddedWidth + across, 1)[0] ?? 0;
    }
    hand.follow(across, down);
  }
}
