import { z } from 'zod';
import { fromText, seed } from '../numbers.ts';

export const MODES = ['draw', 'paint'] as const;
export const SIZES = ['source', '720p', '1080p', 'square', 'portrait', 'landscape'] as const;
export const FRAME_RATES = [24, 30] as const;
export const CURSORS = ['auto', 'none'] as const;

export type Mode = (typeof MODES)[number];
export type Size = (typeof SIZES)[number];
export type FrameRate = (typeof FRAME_RATES)[number];

const MIN_DURATION_S = 1;
const MAX_DURATION_S = 60;

/** Everything an animation can be asked for, with defaults; takes numbers or their text (query parameters). */
export const paintParameters = z.object({
  mode: z
    .enum(MODES)
    .default('draw')
    .describe('`draw`: outlines by pen, then colour by brush; `paint`: strokes from coarse to fine'),
  duration: z
    .preprocess(fromText, z.number().min(MIN_DURATION_S).max(MAX_DURATION_S))
    .default(12)
    .describe('Seconds in all, the finished picture at the end included'),
  fps: z.preprocess(fromText, z.literal(FRAME_RATES)).default(30).describe('Frames a second'),
  size: z
    .enum(SIZES)
    .optional()
    .describe('`source` keeps the size of the photo; absent makes the long side 1280 pixels'),
  cursor: z.enum(CURSORS).default('auto').describe('Whether pen and brush are seen at work'),
  seed: seed.default(1).describe('The same seed gives the same video, another seed other strokes'),
});

/** Validated parameters of an animation. */
export type PaintRequest = z.output<typeof paintParameters>;

const LONG_SIDE_PX = 1280;
const MAX_SIDE_PX = 1920;
const MIN_SIDE_PX = 16;
/** As many as H.264 level 4 allows a frame, in pixels; with these the film's memory stays within the arena. */
const MAX_PIXELS = 1920 * 1088;

/** Frames of a fixed shape, the long side first. */
const SHAPES = {
  '720p': [1280, 720],
  '1080p': [1920, 1080],
  square: [1080, 1080],
  portrait: [1080, 1920],
  landscape: [1920, 1080],
} as const satisfies Record<Exclude<Size, 'source'>, readonly [number, number]>;

function even(px: number): number {
  return Math.max(MIN_SIDE_PX, Math.min(MAX_SIDE_PX, 2 * Math.round(px / 2)));
}

/**
 * The frame of a video for a photo, even pixels: `720p` and `1080p` are boxes that it fits into, turned to its own
 * shape; `square`, `portrait` and `landscape` are sheets that it stands on whole.
 */
export function frameSize(
  width: number,
  height: number,
  size: Size | undefined,
): { width: number; height: number } {
  if (size === 'square' || size === 'portrait' || size === 'landscape') {
    const [across, down] = SHAPES[size];
    return { width: across, height: down };
  }
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  const scale =
    size === undefined
      ? LONG_SIDE_PX / long
      : size === 'source'
        ? Math.min(1, MAX_SIDE_PX / long)
        : Math.min(SHAPES[size][0] / long, SHAPES[size][1] / short);
  const most = Math.sqrt(MAX_PIXELS / (width * height));
  const fitting = Math.min(scale, most);
  return { width: even(width * fitting), height: even(height * fitting) };
}
