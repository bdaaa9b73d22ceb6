import { gaussianBlur } from '../kernels/gaussian.ts';
import type { Arena } from '../kernels/arena.ts';
import type { Pointer } from '../kernels/kernels.ts';
import { fitWithin, shrink } from '../shrink.ts';
import type { ColorPicture } from '../styles/canvas.ts';

/** The photo is parted at this size: objects keep their form, and noise is gone. */
export const SEGMENT_SIDE_PX = 512;

/** Smoothing before the parting, in taps: σ 1.1. */
const BLUR_SIZE = 5;
/** The paper's k, in ΔE · pixels: small, since the merging that follows sees more than two pixels. */
const SCALE = 70;
/** Smallest superpixel as a share of the picture. */
const LEAST_SHARE = 1 / 6000;

/** A small copy of the photo in regions of one colour. */
export interface Superpixels {
  width: number;
  height: number;
  /** Four bytes a pixel: 2.55·L*, a* + 128, b* + 128, 0; smoothed. */
  lab: Uint8Array;
  /** Region of each pixel, 0…count − 1. */
  labels: Uint32Array;
  count: number;
  /** Red, green and blue as they were before smoothing. */
  channels: Uint8Array[];
}

/** Parts the photo (Felzenszwalb, Huttenlocher 2004) in Lab at 512 pixels; gives the arena back as it was. */
export function findSuperpixels(
  arena: Arena,
  photo: ColorPicture,
  width: number,
  height: number,
): Superpixels {
  const mark = arena.mark();
  const [toWidth, toHeight] = fitWithin(width, height, SEGMENT_SIDE_PX);
  const count = toWidth * toHeight;
  const smalls = [photo.red, photo.green, photo.blue].map((plane) => {
    const small = arena.alloc(count);
    shrink(arena, plane, width, height, small, toWidth, toHeight);
    return small;
  });
  const channels = smalls.map((small) => arena.bytes(small, count).slice());
  for (const small of smalls) gaussianBlur(arena, small, small, toWidth, toHeight, BLUR_SIZE);
  const [red = 0, green = 0, blue = 0] = smalls;
  const { kernels } = arena;
  const lab: Pointer = arena.alloc(count * 4);
  const labels = arena.alloc(count * 4);
  const scratch = arena.alloc(kernels.superpixelScratchBytes(count));
  kernels.labFromPlanes(red, green, blue, count, lab);
  const least = Math.max(4, Math.round(count * LEAST_SHARE));
  const regions = kernels.superpixels(lab, toWidth, toHeight, SCALE, least, labels, scratch);
  const result = {
    width: toWidth,
    height: toHeight,
    lab: arena.bytes(lab, count * 4).slice(),
    labels: new Uint32Array(arena.bytes(labels, count * 4).slice().buffer),
    count: regions,
    channels,
  };
  arena.release(mark);
  return result;
}
