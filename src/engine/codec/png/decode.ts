import type { Arena } from '../../kernels/arena.ts';
import type { Loaded } from '../../load.ts';
import { corrupt } from '../bytes.ts';
import type { Orientation } from '../header.ts';
import { type Denominator, scaledSize } from '../jpeg/samples.ts';
import { canvasFor } from './canvas.ts';
import { ImageData, readPreface } from './chunks.ts';
import { Inflater } from './inflater.ts';
import { passesOf, rowBytes } from './layout.ts';
import { PixelRows } from './pixels.ts';

export interface PngDecoding {
  /** The picture is decoded at 1/denominator of its size, rounded up: the means of squares of pixels. */
  denominator: Denominator;
  withColor: boolean;
  /** Of the stored rows; the planes stand upright. */
  orientation: Orientation;
}

/** Paeth is the last one (PNG 3rd edition §9.2). */
const LAST_FILTER = 4;

/**
 * Decodes a PNG file to upright planes in the arena: luminance, and red, green and blue when asked. All colour types
 * and depths, transparency on white, interlaced or not; 16 bits are rounded to 8, colours
 * of another profile brought to sRGB. The arena holds the planes and a
 * few rows. A file that ends before its last row is damaged.
 *
 * @throws {EngineError} CORRUPT_IMAGE
 */
export function decodePng(arena: Arena, file: Uint8Array, decoding: PngDecoding): Loaded {
  const preface = readPreface(arena, file);
  const { layout } = preface;
  const { denominator, orientation, withColor } = decoding;
  const { width, height, interlaced } = layout;
  const job = { width, height, denominator, orientation, planes: withColor ? 4 : 1 };
  const canvas = canvasFor(arena, job, interlaced);
  const pixels = new PixelRows(arena, preface);
  const data = new ImageData(arena, file, preface.dataAt);
  const longest = rowBytes(layout, width);
  let above = arena.alloc(longest);
  let row = arena.alloc(longest);
  const inflater = new Inflater(arena, data, 1 + longest);
  const step = Math.max(1, (layout.channels * layout.depth) / 8);
  for (const pass of passesOf(layout)) {
    const bytes = rowBytes(layout, pass.width);
    arena.bytes(above, bytes).fill(0);
    for (let y = 0; y < pass.height; y++) {
      const filtered = inflater.take(1 + bytes);
      const [filter = 0] = arena.bytes(filtered, 1);
      if (filter > LAST_FILTER) throw corrupt('a row has an unknown filter');
      arena.kernels.pngUnfilter(filter, filtered + 1, above, bytes, step, row);
      pixels.convert(row, pass.width, canvas.row);
      canvas.put(pass, y);
      [above, row] = [row, above];
    }
  }
  inflater.finish();
  const [grey = 0, red, green, blue] = canvas.finish();
  const [across, down] = [scaledSize(width, denominator), scaledSize(height, denominator)];
  const turned = orientation >= 5;
  const hasColor = red !== undefined && green !== undefined && blue !== undefined;
  return {
    width: turned ? down : across,
    height: turned ? across : down,
    grey,
    color: hasColor ? { kind: 'color', red, green, blue } : undefined,
  };
}
