import { gaussianBlur } from '../kernels/gaussian.ts';
import type { Arena } from '../kernels/arena.ts';
import type { Pointer } from '../kernels/kernels.ts';
import type { Loaded } from '../load.ts';
import { eachSpan, type Mask, scaleMask } from '../segment/mask.ts';
import type { ColorPicture, Picture } from '../styles/canvas.ts';

/** Taps of the Gaussian that makes the edge of a region soft: two pixels to either side. */
const EDGE_TAPS = 5;

/** Planes of the arena that {@link keepPhoto} holds: the region and, if the photo's are drawn over, copies of these. */
export function regionBytesPerPixel(isDrawnInColor: boolean): number {
  return isDrawnInColor ? 4 : 1;
}

/** A photo as it was before it was drawn, and how much of the drawing is to be seen of each pixel. */
export interface KeptPhoto {
  color: ColorPicture;
  region: Pointer;
}

/**
 * Keeps a photo for what is outside of a region.
 * @param mask the region, of any size: it is scaled to the photo's
 * @param isDrawnInColor whether the style gets the photo's colour planes, which it may overwrite
 */
export function keepPhoto(
  arena: Arena,
  { width, height, color }: Pick<Loaded, 'width' | 'height'> & { color: ColorPicture },
  mask: Mask,
  isDrawnInColor: boolean,
): KeptPhoto {
  const count = width * height;
  const copy = (plane: Pointer) => {
    if (!isDrawnInColor) return plane;
    const target = arena.alloc(count);
    arena.bytes(target, count).set(arena.bytes(plane, count));
    return target;
  };
  const kept: ColorPicture = {
    kind: 'color',
    red: copy(color.red),
    green: copy(color.green),
    blue: copy(color.blue),
  };
  const region = arena.alloc(count);
  const mark = arena.mark();
  const hard = arena.alloc(count);
  const samples = arena.bytes(hard, count).fill(0);
  eachSpan(scaleMask(mask, width, height), (y, from, to) =>
    samples.fill(255, y * width + from, y * width + to),
  );
  gaussianBlur(arena, hard, region, width, height, EDGE_TAPS);
  arena.release(mark);
  return { color: kept, region };
}

/** The drawing inside of the region, the photo outside, in the photo's planes. */
export function drawnInto(
  arena: Arena,
  { color, region }: KeptPhoto,
  drawing: Picture,
  count: number,
): ColorPicture {
  const { red, green, blue } =
    drawing.kind === 'color' ? drawing : { red: drawing.grey, green: drawing.grey, blue: drawing.grey };
  arena.kernels.mix(color.red, red, region, count, color.red);
  arena.kernels.mix(color.green, green, region, count, color.green);
  arena.kernels.mix(color.blue, blue, region, count, color.blue);
  return color;
}
