import { z } from '@hono/zod-openapi';
import { MASK_FITS } from '../../engine/index.ts';

export const maskAnswer = z
  .object({ success: z.literal(true), id: z.string(), mask_url: z.url(), width: z.int(), height: z.int() })
  .openapi('DrawnMask');

export const maskQuery = z.object({
  format: z
    .enum(['png', 'alpha'])
    .default('png')
    .describe('White on black, or white on nothing: what is not painted is transparent'),
  fit: z
    .enum(MASK_FITS)
    .default('contain')
    .describe('How the photo was shown on the canvas: centred with its aspect kept, or stretched over it'),
});

export type MaskQuery = z.output<typeof maskQuery>;
