import { z } from '@hono/zod-openapi';

const DECIMAL = /^[+-]?\d+$/;

/**
 * A whole number, also as its decimal text, which is what queries and forms carry. Nothing else is taken for one: no
 * hexadecimal, no exponent, no empty text, no boolean.
 */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER) {
  const number = z.int().min(min).max(max);
  return z.preprocess(
    (value) => (typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value),
    number,
  );
}
