import type { Arena } from '../kernels/arena.ts';
import type { Pointer } from '../kernels/kernels.ts';
import { VideoEncoder } from '../video/encoder.ts';
import type { PaintCanvas, Rgb } from './canvas.ts';
import { type Hand, TOOLS } from './hand.ts';

const QP = 22;
/** Seconds between pictures that a player may begin at. */
const IDR_SECONDS = 4;
const MACROBLOCK_PX = 16;

/** How paint and paper catch the light; see lightRelief(). */
export interface Light {
  depth: number;
  ground: number;
  limit: number;
  gloss: number;
}

/** Films a canvas as the eye sees it, with the tool over it. */
export class Film {
  /** Frames as they are shown, planes of the padded sheet. */
  readonly shown: Rgb;
  readonly #arena: Arena;
  readonly #canvas: PaintCanvas;
  readonly #light: Light;
  readonly #encoder: VideoEncoder;
  readonly #tint: Pointer;
  /** Blocks that the tool covers. */
  readonly #covered: Pointer;
  readonly #blocks: number;

  constructor(arena: Arena, canvas: PaintCanvas, light: Light, fps: number) {
    const { width, height, paddedWidth, paddedHeight } = canvas.sheet;
    const count = paddedWidth * paddedHeight;
    this.#arena = arena;
    this.#canvas = canvas;
    this.#light = light;
    this.shown = [arena.alloc(count), arena.alloc(count), arena.alloc(count)];
    this.#tint = arena.alloc(3);
    this.#blocks = count / (MACROBLOCK_PX * MACROBLOCK_PX);
    this.#covered = arena.alloc(this.#blocks);
    arena.bytes(this.#covered, this.#blocks).fill(0);
    const idrInterval = IDR_SECONDS * fps;
    this.#encoder = new VideoEncoder(arena, { width, height, fps, qp: QP, idrInterval, deblocking: true });
  }

  /** Whoever changes the canvas marks its blocks here. */
  get dirty(): Pointer {
    return this.#encoder.dirty;
  }

  /** Takes the next frame; without a hand the canvas alone. */
  take(hand: Hand | undefined): void {
    const { kernels } = this.#arena;
    const { sheet, unit, paint, heights, ground } = this.#canvas;
    const { dirty } = this;
    kernels.uncoverBlocks(this.#covered, dirty, this.#blocks);
    const { depth, ground: groundDepth, limit, gloss } = this.#light;
    const [red, green, blue] = this.shown;
    kernels.showPicture(
      paint[0],
      paint[1],
      paint[2],
      heights,
      sheet.paddedWidth,
      sheet.paddedHeight,
      ground,
      depth * unit,
      groundDepth,
      limit,
      gloss,
      dirty,
      red,
      green,
      blue,
    );
    if (hand) {
      this.#arena.bytes(this.#tint, 3).set(hand.tint);
      kernels.carryTool(
        TOOLS[hand.tool],
        hand.x,
        hand.y,
        hand.lift,
        hand.angle,
        hand.size,
        this.#tint,
        red,
        green,
        blue,
        sheet.paddedWidth,
        sheet.paddedHeight,
        dirty,
        this.#covered,
      );
    }
    this.#encoder.add({ red, green, blue });
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#encoder.finish();
  }
}
