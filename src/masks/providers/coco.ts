import { z } from 'zod';

/** Run lengths as COCO writes them: `size` is height, width. */
export const cocoRle = z.object({
  size: z.tuple([z.int().positive(), z.int().positive()]),
  counts: z.union([z.string(), z.array(z.int().nonnegative())]),
});
