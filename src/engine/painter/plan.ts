import { type ImageHeader, type ImageType, uprightSize } from '../codec/header.ts';
import { jpegDecodingBytes } from '../codec/jpeg/plan.ts';
import { type Denominator, scaledSize } from '../codec/jpeg/samples.ts';
import {
  DECODE_BYTES_PER_PIXEL,
  FIXED_BYTES,
  KERNEL_BYTES,
  MAX_JPEG_PIXELS,
  MAX_PIXELS,
  MEMORY_BUDGET_BYTES,
  type MemoryPlan,
  tooLarge,
} from '../plan.ts';
import type { PaintRequest } from './parameters.ts';
import { type Sheet, sheetFor } from './sheet.ts';

/** Luminance and three colours. */
const PHOTO_PLANES = 4;
/** Of the sheet: paint, heights, picture and cover of lines, frames as shown, and the encoder with its output. */
const SHEET_BYTES_PER_PIXEL = 3 + 1 + 3 + 1 + 3 + 11.5;
/** Strokes, points of lines, tiles. */
const TABLE_BYTES = 5 * 1024 * 1024;
const DENOMINATORS = [8, 4, 2, 1] as const satisfies Denominator[];

export interface PaintPlan extends MemoryPlan {
  sheet: Sheet;
}

/** Says the frame and the peak memory of an animation, from the header alone. */
export function planPaint(header: ImageHeader, request: PaintRequest): PaintPlan {
  const upright = uprightSize(header);
  const sheet = sheetFor(upright.width, upright.height, request);
  const { picture } = sheet;
  const loading = header.type === 'jpeg' ? loadJpeg(header, sheet) : { denominator: 1 as const, bytes: 0 };
  const { denominator } = loading;
  const width = Math.min(picture.width, scaledSize(upright.width, denominator));
  const height = Math.min(picture.height, scaledSize(upright.height, denominator));
  const painting =
    sheet.paddedWidth * sheet.paddedHeight * SHEET_BYTES_PER_PIXEL +
    picture.width * picture.height * PHOTO_PLANES +
    (width < picture.width ? width * height * PHOTO_PLANES : 0) +
    TABLE_BYTES;
  const stored = header.width * header.height;
  const decoding = header.type === 'jpeg' ? 0 : stored * DECODE_BYTES_PER_PIXEL[header.type];
  // While a plane is turned upright or shrunk it stands twice.
  const planes = header.type === 'jpeg' ? loading.bytes : stored * (PHOTO_PLANES + 1);
  const codecBytes = Math.ceil(decoding);
  const kernelBytes = Math.ceil(Math.max(planes, painting));
  // What decoded the photo goes before painting begins, if both do not fit.
  const together = codecBytes + kernelBytes;
  const peak = together > MEMORY_BUDGET_BYTES ? Math.max(codecBytes + planes, kernelBytes) : together;
  return { width, height, denominator, codecBytes, kernelBytes, peakBytes: FIXED_BYTES + peak, sheet };
}

/** The strongest reduction that leaves the picture its size on the sheet; a stronger one where that does not fit. */
function loadJpeg(header: ImageHeader, { picture }: Sheet): { denominator: Denominator; bytes: number } {
  const upright = uprightSize(header);
  const reductions = DENOMINATORS.map((denominator) => {
    const [width, height] = [scaledSize(upright.width, denominator), scaledSize(upright.height, denominator)];
    const decoded = width * height;
    const large = width >= picture.width && height >= picture.height;
    const bytes = Math.max(jpegDecodingBytes(header, decoded, PHOTO_PLANES), decoded * (PHOTO_PLANES + 1));
    return { denominator, bytes, large };
  }).filter(({ bytes }) => bytes <= KERNEL_BYTES);
  const best = reductions.find(({ large }) => large) ?? reductions.at(-1);
  return best ?? { denominator: 8, bytes: Infinity };
}

/**
 * Refuses a photo that is too large to be painted, from its header alone.
 *
 * @throws {EngineError} IMAGE_TOO_LARGE with `limit` in pixels
 */
export function checkPaintable(header: ImageHeader, request: PaintRequest): PaintPlan {
  const plan = planPaint(header, request);
  const pixels = header.width * header.height;
  const most = header.type === 'jpeg' ? MAX_JPEG_PIXELS : photonLimit(header.type);
  const limit = plan.peakBytes > FIXED_BYTES + MEMORY_BUDGET_BYTES ? Math.min(most, pixels - 1) : most;
  if (pixels > limit) throw tooLarge(header, limit, 'paintings');
  return plan;
}

function photonLimit(type: Exclude<ImageType, 'jpeg'>): number {
  const bytesPerPixel = DECODE_BYTES_PER_PIXEL[type] + PHOTO_PLANES + 1;
  return Math.min(MAX_PIXELS, Math.floor((MEMORY_BUDGET_BYTES - FIXED_BYTES) / bytesPerPixel));
}
