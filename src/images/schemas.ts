import { z } from '@hono/zod-openapi';
import { integer } from '../api/numbers.ts';
import { time } from '../api/schemas.ts';

/** Longest key or file name that is looked at. */
const MAX_TEXT_CHARACTERS = 1024;

export const presignedRequest = z.object({
  filename: z.string().min(1).max(MAX_TEXT_CHARACTERS),
  content_type: z
    .string()
    .max(MAX_TEXT_CHARACTERS)
    .regex(/^[\x20-\x7e]*$/, 'Input should be a media type')
    .optional(),
  size: integer(1)
    .optional()
    .describe('The exact number of bytes; with it, only a file of this size can be sent'),
});

export const presignedAnswer = z
  .object({ presigned_url: z.url(), key: z.string(), file_url: z.url(), expires_in: z.int() })
  .openapi('PresignedUpload');

export const confirmRequest = z.object({
  key: z.string().min(1).max(MAX_TEXT_CHARACTERS),
  etag: z.string().max(MAX_TEXT_CHARACTERS).optional(),
});

export const confirmAnswer = z
  .object({
    success: z.literal(true),
    message: z.string(),
    image_id: z.string(),
    file_info: z.object({
      key: z.string(),
      size: z.int(),
      etag: z.string(),
      last_modified: time,
      content_type: z.string(),
    }),
  })
  .openapi('ConfirmedUpload');

export const keyPath = z.object({ key: z.string().min(1).max(MAX_TEXT_CHARACTERS) });

export const downloadAnswer = z
  .object({ download_url: z.url(), key: z.string(), expires_in: z.int() })
  .openapi('DownloadLink');
