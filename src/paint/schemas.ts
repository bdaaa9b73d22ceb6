import { z } from '@hono/zod-openapi';
import { time } from '../api/schemas.ts';
import { MODES, paintParameters } from '../engine/index.ts';

const MAX_KEY_CHARACTERS = 1024;

/** What `create` takes: the engine's own parameters, and the photo. */
export const createRequest = paintParameters.extend({
  input_key: z.string().max(MAX_KEY_CHARACTERS).optional().describe('A file sent by presigned upload'),
  image_id: z.string().max(MAX_KEY_CHARACTERS).optional().describe('An image, by its id'),
});

export type CreateRequest = z.output<typeof createRequest>;

export const VIDEO_STATUSES = ['pending', 'processing', 'completed', 'failed'] as const;

export const createAnswer = z
  .object({
    task_id: z.string(),
    image_id: z.string(),
    video_filename: z.string(),
    status: z.enum(VIDEO_STATUSES),
    message: z.string(),
  })
  .openapi('PaintStarted');

export const videoSchema = z
  .object({
    video_filename: z.string(),
    image_id: z.string(),
    task_id: z.string(),
    mode: z.enum(MODES),
    duration: z.number(),
    fps: z.int(),
    status: z.enum(VIDEO_STATUSES),
    error: z.string().nullable(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    file_size: z.int().nullable(),
    video_url: z.url().nullable(),
    download_url: z.url().nullable(),
    poster_url: z.url().nullable(),
    preview_url: z.url().nullable(),
    created_at: time,
    updated_at: time,
  })
  .openapi('Video');

export const videoListSchema = z
  .object({ videos: z.array(videoSchema), next_cursor: z.string().nullable() })
  .openapi('Videos');

export const videoPath = z.object({ filename: z.string().min(1).max(MAX_KEY_CHARACTERS) });
