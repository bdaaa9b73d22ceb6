import { EngineError } from '../errors.ts';
import { ByteReader, corrupt } from './bytes.ts';
import { readBmp } from './header-bmp.ts';
import { readGif } from './header-gif.ts';
import { readJpeg } from './header-jpeg.ts';
import { readPng } from './header-png.ts';
import { readTiff } from './header-tiff.ts';
import { readWebp } from './header-webp.ts';

export type ImageType = 'png' | 'jpeg' | 'gif' | 'webp' | 'bmp' | 'tiff';

/** EXIF orientation (TIFF 6.0 §8, tag 274): how the stored rows have to be turned to stand upright. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export interface ImageHeader {
  type: ImageType;
  contentType: string;
  /** Pixels as stored, before the orientation is applied. */
  width: number;
  height: number;
  /** Pictures in the file, counted only as far as the given bytes go; at least 1. */
  frames: number;
  /** As far as the given bytes go: a WebP's EXIF chunk stands behind its pixels. */
  orientation: Orientation;
  /** Bits per channel as stored. */
  bits: number;
  /** 1 grey or palette, 2 grey + alpha, 3 colour, 4 colour + alpha or CMYK; absent where the header does not say. */
  channels?: number;
  progressive?: boolean;
  /** Of a JPEG: sampling factors of its components (ITU-T T.81 B.2.2), and whether they come in scans of their own. */
  components?: { horizontal: number; vertical: number }[];
  scansApart?: boolean;
  /** Of a WebP, as far as the given bytes go. */
  lossless?: boolean | undefined;
  /** Whether a profile gives a JPEG other colours than sRGB: then its luminance takes all components. */
  needsConversion?: boolean;
}

export const CONTENT_TYPES = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
  tiff: 'image/tiff',
} as const satisfies Record<ImageType, string>;

/** What a format's reader finds; type and content type follow from which reader it was. */
export type FormatHeader = Omit<ImageHeader, 'type' | 'contentType'>;

const READERS = {
  png: readPng,
  jpeg: readJpeg,
  gif: readGif,
  webp: readWebp,
  bmp: readBmp,
  tiff: readTiff,
} as const satisfies Record<ImageType, (reader: ByteReader) => FormatHeader>;

/** Longest signature that tells the six formats apart ("RIFF", size, "WEBP"). */
const SIGNATURE_BYTES = 12;

/**
 * The image type by its first bytes; never by name or declared type.
 *
 * @throws {EngineError} UNSUPPORTED_FORMAT; NEED_MORE_BYTES when the prefix could still become one of the six
 */
export function sniff(head: Uint8Array): ImageType {
  const reader = new ByteReader(head);
  if (reader.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (reader.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (reader.startsWith('GIF87a') || reader.startsWith('GIF89a')) return 'gif';
  if (reader.startsWith('RIFF') && reader.startsWith('WEBP', 8)) return 'webp';
  if (reader.startsWith('BM')) return 'bmp';
  if (reader.startsWith('II*\0') || reader.startsWith('MM\0*')) return 'tiff';
  if (head.length < SIGNATURE_BYTES && couldBecomeAnImage(head)) reader.need(SIGNATURE_BYTES);
  throw new EngineError('UNSUPPORTED_FORMAT', 'This file is not a PNG, JPEG, GIF, WebP, BMP or TIFF image.');
}

function couldBecomeAnImage(head: Uint8Array): boolean {
  const signatures = [
    '\x89PNG\r\n\x1a\n',
    '\xff\xd8\xff',
    'GIF87a',
    'GIF89a',
    'RIFF',
    'BM',
    'II*\0',
    'MM\0*',
  ];
  const start = String.fromCharCode(...head);
  return signatures.some((signature) =>
    start.length < signature.length ? signature.startsWith(start) : start.startsWith(signature),
  );
}

/**
 * Size, type and orientation of an image from the beginning of its file, without decoding a pixel.
 * Every read is bounded by the given bytes.
 *
 * @param head the file or a prefix of it; a growing prefix may be tried again
 * @param whole true when `head` is the whole file, so that more bytes will never come
 * @throws {EngineError} UNSUPPORTED_FORMAT, CORRUPT_IMAGE, and for a prefix NEED_MORE_BYTES with `limit` =
 *   the length to try next
 */
export function readHeader(head: Uint8Array, whole = false): ImageHeader {
  try {
    const type = sniff(head);
    const header = READERS[type](new ByteReader(head));
    if (header.width < 1 || header.height < 1) throw corrupt('it has no pixels');
    return { type, contentType: CONTENT_TYPES[type], ...header };
  } catch (error) {
    if (whole && error instanceof EngineError && error.code === 'NEED_MORE_BYTES') {
      if (head.length === 0) throw new EngineError('CORRUPT_IMAGE', 'The file is empty.');
      throw corrupt('the file ends too early');
    }
    throw error;
  }
}

/** Width and height as the picture stands after its orientation is applied (5–8 lie on their side). */
export function uprightSize(header: Pick<ImageHeader, 'width' | 'height' | 'orientation'>): {
  width: number;
  height: number;
} {
  return header.orientation >= 5
    ? { width: header.height, height: header.width }
    : { width: header.width, height: header.height };
}
