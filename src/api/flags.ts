import { z } from '@hono/zod-openapi';

/** Yes or no, also as the words `true` and `false`, which is what queries and forms carry. */
export const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean(),
);
