import { encodePng } from '../codec/png/encode.ts';
import { EngineError } from '../errors.ts';
import type { Arena } from '../kernels/arena.ts';
import type { Pointer } from '../kernels/kernels.ts';
import type { Loaded } from '../load.ts';
import { shrink } from '../shrink.ts';
import type { ColorPicture } from '../styles/canvas.ts';
import type { Mask } from './mask.ts';
import type { MaskSet } from './mask-set.ts';

/** Red, green, blue and alpha, 0–255; not multiplied by alpha. */
export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

/** What to do with a mask: copy the photo's pixels in it (null), or lay a colour over it. */
export interface Instruction {
  mask_id: number;
  color: Rgba | null;
}

interface Layer {
  mask: Mask;
  color: Rgba | null;
}

/**
 * A PNG (RGBA, straight alpha) of the masks' size: transparent to begin with, then the instructions in order, each
 * composited source-over. Ids that are not there are skipped. The photo is scaled to the masks' size first.
 *
 * @throws {EngineError} INVALID_PARAMETER for parts of a colour that are not whole numbers from 0 to 255
 */
export function renderMasks(
  arena: Arena,
  photo: Loaded & { color: ColorPicture },
  masks: MaskSet,
  instructions: readonly Instruction[],
): Uint8Array<ArrayBuffer> {
  const mark = arena.mark();
  const layers = instructions.flatMap(({ mask_id, color }): Layer[] => {
    checkColor(color);
    const mask = masks.mask(mask_id);
    return mask ? [{ mask, color }] : [];
  });
  const canvas = new LayerRows(arena, photo, masks, layers);
  const write = (from: number, rows: number, target: Pointer) => {
    for (let y = from; y < from + rows; y++) canvas.write(y, target + (y - from) * masks.width * 4);
  };
  const png = encodePng(arena, { kind: 'rgba', write }, masks.width, masks.height);
  arena.release(mark);
  return png;
}

function checkColor(color: Rgba | null): void {
  if (!color) return;
  if (color.length === 4 && color.every((part) => Number.isInteger(part) && part >= 0 && part <= 255)) return;
  throw new EngineError('INVALID_PARAMETER', 'A colour is four whole numbers from 0 to 255.');
}

/** Makes the rows of a rendering, one at a time. */
class LayerRows {
  readonly #arena: Arena;
  readonly #width: number;
  readonly #height: number;
  readonly #layers: readonly Layer[];
  readonly #photo: PhotoRows;
  readonly #row: Pointer;

  constructor(
    arena: Arena,
    photo: Loaded & { color: ColorPicture },
    { width, height }: MaskSet,
    layers: Layer[],
  ) {
    this.#arena = arena;
    this.#width = width;
    this.#height = height;
    this.#layers = layers;
    this.#photo = new PhotoRows(arena, photo, width, height);
    this.#row = arena.alloc(16 * width);
  }

  /** Writes row y as RGBA bytes. */
  write(y: number, target: Pointer): void {
    if (y >= this.#height) return;
    const { kernels } = this.#arena;
    this.#arena.bytes(this.#row, 16 * this.#width).fill(0);
    const photo = this.#layers.some(({ color }) => color === null) ? this.#photo.row(y) : undefined;
    for (const { mask, color } of this.#layers) {
      const end = mask.rows[y + 1] ?? 0;
      for (let i = mask.rows[y] ?? 0; i < end; i++) {
        const [from, to] = [mask.spans[2 * i] ?? 0, mask.spans[2 * i + 1] ?? 0];
        if (!color) {
          if (photo) kernels.layPhoto(this.#row, from, to, photo.red, photo.green, photo.blue);
          continue;
        }
        const [red, green, blue, alpha] = color;
        kernels.layColor(this.#row, from, to, red / 255, green / 255, blue / 255, alpha / 255);
      }
    }
    kernels.storeLayers(this.#row, this.#width, target);
  }
}

type Channels = Omit<ColorPicture, 'kind'>;

/** The photo's rows at another size: shrunk whole where it is larger, enlarged row by row where it is smaller. */
class PhotoRows {
  readonly #arena: Arena;
  readonly #planes: Channels;
  readonly #width: number;
  readonly #height: number;
  readonly #toWidth: number;
  readonly #toHeight: number;
  readonly #rows: Channels;

  constructor(arena: Arena, photo: Loaded & { color: ColorPicture }, toWidth: number, toHeight: number) {
    const { width, height, color } = photo;
    this.#arena = arena;
    this.#width = Math.min(width, toWidth);
    this.#height = Math.min(height, toHeight);
    this.#toWidth = toWidth;
    this.#toHeight = toHeight;
    const scaled = (plane: Pointer) => {
      if (this.#width === width && this.#height === height) return plane;
      const target = arena.alloc(this.#width * this.#height);
      shrink(arena, plane, width, height, target, this.#width, this.#height);
      return target;
    };
    this.#planes = { red: scaled(color.red), green: scaled(color.green), blue: scaled(color.blue) };
    this.#rows = { red: arena.alloc(toWidth), green: arena.alloc(toWidth), blue: arena.alloc(toWidth) };
  }

  /** Pointers to row y of each channel; valid until the next call. */
  row(y: number): Channels {
    const isSameSize = this.#width === this.#toWidth && this.#height === this.#toHeight;
    const of = (channel: keyof Channels) => {
      if (isSameSize) return this.#planes[channel] + y * this.#width;
      this.#arena.kernels.enlargeRow(
        this.#planes[channel],
        this.#width,
        this.#height,
        ((y + 0.5) * this.#height) / this.#toHeight - 0.5,
        this.#width / this.#toWidth,
        this.#rows[channel],
        this.#toWidth,
      );
      return this.#rows[channel];
    };
    return { red: of('red'), green: of('green'), blue: of('blue') };
  }
}
