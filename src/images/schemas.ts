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

/** However long it is: what cannot be an id is not found, as any that no image has. */
export const imagePath = z.object({ id: z.string().min(1) });

const MAX_VERSION_CHARACTERS = 256;

/** How a file is sent in a form; it is read as it streams, so it is documented and checked apart. */
export const fileForm = z
  .object({
    file: z.any().openapi({ type: 'string', format: 'binary' }),
    metadata: z.string().optional().describe('A JSON object of at most 4 KB'),
  })
  .openapi('FileForm');

export const uploadQuery = z.object({
  animate: z.string().max(16).optional().describe('`true` begins the video of the photo at once'),
});

export const uploadedAnswer = z
  .object({
    success: z.literal(true),
    message: z.string(),
    id: z.string(),
    image_id: z.string(),
    url: z.url(),
    video_filename: z.string(),
    processing_time: z.number().describe('Seconds'),
    file_size: z.int(),
    width: z.int(),
    height: z.int(),
    content_type: z.string(),
  })
  .openapi('UploadedImage');

export const versionSchema = z
  .object({
    image_id: z.string(),
    s3_url: z.url(),
    original_filename: z.string(),
    file_size: z.int(),
    content_type: z.string(),
    uploaded_at: time,
    width: z.int(),
    height: z.int(),
    thumbnail_url: z.url(),
    blurhash: z.string().nullable(),
    metadata: z.record(z.string(), z.unknown()).nullable(),
  })
  .openapi('ImageVersion');

export const imageSchema = z
  .object({
    success: z.literal(true),
    id: z.string(),
    image_id: z.string(),
    original_url: z.url(),
    mask_url: z.url().nullable(),
    count: z.int(),
    images: z.array(versionSchema).describe('Newest first, at most 100'),
  })
  .openapi('Image');

export const imageListSchema = z
  .object({
    images: z.array(
      z.object({
        image_id: z.string(),
        width: z.int(),
        height: z.int(),
        created_at: time,
        mask_count: z.int(),
        thumbnail_url: z.url(),
      }),
    ),
    next_cursor: z.string().nullable(),
  })
  .openapi('ImageList');

export const deletedAnswer = z.object({ message: z.string(), image_id: z.string() }).openapi('DeletedImage');

export const droppedAnswer = z
  .object({
    success: z.literal(true),
    message: z.string(),
    image_id: z.string(),
    s3_url: z.url(),
    image_url: z.url(),
    delete_url: z.url(),
    uploaded_at: time,
  })
  .openapi('DroppedImage');

export const newestAnswer = z
  .object({
    success: z.literal(true),
    image_id: z.string(),
    s3_url: z.url(),
    original_filename: z.string(),
    file_size: z.int(),
    content_type: z.string(),
    uploaded_at: time,
  })
  .openapi('NewestVersion');

export const picturePath = imagePath.extend({
  modifiers: z
    .string()
    .describe('Modifiers joined by commas, `w_320,fit_inside,f_auto`; `_` for none')
    .openapi({ example: 'w_320,h_320,fit_inside,f_auto' }),
});

export const pictureQuery = z.object({
  v: z
    .string()
    .max(MAX_VERSION_CHARACTERS)
    .optional()
    .describe('One version of the image; absent is the newest'),
  expires: z.string().optional(),
  signature: z.string().optional(),
});
