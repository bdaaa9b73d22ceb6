import { type ImageHeader, type ImageType, uprightSize } from './codec/header.ts';
import { EngineError } from './errors.ts';
import { fitWithin } from './shrink.ts';
import type { SketchRequest } from './styles/parameters.ts';
import { converterFor } from './styles/registry.ts';

/** What a job will take before it starts. */
export interface MemoryPlan {
  /** Size of the result. */
  width: number;
  height: number;
  /** Size of the picture that the converter works on. */
  workingWidth: number;
  workingHeight: number;
  /** Highest sum of codec and kernel memory, in bytes; the file itself is not counted. */
  peakBytes: number;
}

/** Codec and kernel memory together; the rest of an isolate's 128 MB holds the file, the result and JavaScript. */
export const MEMORY_BUDGET_BYTES = 100 * 1024 * 1024;

/**
 * Photon's peak per pixel of the stored picture: decoding, then the copy that is read from; it stands until the
 * isolate goes, so encoding (which takes less) reuses it.
 */
const DECODE_BYTES_PER_PIXEL: Record<ImageType, number> = {
  jpeg: 14,
  png: 16,
  gif: 16,
  webp: 18,
  bmp: 16,
  tiff: 20,
};

/** Most pixels a file of each type may have. */
const MAX_PIXELS: Record<ImageType, number> = {
  jpeg: 4_500_000,
  png: 4_000_000,
  gif: 4_000_000,
  webp: 4_000_000,
  bmp: 4_000_000,
  tiff: 4_000_000,
};

/** Photon's code, stack and tables; row buffers of the kernels. */
const FIXED_BYTES = 4 * 1024 * 1024;

/** Whether the photo's colour planes are needed besides its luminance. */
export function wantsColor(request: SketchRequest): boolean {
  return request.type === 'color' && converterFor(request).usesColor;
}

/** Says the peak memory of a sketch, from the header alone. */
export function plan(header: ImageHeader, request: SketchRequest): MemoryPlan {
  const upright = uprightSize(header);
  const [width, height] = fitWithin(upright.width, upright.height, request.max_size);
  const converter = converterFor(request);
  const stored = header.width * header.height;
  const working = width * height;
  const planes = wantsColor(request) ? 4 : 1;
  // While planes are turned and shrunk one of them stands twice.
  const loading = stored * (planes + 1);
  const drawing = working * (planes + converter.bytesPerPixel);
  const peakBytes = FIXED_BYTES + stored * DECODE_BYTES_PER_PIXEL[header.type] + Math.max(loading, drawing);
  return { width, height, workingWidth: width, workingHeight: height, peakBytes };
}

function megapixels(pixels: number): string {
  return (pixels / 1e6).toFixed(1).replace(/\.0$/, '');
}

/**
 * Refuses a photo that is too large to be sketched, from its header alone.
 *
 * @throws {EngineError} IMAGE_TOO_LARGE with `limit` in pixels
 */
export function checkSketchable(header: ImageHeader, request: SketchRequest): MemoryPlan {
  const pixels = header.width * header.height;
  const limit = MAX_PIXELS[header.type];
  const job = plan(header, request);
  if (pixels > limit || job.peakBytes > MEMORY_BUDGET_BYTES) {
    throw new EngineError(
      'IMAGE_TOO_LARGE',
      `This photo has ${megapixels(pixels)} megapixels; sketches take up to ${megapixels(limit)} megapixels for now.`,
      limit,
    );
  }
  return job;
}
