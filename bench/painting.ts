import { decodeJpeg } from '../src/engine/codec/jpeg/decode.ts';
import type { Arena } from '../src/engine/kernels/arena.ts';
import type { FramePlanes } from '../src/engine/video/encoder.ts';
import { readPhoto } from './engine.ts';

const MACROBLOCK = 16;
const PAPER = 245;
/** Radii of brushes, from the first stroke to the last, of a picture 720 rows high. */
const COARSEST = 40;
const FINEST = 2.5;
/** Steps of a radius that a stroke is long. */
const STROKE_RADII = 6;
/** A stroke is spread over so many frames. */
const FRAMES_OF_STROKE = 3;
const BRISTLE = 12;

interface Stroke {
  x: number;
  y: number;
  angle: number;
  radius: number;
  color: number[];
  begin: number;
}

/**
 * A photo painted stroke by stroke, coarse to fine: what the encoder is for, until a painter is measured with it.
 * Reproducible; about a share of the macroblocks changes in a frame.
 */
export class PaintedFilm {
  readonly #width: number;
  readonly #height: number;
  readonly #stride: number;
  readonly #photo: Uint8Array[];
  readonly #planes: Uint8Array[];
  #state = 7;
  #strokes: Stroke[] = [];

  /** @param planes of the encoder's padded size; they must not move, so the arena must be as large as it will get */
  constructor(
    arena: Arena,
    width: number,
    height: number,
    stride: number,
    { red, green, blue }: FramePlanes,
  ) {
    this.#width = width;
    this.#height = height;
    this.#stride = stride;
    this.#photo = photoOf(arena, width, height);
    const bytes = stride * Math.ceil(height / MACROBLOCK) * MACROBLOCK;
    this.#planes = [red, green, blue].map((at) => arena.bytes(at, bytes).fill(PAPER));
  }

  /** Paints the next frame, `progress` of the way from 0 to 1, until `share` of the macroblocks has changed. */
  paint(dirty: Uint8Array, progress: number, share: number): void {
    const most = dirty.length * share;
    let changed = 0;
    const under = this.#strokes;
    this.#strokes = [];
    for (const stroke of under) changed += this.#advance(stroke, dirty);
    while (changed < most) changed += this.#advance(this.#newStroke(progress), dirty);
  }

  #random(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32;
  }

  #newStroke(progress: number): Stroke {
    const radius = (COARSEST * (FINEST / COARSEST) ** progress * this.#height) / 720;
    const [x, y] = [this.#random() * this.#width, this.#random() * this.#height];
    const at = Math.floor(y) * this.#width + Math.floor(x);
    const color = this.#photo.map((channel) => channel[at] ?? 0);
    return { x, y, angle: this.#random() * Math.PI * 2, radius, color, begin: 0 };
  }

  /** A third of a stroke. @returns macroblocks that have become dirty */
  #advance(stroke: Stroke, dirty: Uint8Array): number {
    const { radius, angle, begin } = stroke;
    const length = (radius * STROKE_RADII) / FRAMES_OF_STROKE;
    const step = Math.max(1, radius / 3);
    let changed = 0;
    for (let along = 0; along < length; along += step) {
      const way = begin * length + along;
      changed += this.#dab(stroke.x + Math.cos(angle) * way, stroke.y + Math.sin(angle) * way, stroke, dirty);
    }
    if (begin + 1 < FRAMES_OF_STROKE) this.#strokes.push({ ...stroke, begin: begin + 1 });
    return changed;
  }

  /** One round of the brush, with bristles along its way. */
  #dab(centreX: number, centreY: number, { radius, angle, color }: Stroke, dirty: Uint8Array): number {
    const columns = this.#stride / MACROBLOCK;
    const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
    let changed = 0;
    const [left, top] = [Math.max(0, Math.ceil(centreX - radius)), Math.max(0, Math.ceil(centreY - radius))];
    const right = Math.min(this.#width - 1, centreX + radius);
    const bottom = Math.min(this.#height - 1, centreY + radius);
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const [dx, dy] = [x - centreX, y - centreY];
        if (dx * dx + dy * dy > radius * radius) continue;
        const bristle = Math.sin((cosine * dy - sine * dx) * 1.7) * BRISTLE * 0.5;
        const at = y * this.#stride + x;
        for (const [channel, plane] of this.#planes.entries()) {
          plane[at] = Math.max(0, Math.min(255, (color[channel] ?? 0) + bristle));
        }
        const macroblock = Math.floor(y / MACROBLOCK) * columns + Math.floor(x / MACROBLOCK);
        if (dirty[macroblock] === 0) changed++;
        dirty[macroblock] = 1;
      }
    }
    return changed;
  }
}

function photoOf(arena: Arena, width: number, height: number): Uint8Array[] {
  const mark = arena.mark();
  const decoding = { denominator: 1, withColor: true, orientation: 1 } as const;
  const { width: from, height: fromHeight, color } = decodeJpeg(arena, readPhoto('dandelion.jpg'), decoding);
  if (!color) throw new Error('a photo in colour is needed');
  const channels = [color.red, color.green, color.blue].map((plane) => {
    const pixels = new Uint8Array(width * height);
    const source = arena.bytes(plane, from * fromHeight);
    for (let y = 0; y < height; y++) {
      const row = Math.floor((y * fromHeight) / height) * from;
      for (let x = 0; x < width; x++)
        pixels[y * width + x] = source[row + Math.floor((x * from) / width)] ?? 0;
    }
    return pixels;
  });
  arena.release(mark);
  return channels;
}
