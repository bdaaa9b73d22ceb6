import { z } from 'zod';

const MAX_SEED = 2 ** 32 - 1;

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Query strings carry numbers as text; anything but a plain decimal stays text and is refused as such. */
export function fromText(value: unknown): unknown {
  return typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
}

export const fraction = z.preprocess(fromText, z.number().min(0).max(1));
export const seed = z.preprocess(fromText, z.number().int().min(0).max(MAX_SEED));
