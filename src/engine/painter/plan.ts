import { type ImageHeader, uprightSize } from '../codec/header.ts';
import { scaledSize } from '../codec/jpeg/samples.ts';
import { type MemoryPlan, planWork, refuseUnlessItFits } from '../plan.ts';
import type { PaintRequest } from './parameters.ts';
import { sheetFor } from './sheet.ts';

/** Luminance and three colours. */
const PHOTO_PLANES = 4;
/** Of the sheet: paint, heights, picture and cover of lines, frames as shown, and the encoder with its output. */
const SHEET_BYTES_PER_PIXEL = 3 + 1 + 3 + 1 + 3 + 11.5;
/** Strokes, points of lines, tiles. */
const TABLE_BYTES = 5 * 1024 * 1024;
/** By how many pixels a photo that was decoded whole may miss its picture, which has even sides. */
const ROUNDING_PX = 2;

/**
 * What painting a photo takes, from its header alone. What decodes it goes before painting, where both do not fit.
 *
 * @throws {EngineError} IMAGE_TOO_LARGE
 */
export function checkPaintable(header: ImageHeader, request: PaintRequest): MemoryPlan {
  const upright = uprightSize(header);
  const { picture, paddedWidth, paddedHeight } = sheetFor(upright.width, upright.height, request);
  const max_size = Math.max(picture.width, picture.height);
  const loading = refuseUnlessItFits(
    header,
    planWork(header, { format: 'jpeg', color: true, bytesPerPixel: 0, max_size }),
  );
  const { denominator } = loading;
  const [across, down] = [scaledSize(upright.width, denominator), scaledSize(upright.height, denominator)];
  const whole =
    across >= picture.width &&
    down >= picture.height &&
    loading.width >= picture.width - ROUNDING_PX &&
    loading.height >= picture.height - ROUNDING_PX;
  const { width, height } = whole ? picture : loading;
  const painting =
    paddedWidth * paddedHeight * SHEET_BYTES_PER_PIXEL +
    picture.width * picture.height * PHOTO_PLANES +
    TABLE_BYTES;
  const kernelBytes = Math.max(loading.kernelBytes, Math.ceil(painting));
  const fixed = loading.peakBytes - loading.kernelBytes - codecsOf(loading);
  const peakBytes = Math.max(loading.peakBytes, fixed + kernelBytes);
  return { ...loading, width, height, kernelBytes, peakBytes };
}

function codecsOf({ codecBytes }: MemoryPlan): number {
  return Object.values(codecBytes).reduce((sum, bytes) => sum + bytes, 0);
}
