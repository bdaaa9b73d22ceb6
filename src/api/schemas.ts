import { z } from '@hono/zod-openapi';
import { integer } from './numbers.ts';
import { ERRORS, type ErrorCode } from '../http/codes.ts';

/** Schemas that several areas answer with. */

export const time = z.iso.datetime().openapi({ example: '2026-11-01T12:00:00.000Z' });

export const nullable = <Schema extends z.ZodType>(schema: Schema) => schema.nullable();

const invalid = z.object({
  loc: z.array(z.union([z.string(), z.number()])),
  msg: z.string(),
  type: z.string(),
});

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.union([z.string(), z.array(invalid)]),
    instance: z.string(),
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
    request_id: z.string(),
    success: z.literal(false),
    error: z.string(),
    error_type: z.string(),
    status_code: z.int(),
    details: z.string().nullable(),
  })
  .openapi('Problem');

export const messageSchema = z.object({ message: z.string() }).openapi('Message');

/** Epoch milliseconds as the API writes times. */
export function isoTime(milliseconds: number): string;
export function isoTime(milliseconds: number | null): string | null;
export function isoTime(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}

/** Lists that a front end reads as a bare array. */
export const MAX_BARE_LIST = 1000;
export const bareListQuery = z.object({
  skip: integer(0).default(0),
  limit: integer(1, MAX_BARE_LIST).default(100),
});

/** All other lists. */
export const cursorQuery = z.object({
  cursor: z.string().max(512).optional(),
  limit: integer(1, 100).default(50),
});
