import { z } from '@hono/zod-openapi';
import { flag } from '../../api/flags.ts';
import { integer } from '../../api/numbers.ts';
import { time } from '../../api/schemas.ts';
import { imagePath } from '../../images/index.ts';

const MAX_ID_CHARACTERS = 128;
const MAX_POINTS = 100;
const MAX_INSTRUCTIONS = 1000;

export const maskPath = imagePath.extend({ mask_id: integer(0) });

export const generateRequest = z.object({
  image_id: z.string().max(MAX_ID_CHARACTERS).optional().describe('An own id; absent makes one'),
  original_image_b64: z.string().min(1).describe('The photo: base64, with or without a data: prefix'),
  async: flag.default(false).describe('Answers at once with a task; the masks are there when it has ended'),
});

const size = z.object({ width: z.int(), height: z.int() });
const bbox = z.tuple([z.int(), z.int(), z.int(), z.int()]).describe('x, y, width, height in pixels');

export const generateAnswer = z
  .object({
    message: z.string(),
    image_id: z.string(),
    mask_count: z.int(),
    image_dimensions: size,
    mask_ids: z.array(z.int()),
  })
  .openapi('MasksGenerated');

export const generateAccepted = z
  .object({ message: z.string(), image_id: z.string(), task_id: z.string(), status: z.literal('pending') })
  .openapi('MasksStarted');

export const maskRecord = z
  .object({ id: z.int(), area: z.int(), bbox, score: z.number(), mask_b64: z.string() })
  .openapi('Mask');

export const maskLinkRecord = maskRecord
  .omit({ mask_b64: true })
  .extend({ mask_url: z.url() })
  .openapi('MaskLink');

export const infoQuery = z.object({
  include: z.enum(['base64', 'urls']).default('base64').describe('Pictures in the answer, or links to them'),
});

export const infoAnswer = size
  .extend({
    image_id: z.string(),
    created_at: time,
    original_image_b64: z.string().optional(),
    original_url: z.url().optional(),
    available_masks: z.array(z.union([maskRecord, maskLinkRecord])),
  })
  .openapi('MaskedImage');

const colorPart = z.int().min(0).max(255);
export const renderRequest = z.object({
  render_instructions: z
    .array(
      z.object({ mask_id: z.int(), color: z.tuple([colorPart, colorPart, colorPart, colorPart]).nullable() }),
    )
    .max(MAX_INSTRUCTIONS)
    .describe('In order; a colour (red, green, blue, alpha) is laid over, null copies the photo'),
});

export const renderAnswer = z
  .object({ message: z.string(), rendered_image_b64: z.string() })
  .openapi('RenderedMasks');

export const pointQuery = z.object({
  x: integer(Number.MIN_SAFE_INTEGER),
  y: integer(Number.MIN_SAFE_INTEGER),
});

const point = z.object({ x: z.int(), y: z.int() });
export const pointAnswer = z
  .union([
    z.object({
      message: z.string(),
      point,
      mask_id: z.int(),
      mask_area: z.int(),
      mask_bbox: bbox,
      total_containing_masks: z.int(),
      all_containing_masks: z.array(z.int()),
    }),
    z.object({ message: z.string(), point, mask_id: z.null(), total_masks_checked: z.int() }),
  ])
  .openapi('MaskAtPoint');

export const promptRequest = z.object({
  points: z
    .array(z.object({ x: z.int(), y: z.int(), label: z.literal([0, 1]).default(1) }))
    .max(MAX_POINTS)
    .default([])
    .describe('Label 1 lies on the object, 0 beside it'),
  box: bbox.optional(),
});

export const MASK_FORMATS = ['png', 'rle', 'coco', 'svg'] as const;
export const maskQuery = z.object({
  format: z
    .enum(MASK_FORMATS)
    .default('png')
    .describe('Black and white; COCO run lengths; a COCO annotation with polygons; one path'),
  v: z.string().max(MAX_ID_CHARACTERS).optional().describe('One version of the image; absent is the newest'),
  expires: z.string().optional(),
  signature: z.string().optional(),
});

const counts = z.object({ size: z.tuple([z.int(), z.int()]).describe('Height, width'), counts: z.string() });
export const rleAnswer = counts.extend({ area: z.int(), bbox, score: z.number() }).openapi('MaskRunLengths');

export const cocoAnswer = z
  .object({
    id: z.int(),
    image_id: z.string(),
    iscrowd: z.literal(0),
    area: z.int(),
    bbox,
    score: z.number(),
    segmentation: z.array(z.array(z.number())),
    rle: counts,
  })
  .openapi('CocoAnnotation');
