import type { Orientation } from './codec/header.ts';
import type { ColorTransform } from './codec/icc/transform.ts';
import { scaledSize } from './codec/jpeg/samples.ts';
import type { DecodedPixels } from './codec/pixels.ts';
import type { Arena } from './kernels/arena.ts';
import type { Pointer } from './kernels/kernels.ts';
import type { ColorPicture } from './styles/canvas.ts';

/** Rows that go through the band buffer at once. */
const BAND_ROWS = 64;

/** The photo as planes in the arena, upright. */
export interface Loaded {
  width: number;
  height: number;
  grey: Pointer;
  color: ColorPicture | undefined;
}

/** Where the upright picture's first pixel lies in the stored one, and the steps to its neighbours. */
interface Walk {
  origin: number;
  stepX: number;
  stepY: number;
}

/** How the stored picture of a size is walked, for every orientation. */
const WALKS: Record<Orientation, (width: number, height: number) => Walk> = {
  1: (width) => ({ origin: 0, stepX: 1, stepY: width }),
  2: (width) => ({ origin: width - 1, stepX: -1, stepY: width }),
  3: (width, height) => ({ origin: width * height - 1, stepX: -1, stepY: -width }),
  4: (width, height) => ({ origin: width * (height - 1), stepX: 1, stepY: -width }),
  5: (width) => ({ origin: 0, stepX: width, stepY: 1 }),
  6: (width, height) => ({ origin: width * (height - 1), stepX: -width, stepY: 1 }),
  7: (width, height) => ({ origin: width * height - 1, stepX: -width, stepY: -1 }),
  8: (width) => ({ origin: width - 1, stepX: width, stepY: -1 }),
};

/** What is wanted of decoded pixels. */
export interface Loading {
  withColor: boolean;
  orientation: Orientation;
  /** At 2, each 2 × 2 pixels are averaged to one. */
  denominator: 1 | 2;
  /** Of the colours to sRGB, where they are others. */
  transform?: ColorTransform | undefined;
}

/**
 * Brings decoded pixels into the arena: transparency on white, luminance (and colour planes when asked), the eight
 * orientations. The RGBA pixels themselves never stand in the arena whole.
 */
export function loadPlanes(arena: Arena, pixels: DecodedPixels, loading: Loading): Loaded {
  const { kernels } = arena;
  const { withColor, orientation, denominator, transform } = loading;
  const width = scaledSize(pixels.width, denominator);
  const height = scaledSize(pixels.height, denominator);
  const planes = Array.from({ length: withColor ? 4 : 1 }, () => arena.alloc(width * height));
  const [grey = 0, red = 0, green = 0, blue = 0] = planes;
  const mark = arena.mark();
  const stored = arena.alloc(pixels.width * BAND_ROWS * 4);
  const band = denominator === 1 ? stored : arena.alloc(width * BAND_ROWS * 2);
  // The colours of a band on their way to luminance.
  const isPassing = transform !== undefined && !withColor;
  const converted = isPassing ? [0, 1, 2].map(() => arena.alloc(width * BAND_ROWS)) : [];
  for (let from = 0; from < pixels.height; from += BAND_ROWS) {
    const rows = Math.min(BAND_ROWS, pixels.height - from);
    arena.bytes(stored, rows * pixels.width * 4).set(pixels.rows(from, from + rows));
    kernels.compositeOnWhite(stored, rows * pixels.width);
    if (denominator === 2) kernels.halveRgba(stored, pixels.width, rows, band);
    const at = (from / denominator) * width;
    const count = scaledSize(rows, denominator) * width;
    if (!transform) kernels.greyFromRgba(band, count, grey + at);
    if (!withColor && !transform) continue;
    const [r = 0, g = 0, b = 0] = withColor ? [red + at, green + at, blue + at] : converted;
    kernels.planesFromRgba(band, count, r, g, b);
    if (!transform) continue;
    transform.apply(r, g, b, count);
    kernels.jpegGreyFromRgb(r, g, b, count, grey + at);
  }
  arena.release(mark);
  turn(arena, planes, orientation, width, height);
  const turned = orientation >= 5;
  return {
    width: turned ? height : width,
    height: turned ? width : height,
    grey,
    color: withColor ? { kind: 'color', red, green, blue } : undefined,
  };
}

/** Turns planes as EXIF's orientations have it: those of a picture that is stored like this come out upright. */
export function turn(
  arena: Arena,
  planes: Pointer[],
  orientation: Orientation,
  width: number,
  height: number,
): void {
  if (orientation === 1) return;
  const { origin, stepX, stepY } = WALKS[orientation](width, height);
  const [toWidth, toHeight] = orientation >= 5 ? [height, width] : [width, height];
  const mark = arena.mark();
  const count = width * height;
  const stored = arena.alloc(count);
  for (const plane of planes) {
    arena.bytes(stored, count).set(arena.bytes(plane, count));
    arena.kernels.orient(stored, origin, stepX, stepY, plane, toWidth, toHeight);
  }
  arena.release(mark);
}
