import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import { ByteReader, corrupt } from '../bytes.ts';
import { conversionOf } from '../icc/conversion.ts';
import { type ColorTransform, putTransform } from '../icc/transform.ts';
import type { Preface } from './chunks.ts';
import { GREY, GREY_ALPHA, type Layout, PALETTE, RGB } from './layout.ts';
import { readProfile } from './profile.ts';

/** Entries of a table of colours; indices without an entry are black, as with libpng. */
const TABLE_ENTRIES = 256;
const OPAQUE = 255;

/** Turns unfiltered rows of any kind to rows of 8-bit luminance, and of red, green and blue. */
export class PixelRows {
  readonly #arena: Arena;
  readonly #layout: Layout;
  readonly #transform: ColorTransform | undefined;
  readonly #hasAlpha: boolean;
  /** RGBA of every value of a sample, where there are few. */
  readonly #table: Pointer | undefined;
  /** The colour that stands for transparency, as it is stored. */
  readonly #key: Pointer | undefined;
  readonly #narrow: Pointer;
  readonly #rgba: Pointer;
  readonly #colors: readonly [Pointer, Pointer, Pointer];

  constructor(arena: Arena, preface: Preface) {
    const { layout, transparency } = preface;
    const { width, depth, channels, colorType } = layout;
    this.#arena = arena;
    this.#layout = layout;
    const isGrey = colorType === GREY || colorType === GREY_ALPHA;
    const conversion = isGrey ? undefined : conversionOf(readProfile(arena, preface.profile));
    this.#transform = conversion && putTransform(arena, conversion);
    const isTable = colorType === PALETTE || (colorType === GREY && depth <= 8);
    this.#table = isTable ? arena.put(tableOf(preface)) : undefined;
    const key = isTable ? undefined : keyOf(layout, transparency);
    this.#key = key && arena.put(key);
    this.#hasAlpha = channels % 2 === 0 || transparency !== undefined;
    this.#narrow = depth === 16 ? arena.alloc(width * channels) : 0;
    this.#rgba = arena.alloc(width * 4);
    const plane = () => (this.#transform ? arena.alloc(width) : 0);
    this.#colors = [plane(), plane(), plane()];
  }

  /**
   * @param count pixels of the row
   * @param targets for luminance, or for luminance, red, green and blue
   */
  convert(row: Pointer, count: number, targets: readonly Pointer[]): void {
    const { kernels } = this.#arena;
    this.#expand(row, count);
    if (this.#hasAlpha) kernels.compositeOnWhite(this.#rgba, count);
    const [grey = 0, ...color] = targets;
    if (!this.#transform) {
      kernels.greyFromRgba(this.#rgba, count, grey);
      const [red, green, blue] = color;
      if (red !== undefined && green !== undefined && blue !== undefined) {
        kernels.planesFromRgba(this.#rgba, count, red, green, blue);
      }
      return;
    }
    const [red = this.#colors[0], green = this.#colors[1], blue = this.#colors[2]] = color;
    kernels.planesFromRgba(this.#rgba, count, red, green, blue);
    this.#transform.apply(red, green, blue, count);
    kernels.jpegGreyFromRgb(red, green, blue, count, grey);
  }

  #expand(row: Pointer, count: number): void {
    const { kernels } = this.#arena;
    const { depth, channels } = this.#layout;
    if (this.#table !== undefined) {
      kernels.pngLookup(row, depth, count, this.#table, this.#rgba);
      return;
    }
    if (depth === 16) kernels.pngNarrow(row, count * channels, this.#narrow);
    kernels.pngExpand(channels, depth === 16 ? this.#narrow : row, count, this.#rgba);
    if (this.#key === undefined) return;
    kernels.pngClearKey(row, (channels * depth) / 8, count, this.#key, this.#rgba);
  }
}

/** RGBA of the palette's colours, or of grey samples of up to 8 bits. */
function tableOf({ layout, palette, transparency }: Preface): Uint8Array {
  const table = new Uint8Array(TABLE_ENTRIES * 4);
  if (layout.colorType === PALETTE) {
    if (!palette) throw corrupt('its palette is missing');
    for (let i = 0; i < TABLE_ENTRIES; i++) {
      table.set(palette.subarray(i * 3, i * 3 + 3), i * 4);
      table[i * 4 + 3] = transparency?.[i] ?? OPAQUE;
    }
    return table;
  }
  const most = 2 ** layout.depth - 1;
  const clear = transparency?.length === 2 ? new ByteReader(transparency).u16(0) : undefined;
  for (let i = 0; i <= most; i++) {
    const grey = (i * 255) / most;
    table.set([grey, grey, grey, i === clear ? 0 : OPAQUE], i * 4);
  }
  return table;
}

/** The transparent colour's bytes in a row (§11.3.1.1), of grey of 16 bits and of RGB. */
function keyOf({ colorType, depth }: Layout, transparency: Uint8Array | undefined): Uint8Array | undefined {
  const channels = colorType === GREY ? 1 : 3;
  if ((colorType !== GREY && colorType !== RGB) || transparency?.length !== channels * 2) return undefined;
  return depth === 16 ? transparency.slice() : transparency.filter((_, i) => i % 2 === 1);
}
