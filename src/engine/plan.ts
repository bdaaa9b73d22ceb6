import { type ImageHeader, type ImageType, uprightSize } from './codec/header.ts';
import { jpegDecodingBytes } from './codec/jpeg/plan.ts';
import { type Denominator, scaledSize } from './codec/jpeg/samples.ts';
import { EngineError } from './errors.ts';
import { MAXIMUM_PAGES, PAGE_BYTES } from './kernels/arena.ts';
import { fitWithin } from './shrink.ts';
import type { Format, SketchRequest } from './styles/parameters.ts';
import { converterFor } from './styles/registry.ts';

/** What a job will take before it starts. */
export interface MemoryPlan {
  /** Size of the result, which is the size the converter works at: smaller than asked when that would not fit. */
  width: number;
  height: number;
  /** The photo is decoded at 1/denominator of its size. */
  denominator: Denominator;
  /** Most memory of Photon and of the arena, in bytes. */
  codecBytes: number;
  kernelBytes: number;
  /** Highest sum of codec and kernel memory, in bytes; the file itself is not counted. */
  peakBytes: number;
}

/** Codec and kernel memory together; the rest of an isolate's 128 MB holds the file, the result and JavaScript. */
export const MEMORY_BUDGET_BYTES = 100 * 1024 * 1024;

/** Photon's peak while it decodes, bytes per pixel of the stored picture (measured at 4 megapixels). */
export const DECODE_BYTES_PER_PIXEL: Record<Exclude<ImageType, 'jpeg'>, number> = {
  png: 17,
  gif: 16,
  webp: 16.5,
  bmp: 15,
  tiff: 18.5,
};

/** And while it encodes a drawing, whose grain compresses badly; per pixel of the result. Only WebP is its work. */
const ENCODE_BYTES_PER_PIXEL: Record<Format, number> = { png: 0, jpeg: 0, webp: 18 };

/** However little a converter needs. */
export const MAX_PIXELS = 5_000_000;

/** Of a JPEG, which is decoded at a reduction where its pixels would not fit: the time it takes is the limit. */
export const MAX_JPEG_PIXELS = 25_000_000;

/** Photon's code, stack and tables; tiles and row buffers of the kernels. */
export const FIXED_BYTES = 8 * 1024 * 1024;

/** What of the arena is left for planes: without the kernels' data, tiles and row buffers. */
export const KERNEL_BYTES = MAXIMUM_PAGES * PAGE_BYTES - 4 * 1024 * 1024;

/** Whether the photo's colour planes are needed besides its luminance. */
export function wantsColor(request: SketchRequest): boolean {
  return request.type === 'color' && converterFor(request).usesColor;
}

/** Says the size and the peak memory of a sketch, from the header alone. */
export function plan(header: ImageHeader, request: SketchRequest): MemoryPlan {
  return header.type === 'jpeg'
    ? planJpeg(header, request)
    : planPhoton({ ...header, type: header.type }, request);
}

function planPhoton(
  header: ImageHeader & { type: Exclude<ImageType, 'jpeg'> },
  request: SketchRequest,
): MemoryPlan {
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
  return { width, height, denominator: 1, ...memory(codec, kernels) };
}

/**
 * A JPEG is decoded at the reduction that leaves the largest result, up to the size that is asked for; at the
 * strongest one of those.
 */
function planJpeg(header: ImageHeader, request: SketchRequest): MemoryPlan {
  const [smallest, ...larger] = [
    planReduced(header, request, 8),
    planReduced(header, request, 4),
    planReduced(header, request, 2),
    planReduced(header, request, 1),
  ] as const;
  const pixels = (job: MemoryPlan) => job.width * job.height;
  return larger.reduce((best, next) => (pixels(next) > pixels(best) ? next : best), smallest);
}

/** The plan with a given reduction; one that does not fit has a result of one pixel. */
function planReduced(header: ImageHeader, request: SketchRequest, denominator: Denominator): MemoryPlan {
  const upright = uprightSize(header);
  const [askedWidth, askedHeight] = fitWithin(upright.width, upright.height, request.max_size);
  const decodedWidth = scaledSize(upright.width, denominator);
  const decodedHeight = scaledSize(upright.height, denominator);
  const decoded = decodedWidth * decodedHeight;
  const wide = Math.min(askedWidth, decodedWidth);
  const high = Math.min(askedHeight, decodedHeight);

  const planes = wantsColor(request) ? 4 : 1;
  const drawing = planes + converterFor(request).bytesPerPixel;
  const encoding = ENCODE_BYTES_PER_PIXEL[request.format];
  const budget = MEMORY_BUDGET_BYTES - FIXED_BYTES;
  const drawable = Math.min(KERNEL_BYTES / drawing, budget / (drawing + encoding));
  const shrinks = wide * high > drawable || wide < decodedWidth || high < decodedHeight;
  // While a plane is shrunk it stands twice.
  const loading = Math.max(jpegDecodingBytes(header, decoded, planes), shrinks ? decoded * (planes + 1) : 0);
  // The arena never shrinks: what loading took stands beside the encoder.
  const encodable = encoding === 0 ? Infinity : (budget - loading) / encoding;
  const most = loading > KERNEL_BYTES ? 0 : Math.max(0, Math.min(drawable, encodable));
  const room = Math.min(1, Math.sqrt(most / (wide * high)));
  const width = Math.max(1, Math.floor(wide * room));
  const height = Math.max(1, Math.floor(high * room));
  const kernels = Math.max(loading, width * height * drawing);
  return { width, height, denominator, ...memory(width * height * encoding, kernels) };
}

function memory(codec: number, kernels: number) {
  const [codecBytes, kernelBytes] = [Math.ceil(codec), Math.ceil(kernels)];
  return { codecBytes, kernelBytes, peakBytes: FIXED_BYTES + codecBytes + kernelBytes };
}

function megapixels(pixels: number, round: (value: number) => number): string {
  return String(round(pixels / 1e5) / 10);
}

/**
 * Refuses a photo that is too large to be sketched, from its header alone.
 *
 * @returns what the job will take
 * @throws {EngineError} IMAGE_TOO_LARGE with `limit` in pixels
 */
export function checkSketchable(header: ImageHeader, request: SketchRequest): MemoryPlan {
  const pixels = header.width * header.height;
  const job = plan(header, request);
  const limit = header.type === 'jpeg' ? MAX_JPEG_PIXELS : photonLimit(pixels, job);
  if (pixels <= limit) return job;
  throw tooLarge(header, limit, 'sketches');
}

/** Says how large a photo may be, in pixels, for `results` like the one that was asked for. */
export function tooLarge({ type, width, height }: ImageHeader, limit: number, results: string): EngineError {
  const has = megapixels(width * height, Math.ceil);
  const upTo = megapixels(limit, Math.floor);
  const message = `This photo has ${has} megapixels; of ${FORMAT_NAMES[type]} files, ${results} like this one take up to ${upTo} megapixels.`;
  return new EngineError('IMAGE_TOO_LARGE', message, limit);
}

/** Pixels at which a job like this one fills the budget. */
function photonLimit(pixels: number, job: MemoryPlan): number {
  const bytesPerPixel = (job.peakBytes - FIXED_BYTES) / pixels;
  return Math.min(MAX_PIXELS, Math.floor((MEMORY_BUDGET_BYTES - FIXED_BYTES) / bytesPerPixel));
}

const FORMAT_NAMES: Record<ImageType, string> = {
  jpeg: 'JPEG',
  png: 'PNG',
  gif: 'GIF',
  webp: 'WebP',
  bmp: 'BMP',
  tiff: 'TIFF',
};
