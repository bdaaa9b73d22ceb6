import { type ImageHeader, type ImageType, uprightSize } from './codec/header.ts';
import { jpegDecodingBytes } from './codec/jpeg/plan.ts';
import { type Denominator, scaledSize } from './codec/jpeg/samples.ts';
import { type CodecMemory, WEBP_ENCODING, webpDecodingBytes, webpPixelsIn } from './codec/webp/plan.ts';
import type { CodecName } from './codec/codecs.ts';
import { pngDecodingBytes } from './codec/png/plan.ts';
import { EngineError } from './errors.ts';
import { regionBytesPerPixel } from './mask/region.ts';
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
  /** Most memory of each codec and of the arena, in bytes. */
  codecBytes: Record<CodecName, number>;
  kernelBytes: number;
  /** Highest sum of codec and kernel memory and the file, in bytes. */
  peakBytes: number;
}

/**
 * Codec and kernel memory together; the rest of an isolate's 128 MB holds the file and then the result,
 * and JavaScript.
 */
export const MEMORY_BUDGET_BYTES = 100 * 1024 * 1024;

/** What is decoded in a codec's own memory, and what of it by Photon. */
type DecodedBeside = Exclude<ImageType, 'jpeg' | 'png'>;
type PhotonType = Exclude<DecodedBeside, 'webp'>;

/** Photon's peak while it decodes, bytes per pixel of the stored picture (measured at 4 megapixels). */
const DECODE_BYTES_PER_PIXEL: Record<PhotonType, number> = {
  gif: 16,
  bmp: 15,
  tiff: 18.5,
};

const IN_THE_ARENA: CodecMemory = { initial: 0, base: 0, perPixel: 0 };

/** Beside the arena. */
const ENCODERS: Record<Format, CodecMemory> = { png: IN_THE_ARENA, jpeg: IN_THE_ARENA, webp: WEBP_ENCODING };

/** And more of samples of 16 bits. */
const DEEP_BYTES_PER_PIXEL = 4;

/** However little a converter needs, of what Photon decodes. */
const MAX_PHOTON_PIXELS = 5_000_000;

/** Of what is decoded at a reduction where its pixels would not fit: the time it takes is the limit. */
const MAX_REDUCIBLE_PIXELS = 25_000_000;

/** Longest side of a PNG, which is the longest that a JPEG can have: each row takes memory and time of its own. */
const MAX_PNG_SIDE_PX = 65_535;

/** Of a photo's pixels; where less could be drawn, it is refused. */
const LEAST_DRAWN = 1 / 8;

/** Codecs' code, stack and tables; tiles and row buffers of the kernels. */
const FIXED_BYTES = 8 * 1024 * 1024;

/** What of the arena is left for planes: without the kernels' data, tiles and row buffers. */
const KERNEL_BYTES = MAXIMUM_PAGES * PAGE_BYTES - 4 * 1024 * 1024;

/** Whether the photo's colour planes are needed besides its luminance. */
export function wantsColor(request: SketchRequest): boolean {
  return request.type === 'color' && converterFor(request).usesColor;
}

/** What a plan has to know of the work on a photo. */
export interface Work {
  format: Format;
  max_size?: number | undefined;
  /** Whether the colour planes are needed besides the luminance. */
  color: boolean;
  /** Most bytes of arena per pixel besides the photo's planes. */
  bytesPerPixel: number;
}

function workOf(request: SketchRequest, hasRegion: boolean): Work {
  const inColor = wantsColor(request);
  const { bytesPerPixel, colorBytesPerPixel = bytesPerPixel } = converterFor(request);
  const drawing = inColor ? colorBytesPerPixel : bytesPerPixel;
  if (!hasRegion) return { ...request, color: inColor, bytesPerPixel: drawing };
  return { ...request, color: true, bytesPerPixel: drawing + regionBytesPerPixel(inColor) };
}

/**
 * Says the size and the peak memory of a sketch, from the header alone.
 *
 * @param fileBytes where known; some codecs copy the file besides
 * @param hasRegion whether only a region is drawn
 */
export function plan(
  header: ImageHeader,
  request: SketchRequest,
  fileBytes = 0,
  hasRegion = false,
): MemoryPlan {
  return planWork(header, workOf(request, hasRegion), fileBytes);
}

