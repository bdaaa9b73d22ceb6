import { joined } from '../codec/bytes.ts';
import type { ImageHeader } from '../codec/header.ts';
import { decodeJpeg } from '../codec/jpeg/decode.ts';
import type { Photon } from '../codec/photon.ts';
import { encodePng } from '../codec/png/encode.ts';
import { EngineError } from '../errors.ts';
import type { Arena } from '../kernels/arena.ts';
import type { Pointer } from '../kernels/kernels.ts';
import { type MemoryPlan, planWork, refuseUnlessItFits } from '../plan.ts';
import { type Mask, maskFromPixels } from '../segment/mask.ts';
import { letterbox, type MaskFit, type Size } from './letterbox.ts';
import { resampleWindow, windowBytes } from './window.ts';

/** What a drawn mask is read for. */
export interface MaskReading {
  /** The picture that it was drawn over, upright; the result has its size. */
  picture: Size;
  fit: MaskFit;
  /** Whether what is not painted comes out transparent instead of black. */
  transparent: boolean;
}

/** Of a mask without transparency: brighter than this is painted. */
const OPAQUE_LIMIT = 128;
/** Photon's peak while it decodes: it alone keeps the transparency, of every format. */
const PHOTON_BYTES_PER_PIXEL = 18.5;
/** Rows of RGBA that go through the band buffer at once. */
const BAND_ROWS = 64;

/** @throws {EngineError} IMAGE_TOO_LARGE */
export function planMask(header: ImageHeader, { picture }: MaskReading): MemoryPlan {
  const decoding = planWork(header, { format: 'png', color: false, bytesPerPixel: 2 });
  const stored = { width: header.width, height: header.height };
  const planes = 2 * stored.width * stored.height + picture.width * picture.height;
  const kernelBytes = Math.max(decoding.kernelBytes, planes + windowBytes(stored, picture));
  const photon = header.type === 'jpeg' ? 0 : stored.width * stored.height * PHOTON_BYTES_PER_PIXEL;
  const { webpDecoder, photon: planned } = decoding.codecBytes;
  const codecBytes = { ...decoding.codecBytes, webpDecoder: 0, photon };
  const beside = decoding.peakBytes - decoding.kernelBytes - webpDecoder - planned;
  return refuseUnlessItFits(header, {
    ...decoding,
    codecBytes,
    kernelBytes,
    peakBytes: beside + photon + kernelBytes,
  });
}

/**
 * Turns a mask as it was drawn, on a canvas of any size, into a black-and-white PNG of the picture's size.
 *
 * Where the drawing has transparency, what is at least half as opaque as its most opaque stroke is painted, whatever
 * its colour; where it has none, what is brighter than middle grey.
 *
 * @throws {EngineError} CORRUPT_IMAGE
 */
export function readDrawnMask(
  arena: Arena,
  photon: Photon,
  file: Uint8Array,
  header: ImageHeader,
  reading: MaskReading,
): Uint8Array<ArrayBuffer> {
  const { width, height } = reading.picture;
  const grey = paintedPixels(arena, photon, file, header, reading);
  const png = encodePng(arena, { kind: 'grey', grey }, width, height);
  return reading.transparent ? withTransparentBlack(arena, png) : png;
}

/**
 * The same as a mask.
 * @throws {EngineError} CORRUPT_IMAGE
 */
export function readDrawnRegion(
  arena: Arena,
  photon: Photon,
  file: Uint8Array,
  header: ImageHeader,
  reading: MaskReading,
): Mask {
  const { width, height } = reading.picture;
  const painted = paintedPixels(arena, photon, file, header, reading);
  return maskFromPixels(arena.bytes(painted, width * height), width, height);
}

/** A plane of the picture's size, 255 where it was painted and else 0. */
function paintedPixels(
  arena: Arena,
  photon: Photon,
  file: Uint8Array,
  header: ImageHeader,
  { picture, fit }: MaskReading,
): Pointer {
  const drawn =
    header.type === 'jpeg' ? readJpeg(arena, file, header) : readPixels(arena, photon, file, header);
  const count = picture.width * picture.height;
  const target = arena.alloc(count);
  const window = letterbox(drawn, picture, fit);
  resampleWindow(arena, drawn.coverage, drawn, window, target, picture);
  arena.kernels.isAbove(target, count, drawn.limit, target);
  return target;
}

/** How much of each pixel is covered, and the limit above which it counts as painted. */
interface Drawn extends Size {
  coverage: Pointer;
  limit: number;
}

function readJpeg(arena: Arena, file: Uint8Array, { orientation }: ImageHeader): Drawn {
  const { width, height, grey } = decodeJpeg(arena, file, { denominator: 1, withColor: false, orientation });
  return { width, height, coverage: grey, limit: OPAQUE_LIMIT };
}

/** Canvases write no orientation, and tools that do write it for photos: it is not looked at. */
function readPixels(arena: Arena, photon: Photon, file: Uint8Array, header: ImageHeader): Drawn {
  const pixels = photon.decode(file);
  try {
    const { width, height } = pixels;
    if (width !== header.width || height !== header.height) {
      throw new EngineError('CORRUPT_IMAGE', 'The image is damaged: its header and its pixels disagree.');
    }
    const [alpha, grey] = [arena.alloc(width * height), arena.alloc(width * height)];
    const mark = arena.mark();
    const band = arena.alloc(width * BAND_ROWS * 4);
    for (let from = 0; from < height; from += BAND_ROWS) {
      const count = (Math.min(from + BAND_ROWS, height) - from) * width;
      arena.bytes(band, count * 4).set(pixels.rows(from, Math.min(from + BAND_ROWS, height)));
      // In the order of the rows: each writes a little behind its end.
      arena.kernels.alphaFromRgba(band, count, alpha + from * width);
      arena.kernels.greyFromRgba(band, count, grey + from * width);
    }
    arena.release(mark);
    const range = arena.kernels.extremes(alpha, width * height);
    const [least, most] = [range & 255, range >> 8];
    return least === 255
      ? { width, height, coverage: grey, limit: OPAQUE_LIMIT }
      : { width, height, coverage: alpha, limit: most >> 1 };
  } finally {
    pixels.free();
  }
}

/** Where a PNG's first chunk (IHDR, 13 bytes) ends. */
const AFTER_IHDR = 8 + 4 + 4 + 13 + 4;
/** tRNS of a grey picture: the one sample value that is transparent (PNG 3rd edition §11.3.1.1), here 0. */
const TRANSPARENT_BLACK = Uint8Array.of(0x74, 0x52, 0x4e, 0x53, 0, 0);

/** The same grey PNG, with black transparent. */
function withTransparentBlack(arena: Arena, png: Uint8Array): Uint8Array<ArrayBuffer> {
  const mark = arena.mark();
  const at = arena.put(TRANSPARENT_BLACK);
  const checksum = arena.kernels.crc32(at, TRANSPARENT_BLACK.length);
  arena.release(mark);
  const chunk = new Uint8Array(4 + TRANSPARENT_BLACK.length + 4);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, TRANSPARENT_BLACK.length - 4);
  chunk.set(TRANSPARENT_BLACK, 4);
  view.setUint32(4 + TRANSPARENT_BLACK.length, checksum >>> 0);
  return joined([png.subarray(0, AFTER_IHDR), chunk, png.subarray(AFTER_IHDR)]);
}
