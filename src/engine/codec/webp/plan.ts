import type { ImageHeader } from '../header.ts';

// Of libwebp 1.4.0 as icodec 0.6.0 builds it, with memory that grows by what is asked for; measured at 2 to 12
// megapixels, noise included.

/** What an instance begins with. */
const INITIAL_BYTES = 18_939_904;
/** Code, stack, tables, rows. */
const DECODING_BASE_BYTES = 5_000_000;
/** The file goes in as a string, of which the C++ side makes its own. */
const FILE_COPIES = 2;

/** RGBA, as it comes out. */
const LOSSY_BYTES_PER_PIXEL = 4;
/** And the plane of alpha, with its own decoder's. */
const ALPHA_BYTES_PER_PIXEL = 6.5;
/** ARGB inside, RGBA out. */
const LOSSLESS_BYTES_PER_PIXEL = 8;

/** What a codec takes: base and pixels, but never less than it begins with. */
export interface CodecMemory {
  initial: number;
  base: number;
  /** Bytes per pixel. */
  perPixel: number;
}

/** RGBA as a string and its copy, planes of the picture, the stream in a buffer that doubles. */
export const WEBP_ENCODING: CodecMemory = { initial: INITIAL_BYTES, base: 4_000_000, perPixel: 11.5 };

/** Where the header does not say how the pixels are coded, they are taken for the usual lossy ones. */
function bytesPerPixel({ lossless = false, channels }: ImageHeader): number {
  if (lossless) return LOSSLESS_BYTES_PER_PIXEL;
  return channels === 4 ? ALPHA_BYTES_PER_PIXEL : LOSSY_BYTES_PER_PIXEL;
}

/** Memory of the decoder after a picture. */
export function webpDecodingBytes(header: ImageHeader, fileBytes: number): number {
  const pixels = header.width * header.height * bytesPerPixel(header);
  return Math.max(INITIAL_BYTES, DECODING_BASE_BYTES + FILE_COPIES * fileBytes + pixels);
}

/**
 * How many pixels such a picture may have for the decoder, and what is taken beside it, to stay within these bytes.
 *
 * @param beside bytes per pixel
 */
export function webpPixelsIn(bytes: number, header: ImageHeader, fileBytes: number, beside: number): number {
  const room = bytes - DECODING_BASE_BYTES - FILE_COPIES * fileBytes;
  return Math.max(0, Math.floor(room / (bytesPerPixel(header) + beside)));
}