/** The same for any work that begins with the photo's planes. */
export function planWork(header: ImageHeader, work: Work, fileBytes = 0): MemoryPlan {
  const { type } = header;
  const job = isReducible(type)
    ? planLargest(header, work, [8, 4, 2, 1], {})
    : planLargest(header, work, [2, 1], decoderOf(header, type, fileBytes));
  return { ...job, peakBytes: job.peakBytes + fileBytes };
}

/** Whether there is as much memory as a job takes. */
export function fits({ peakBytes, kernelBytes }: MemoryPlan): boolean {
  return peakBytes <= MEMORY_BUDGET_BYTES && kernelBytes <= KERNEL_BYTES;
}

/** @throws {EngineError} IMAGE_TOO_LARGE for a job that takes more memory than there is */
export function refuseUnlessItFits(header: ImageHeader, job: MemoryPlan): MemoryPlan {
  if (fits(job)) return job;
  const has = megapixels(header.width * header.height, Math.ceil);
  const message = `This picture of ${has} megapixels needs more memory than there is for a ${FORMAT_NAMES[header.type]} file.`;
  throw new EngineError('IMAGE_TOO_LARGE', message);
}

/** Whether a format is decoded in the arena, at any reduction. */
function isReducible(type: ImageType): type is 'jpeg' | 'png' {
  return type === 'jpeg' || type === 'png';
}

/** Memory of the decoder that stands beside the arena. */
function decoderOf(
  header: ImageHeader,
  type: DecodedBeside,
  fileBytes: number,
): Partial<Record<CodecName, number>> {
  if (type === 'webp') return { webpDecoder: webpDecodingBytes(header, fileBytes) };
  return { photon: header.width * header.height * photonBytesPerPixel(header, type) };
}

function photonBytesPerPixel(header: ImageHeader, type: PhotonType): number {
  return DECODE_BYTES_PER_PIXEL[type] + (header.bits > 8 ? DEEP_BYTES_PER_PIXEL : 0);
}

/**
 * A photo is decoded at the reduction that leaves the largest result, up to the size that is asked for; at the
 * first one of those.
 *
 * @param decoder memory of the one beside the arena
 */
function planLargest(
  header: ImageHeader,
  work: Work,
  denominators: readonly [Denominator, ...Denominator[]],
  decoder: Partial<Record<CodecName, number>>,
): MemoryPlan {
  const [smallest, ...larger] = denominators;
  const reduced = (denominator: Denominator) => planReduced(header, work, denominator, decoder);
  const pixels = (job: MemoryPlan) => job.width * job.height;
  return larger
    .map(reduced)
    .reduce((best, next) => (pixels(next) > pixels(best) ? next : best), reduced(smallest));
}

/** The plan with a given reduction; one that does not fit has a result of one pixel. */
function planReduced(
  header: ImageHeader,
  work: Work,
  denominator: Denominator,
  decoder: Partial<Record<CodecName, number>>,
): MemoryPlan {
  const upright = uprightSize(header);
  const [askedWidth, askedHeight] = fitWithin(upright.width, upright.height, work.max_size);
  const decodedWidth = scaledSize(upright.width, denominator);
  const decodedHeight = scaledSize(upright.height, denominator);
  const decoded = decodedWidth * decodedHeight;
  const wide = Math.min(askedWidth, decodedWidth);
  const high = Math.min(askedHeight, decodedHeight);

  const planes = work.color ? 4 : 1;
  const drawing = planes + work.bytesPerPixel;
  const encoder = ENCODERS[work.format];
  const budget = MEMORY_BUDGET_BYTES - FIXED_BYTES - sum(decoder);
  const kernelBudget = Math.min(KERNEL_BYTES, budget - encoder.initial);
  const drawable = Math.min(kernelBudget / drawing, (budget - encoder.base) / (drawing + encoder.perPixel));
  // While a plane is shrunk or turned upright it stands twice.
  const shrinks = wide * high > drawable || wide < decodedWidth || high < decodedHeight;
  const doubled = shrinks || (!isReducible(header.type) && header.orientation !== 1);
  const decoding = decodingBytes(header, decoded, planes, denominator);
  const loading = Math.max(decoding, doubled ? decoded * (planes + 1) : 0);
  // The arena never shrinks: what loading took stands beside the encoder.
  const encodable = encoder.perPixel === 0 ? Infinity : (budget - loading - encoder.base) / encoder.perPixel;
  const most = loading > kernelBudget ? 0 : Math.max(0, Math.min(drawable, encodable));
  const room = Math.min(1, Math.sqrt(most / (wide * high)));
  const width = Math.max(1, Math.floor(wide * room));
  const height = Math.max(1, Math.floor(high * room));
  const pixels = width * height;
  const kernels = Math.max(loading, pixels * drawing);
  return { width, height, denominator, ...memory(decoder, kernels, pixels, work.format) };
}

