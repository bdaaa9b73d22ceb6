import { z } from 'zod';
import { fraction, fromText, seed } from '../numbers.ts';
import { STYLES, type Style } from './registry.ts';

export { STYLES, type Style };

export const TYPES = ['black_and_white', 'color'] as const;
export const METHODS = ['basic', 'advanced', 'artistic'] as const;
export const LOOKS = ['modern', 'classic'] as const;
export const PAPERS = ['none', 'cold-press', 'laid', 'canvas'] as const;
export const FORMATS = ['png', 'jpeg', 'webp'] as const;

export type SketchType = (typeof TYPES)[number];
export type Method = (typeof METHODS)[number];
export type Look = (typeof LOOKS)[number];
export type Paper = (typeof PAPERS)[number];
export type Format = (typeof FORMATS)[number];

const MIN_SIDE_PX = 16;
const MAX_SIDE_PX = 8192;

const side = z.preprocess(fromText, z.number().int().min(MIN_SIDE_PX).max(MAX_SIDE_PX));

/** Everything a sketch can be asked for, with defaults; takes numbers or their text (query parameters). */
export const sketchParameters = z.object({
  style: z.enum(STYLES).default('pencil').describe('What the picture is drawn with'),
  type: z.enum(TYPES).default('black_and_white').describe("Black and white, or the photo's colours"),
  method: z
    .enum(METHODS)
    .default('advanced')
    .describe('How much work goes into it: a quick sketch, a worked drawing, an expressive one'),
  look: z
    .enum(LOOKS)
    .default('modern')
    .describe('`classic` reproduces the pictures of the earlier service; it ignores style and type'),
  strength: fraction.default(0.5).describe('How firmly it is drawn: 0 faint, 1 dark and rich'),
  detail: fraction
    .default(0.5)
    .describe('How much of the fine structure is drawn: 0 only large forms, 1 all'),
  paper: z
    .enum(PAPERS)
    .default('cold-press')
    .describe('The paper whose grain decides where the pigment sticks'),
  seed: seed
    .default(1)
    .describe('The same seed gives the same picture, another seed other strokes and grain'),
  format: z.enum(FORMATS).default('png').describe('File format of the result'),
  max_size: side
    .optional()
    .describe('Longest side of the result in pixels; absent keeps the size of the photo'),
});

/** Validated parameters of a sketch. */
export type SketchRequest = z.output<typeof sketchParameters>;
