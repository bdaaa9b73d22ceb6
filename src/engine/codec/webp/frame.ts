import { ByteReader, corrupt } from '../bytes.ts';
import type { DecodedPixels } from '../pixels.ts';

/** The first picture of an animation, and where on the canvas it belongs. */
export interface Frame {
  /** A WebP file that holds this picture alone, in parts. */
  still: readonly Uint8Array[];
  left: number;
  top: number;
  width: number;
  height: number;
  canvasWidth: number;
  canvasHeight: number;
}

const CANVAS_CHUNK = 12;
const FLAGS = 20;
const CANVAS_WIDTH = 24;
const CANVAS_HEIGHT = 27;
const CHUNK_HEADER_BYTES = 8;
/** Position, size, duration and flags of a frame (RFC 9649 §2.7.1.1). */
const FRAME_HEADER_BYTES = 16;
const STILL_HEADER_BYTES = 30;
const ANIMATION_FLAG = 0x02;
const ALPHA_FLAG = 0x10;

/**
 * The first frame of an animated WebP; undefined for a still one. libwebp decodes stills alone.
 *
 * @throws {EngineError} CORRUPT_IMAGE when no frame is there, or not on the canvas
 */
export function firstFrame(file: Uint8Array): Frame | undefined {
  const reader = new ByteReader(file, true);
  if (reader.text(CANVAS_CHUNK, 4) !== 'VP8X' || !(reader.u8(FLAGS) & ANIMATION_FLAG)) return undefined;
  for (let at = STILL_HEADER_BYTES; reader.has(at + CHUNK_HEADER_BYTES + FRAME_HEADER_BYTES);) {
    const length = reader.u32(at + 4);
    const data = at + CHUNK_HEADER_BYTES;
    if (reader.text(at, 4) === 'ANMF') return frameAt(reader, data, length);
    at = data + length + (length & 1);
  }
  throw corrupt('its animation has no frame');
}

/** RFC 9649 §2.7.1.1: offsets in pairs of pixels, sizes minus one. */
function frameAt(reader: ByteReader, at: number, length: number): Frame {
  const frame = {
    left: reader.u24(at) * 2,
    top: reader.u24(at + 3) * 2,
    width: reader.u24(at + 6) + 1,
    height: reader.u24(at + 9) + 1,
    canvasWidth: reader.u24(CANVAS_WIDTH) + 1,
    canvasHeight: reader.u24(CANVAS_HEIGHT) + 1,
  };
  const { left, top, width, height, canvasWidth, canvasHeight } = frame;
  if (left + width > canvasWidth || top + height > canvasHeight) throw corrupt('a frame leaves its canvas');
  const chunks = reader.bytes.subarray(at + FRAME_HEADER_BYTES, at + length);
  return { ...frame, still: [stillHeader(reader, at, chunks.length), chunks] };
}

/** RIFF and VP8X of a file with the frame's size, so that a picture of another size is refused unread. */
function stillHeader(reader: ByteReader, frame: number, chunkBytes: number): Uint8Array {
  const header = reader.bytes.slice(0, STILL_HEADER_BYTES);
  new DataView(header.buffer).setUint32(4, STILL_HEADER_BYTES - CHUNK_HEADER_BYTES + chunkBytes, true);
  header.fill(0, FLAGS, CANVAS_WIDTH);
  header[FLAGS] = ALPHA_FLAG;
  header.set(reader.bytes.subarray(frame + 6, frame + 12), CANVAS_WIDTH);
  return header;
}

/**
 * The canvas with a decoded frame on it, transparent around it.
 *
 * @throws {EngineError} CORRUPT_IMAGE when the pixels are not the frame's
 */
export function onCanvas(frame: Frame, pixels: DecodedPixels): DecodedPixels {
  const { left, top, width, height, canvasWidth, canvasHeight } = frame;
  if (pixels.width !== width || pixels.height !== height) throw corrupt('a frame has another size');
  if (width === canvasWidth && height === canvasHeight) return pixels;
  const rows = (from: number, to: number) => {
    const band = new Uint8Array((to - from) * canvasWidth * 4);
    for (let y = Math.max(from, top); y < Math.min(to, top + height); y++) {
      band.set(pixels.rows(y - top, y - top + 1), ((y - from) * canvasWidth + left) * 4);
    }
    return band;
  };
  return { width: canvasWidth, height: canvasHeight, rows };
}
