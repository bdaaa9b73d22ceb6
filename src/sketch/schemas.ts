import { z } from '@hono/zod-openapi';
import { bareListQuery, time } from '../api/schemas.ts';
import { regionParameters } from '../masks/index.ts';
import { METHODS, STYLES, sketchParameters, TYPES } from '../engine/index.ts';

const MAX_KEY_CHARACTERS = 1024;

/** What a sketch's task keeps of it: besides, which region was meant, as another may take its place. */
export const taskParameters = sketchParameters.extend({
  ...regionParameters.shape,
  region: z.string().optional(),
});

/**
 * What `create` takes: the engine's own parameters, with the names that front ends use. `method` is any text
 * here, because an unknown one is answered with a 400 of its own.
 */
export const createRequest = sketchParameters.omit({ type: true }).extend({
  ...regionParameters.shape,
  input_key: z.string().max(MAX_KEY_CHARACTERS).optional().describe('A file sent by presigned upload'),
  image_id: z.string().max(MAX_KEY_CHARACTERS).optional().describe('An image, by its id'),
  sketch_type: z
    .enum(TYPES)
    .default('black_and_white')
    .describe(sketchParameters.shape.type.description ?? ''),
  method: z
    .string()
    .default('advanced')
    .openapi({ enum: [...METHODS], description: sketchParameters.shape.method.description ?? '' }),
});

export type CreateRequest = z.output<typeof createRequest>;

export const createAnswer = z
  .object({ sketch_id: z.string(), task_id: z.string(), status: z.literal('pending'), message: z.string() })
  .openapi('SketchStarted');

export const SKETCH_STATUSES = ['pending', 'processing', 'completed', 'failed'] as const;

export const sketchSchema = z
  .object({
    id: z.string(),
    original_image_url: z.url().nullable(),
    sketch_image_url: z.url().nullable(),
    thumbnail_url: z.url().nullable(),
    type: z.enum(TYPES),
    style: z.enum(STYLES),
    method: z.enum(METHODS),
    status: z.enum(SKETCH_STATUSES),
    error: z.string().nullable(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    created_at: time,
    updated_at: time,
  })
  .openapi('Sketch');

export const sketchListQuery = bareListQuery.extend({ status_filter: z.enum(SKETCH_STATUSES).optional() });

export const sketchPath = z.object({ id: z.string() });

export const stylesSchema = z
  .object({
    styles: z.array(z.string()),
    types: z.array(z.string()),
    methods: z.array(z.string()),
    descriptions: z.record(z.string(), z.unknown()),
    parameters: z.record(z.string(), z.unknown()),
  })
  .openapi('Styles');
