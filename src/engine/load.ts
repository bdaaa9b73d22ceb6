import type { ImageHeader, Orientation } from './codec/header.ts';
import type { DecodedPixels } from './codec/photon.ts';
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

/**
 * Brings decoded pixels into the arena: transparency on white, luminance (and colour planes when asked), the eight
 * orientations. The RGBA pixels themselves never stand in the arena whole.
 */
export function loadPlanes(
  arena: Arena,
  pixels: DecodedPixels,
  header: ImageHeader,
  withColor: boolean,
): Loaded {
  const { kernels } = arena;
  const { width, height } = pixels;
  const planes = Array.from({ length: withColor ? 4 : 1 }, () => arena.alloc(width * height));
  const [grey = 0, red = 0, green = 0, blue = 0] = planes;
  const mark = arena.mark();
  const band = arena.alloc(width * BAND_ROWS * 4);
  for (let from = 0; from < height; from += BAND_ROWS) {
    const to = Math.min(from + BAND_ROWS, height);
    const count = (to - from) * width;
    const at = from * width;
    arena.bytes(band, count * 4).set(pixels.rows(from, to));
    kernels.compositeOnWhite(band, count);
    kernels.greyFromRgba(band, count, grey + at);
    if (withColor) kernels.planesFromRgba(band, count, red + at, green + at, blue + at);
  }
  arena.release(mark);
  turn(arena, planes, header.orientation, width, height);
  const turned = header.orientation >= 5;
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