/** What the arena holds while a photo is decoded. */
function decodingBytes(
  header: ImageHeader,
  decoded: number,
  planes: number,
  denominator: Denominator,
): number {
  if (header.type === 'jpeg') return jpegDecodingBytes(header, denominator, planes);
  if (header.type === 'png') return pngDecodingBytes(header, decoded, planes, denominator);
  return decoded * planes;
}

function memory(
  decoders: Partial<Record<CodecName, number>>,
  kernels: number,
  pixels: number,
  format: Format,
): Pick<MemoryPlan, 'codecBytes' | 'kernelBytes' | 'peakBytes'> {
  const kernelBytes = Math.ceil(kernels);
  const { initial, base, perPixel } = ENCODERS[format];
  const webpEncoder = Math.max(initial, base + perPixel * pixels);
  const codecBytes = { photon: 0, webpDecoder: 0, ...decoders, webpEncoder };
  return { codecBytes, kernelBytes, peakBytes: FIXED_BYTES + sum(codecBytes) + kernelBytes };
}

function sum(bytes: Partial<Record<CodecName, number>>): number {
  return Object.values(bytes).reduce((total, part) => total + Math.ceil(part), 0);
}

function megapixels(pixels: number, round: (value: number) => number): string {
  return String(round(pixels / 1e5) / 10);
}

/**
 * Refuses a photo that is too large to be sketched, from its header alone.
 *
 * @param fileBytes where known: some codecs copy the file
 * @param hasRegion whether only a region is drawn
 * @returns what the job will take
 * @throws {EngineError} IMAGE_TOO_LARGE with `limit` in pixels, of the picture or of a side
 */
export function checkSketchable(
  header: ImageHeader,
  request: SketchRequest,
  fileBytes = 0,
  hasRegion = false,
): MemoryPlan {
  const { type } = header;
  const pixels = header.width * header.height;
  const job = plan(header, request, fileBytes, hasRegion);
  const limit = isReducible(type)
    ? MAX_REDUCIBLE_PIXELS
    : pixelLimit(header, type, workOf(request, hasRegion), fileBytes);
  const side = Math.max(header.width, header.height);
  if (type === 'png' && side > MAX_PNG_SIDE_PX) throw tooLong(side);
  if (pixels <= limit) return job;
  const has = megapixels(pixels, Math.ceil);
  const upTo = megapixels(limit, Math.floor);
  const name = FORMAT_NAMES[type];
  const message = `This photo has ${has} megapixels; of ${name} files, sketches like this one take up to ${upTo} megapixels.`;
  throw new EngineError('IMAGE_TOO_LARGE', message, limit);
}

function tooLong(side: number): EngineError {
  const message = `This photo is ${side} pixels long; of PNG files, sketches take up to ${MAX_PNG_SIDE_PX} a side.`;
  return new EngineError('IMAGE_TOO_LARGE', message, MAX_PNG_SIDE_PX);
}

/** Pixels at which decoding at half size, or drawing the least that is worth it, fills the budget. */
function pixelLimit(header: ImageHeader, type: DecodedBeside, work: Work, fileBytes: number): number {
  const [width, height] = fitWithin(header.width, header.height, work.max_size);
  const drawn = Math.min(LEAST_DRAWN, (width * height) / (header.width * header.height));
  const planes = work.color ? 4 : 1;
  const { initial, base, perPixel } = ENCODERS[work.format];
  const drawing = planes + work.bytesPerPixel;
  const budget = MEMORY_BUDGET_BYTES - FIXED_BYTES;
  const pixelsIn = (bytes: number, beside: number) =>
    type === 'webp'
      ? webpPixelsIn(bytes, header, fileBytes, beside)
      : Math.min(MAX_PHOTON_PIXELS, Math.floor(bytes / (photonBytesPerPixel(header, type) + beside)));
  return Math.min(
    pixelsIn(budget - initial, (planes + 1) / 4),
    pixelsIn(budget - base, (drawing + perPixel) * drawn),
  );
}

const FORMAT_NAMES: Record<ImageType, string> = {
  jpeg: 'JPEG',
  png: 'PNG',
  gif: 'GIF',
  webp: 'WebP',
  bmp: 'BMP',
  tiff: 'TIFF',
};
