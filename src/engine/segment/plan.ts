import { type ImageHeader, uprightSize } from '../codec/header.ts';
import { jpegDecodingBytes } from '../codec/jpeg/plan.ts';
import { type Denominator, scaledSize } from '../codec/jpeg/samples.ts';
import { EngineError } from '../errors.ts';
import {
  DECODE_BYTES_PER_PIXEL,
  FIXED_BYTES,
  KERNEL_BYTES,
  MEMORY_BUDGET_BYTES,
  type MemoryPlan,
} from '../plan.ts';

/** Luminance, which decoding makes anyway, red, green and blue. */
const PLANES = 4;
/** The small copies, their graph and their guides: 512 × 512 pixels at most, whatever the photo. */
const SEGMENTING_BYTES = 20 * 1024 * 1024;
/** Edges are refined at this size at most; masks of larger photos are scaled up. */
const WORKING_PIXELS = 4_200_000;
/** However little it takes. */
const MAX_JPEG_PIXELS = 25_000_000;

const DENOMINATORS: readonly Denominator[] = [1, 2, 4, 8];

/**
 * What segmenting or rendering a photo takes: a JPEG is decoded at the least reduction that fits.
 *
 * @throws {EngineError} IMAGE_TOO_LARGE with `limit` in pixels
 */
export function planSegment(header: ImageHeader): MemoryPlan {
  const stored = header.width * header.height;
  const limit = header.type === 'jpeg' ? MAX_JPEG_PIXELS : storedLimit(DECODE_BYTES_PER_PIXEL[header.type]);
  if (stored > limit) {
    const [has, upTo] = [Math.ceil(stored / 1e5) / 10, Math.floor(limit / 1e5) / 10];
    const message = `This photo has ${has} megapixels; of such files, up to ${upTo} can be segmented.`;
    throw new EngineError('IMAGE_TOO_LARGE', message, limit);
  }
  const upright = uprightSize(header);
  if (header.type !== 'jpeg') {
    const codec = stored * DECODE_BYTES_PER_PIXEL[header.type];
    return planned(upright.width, upright.height, 1, codec, kernelBytes(stored, stored * (PLANES + 1)));
  }
  for (const denominator of DENOMINATORS) {
    const [width, height] = [scaledSize(upright.width, denominator), scaledSize(upright.height, denominator)];
    const pixels = width * height;
    const bytes = kernelBytes(pixels, jpegDecodingBytes(header, pixels, PLANES));
    const isLast = denominator === 8;
    if (isLast || (pixels <= WORKING_PIXELS && bytes <= KERNEL_BYTES)) {
      return planned(width, height, denominator, 0, bytes);
    }
  }
  throw new Error('The last reduction is always taken.');
}

function kernelBytes(pixels: number, loading: number): number {
  return Math.max(loading, pixels * PLANES + SEGMENTING_BYTES);
}

/** Pixels at which decoding and segmenting fill the budget together. */
function storedLimit(codecBytesPerPixel: number): number {
  const left = MEMORY_BUDGET_BYTES - FIXED_BYTES - SEGMENTING_BYTES;
  return Math.floor(left / (codecBytesPerPixel + PLANES));
}

function planned(
  width: number,
  height: number,
  denominator: Denominator,
  codec: number,
  kernels: number,
): MemoryPlan {
  const [codecBytes, kernel] = [Math.ceil(codec), Math.ceil(kernels)];
  return {
    width,
    height,
    denominator,
    codecBytes,
    kernelBytes: kernel,
    peakBytes: FIXED_BYTES + codecBytes + kernel,
  };
}
