import { type ImageHeader, type ImageType, uprightSize } from './codec/header.ts';
import { EngineError } from './errors.ts';
import { fitWithin } from './shrink.ts';
import type { Format, SketchRequest } from './styles/parameters.ts';
import { converterFor } from './styles/registry.ts';

/** What a job will take before it starts. */
export interface MemoryPlan {
  /** Size of the result, which is the size the converter works at. */
  width: number;
  height: number;
  /** Highest sum of codec and kernel memory, in bytes; the file itself is not counted. */
  peakBytes: number;
}

/** Codec and kernel memory together; the rest of an isolate's 128 MB holds the file, the result and JavaScript. */
export const MEMORY_BUDGET_BYTES = 100 * 1024 * 1024;

/** Photon's peak while it decodes, bytes per pixel of the stored picture (measured at 4 megapixels). */
const DECODE_BYTES_PER_PIXEL: Record<ImageType, number> = {
  jpeg: 15.5,
  png: 17,
  gif: 16,
  webp: 16.5,
  bmp: 15,
  tiff: 18.5,
};

/** And while it encodes a drawing, whose grain compresses badly; per pixel of the result. */
const ENCODE_BYTES_PER_PIXEL: Record<Format, number> = { png: 22.5, jpeg: 17.5, webp: 18 };

const CMYK_CHANNELS = 4;

/** However little a converter needs. */
const MAX_PIXELS = 5_000_000;

/** Photon's code, stack and tables; tiles and row buffers of the kernels. */
const FIXED_BYTES = 8 * 1024 * 1024;

/** Whether the photo's colour planes are needed besides its luminance. */
export function wantsColor(request: SketchRequest): boolean {
  return request.type === 'color' && converterFor(request).usesColor;
}

/** Says the peak memory of a sketch, from the header alone. */
export function plan(header: ImageHeader, request: SketchRequest): MemoryPlan {
  const upright = uprightSize(header);
  const [width, height] = fitWithin(upright.width, upright.height, request.max_size);
  const stored = header.width * header.height;
  const working = width * height;
  const planes = wantsColor(request) ? 4 : 1;
  // While a plane is turned upright or shrunk it stands twice.
  const kernels = stored * planes + Math.max(stored, working * converterFor(request).bytesPerPixel);
  // Its memory never shrinks, so the higher one of both stands until the isolate goes.
  const decoding = stored * DECODE_BYTES_PER_PIXEL[header.type];
  const codec = Math.max(decoding, working * ENCODE_BYTES_PER_PIXEL[request.format]);
  return { width, height, peakBytes: Math.ceil(FIXED_BYTES + codec + kernels) };
}

function megapixels(pixels: number, round: (value: number) => number): string {
  return String(round(pixels / 1e5) / 10);
}

/**
 * Refuses a photo that is too large to be sketched, from its header alone.
 *
 * @returns what the job will take
 * @throws {EngineError} IMAGE_TOO_LARGE with `limit` in pixels; UNSUPPORTED_FORMAT for print colours
 */
export function checkSketchable(header: ImageHeader, request: SketchRequest): MemoryPlan {
  if (header.type === 'jpeg' && header.channels === CMYK_CHANNELS) {
    throw new EngineError(
      'UNSUPPORTED_FORMAT',
      'This JPEG is in print colours (CMYK), which sketches do not take yet; please save it as RGB.',
    );
  }
  const pixels = header.width * header.height;
  const job = plan(header, request);
  const bytesPerPixel = (job.peakBytes - FIXED_BYTES) / pixels;
  const limit = Math.min(MAX_PIXELS, Math.floor((MEMORY_BUDGET_BYTES - FIXED_BYTES) / bytesPerPixel));
  if (pixels > limit) {
    const has = megapixels(pixels, Math.ceil);
    const upTo = megapixels(limit, Math.floor);
    throw new EngineError(
      'IMAGE_TOO_LARGE',
      `This photo has ${has} megapixels; sketches like this one take up to ${upTo} megapixels for now.`,
      limit,
    );
  }
  return job;
}
