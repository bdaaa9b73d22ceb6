import { type ByteReader, corrupt } from './bytes.ts';
import { exifOrientation } from './exif.ts';
import type { FormatHeader } from './header.ts';

const ALPHA_FLAG = 0x10;
/** From the beginning of a frame's chunk to that of the picture in it. */
const FRAME_DATA = 24;

/** WebP container specification (RFC 9649 §2): simple lossy, simple lossless, extended. */
export function readWebp(reader: ByteReader): FormatHeader {
  reader.littleEndian = true;
  const kind = reader.text(12, 4);
  if (kind === 'VP8 ') return lossy(reader);
  if (kind === 'VP8L') return lossless(reader);
  if (kind === 'VP8X') return extended(reader);
  throw corrupt('its WebP header makes no sense');
}

/** RFC 6386 §9.1: key frame, start code, 14-bit dimensions. */
function lossy(reader: ByteReader): FormatHeader {
  if (reader.u24(23) !== 0x2a019d || reader.u8(20) & 1) throw corrupt('its WebP frame makes no sense');
  const width = reader.u16(26) & 0x3fff;
  const height = reader.u16(28) & 0x3fff;
  return { width, height, bits: 8, channels: 3, lossless: false, frames: 1, orientation: 1 };
}

/** RFC 9649 §3.4: signature byte, then 14 + 14 bits of dimensions minus one. */
function lossless(reader: ByteReader): FormatHeader {
  if (reader.u8(20) !== 0x2f) throw corrupt('its lossless WebP header makes no sense');
  const bits = reader.u32(21);
  const width = (bits & 0x3fff) + 1;
  const height = ((bits >>> 14) & 0x3fff) + 1;
  const channels = bits & 0x10000000 ? 4 : 3;
  return { width, height, bits: 8, channels, lossless: true, frames: 1, orientation: 1 };
}

function extended(reader: ByteReader): FormatHeader {
  const channels = reader.u8(20) & ALPHA_FLAG ? 4 : 3;
  const width = reader.u24(24) + 1;
  const height = reader.u24(27) + 1;
  const header: FormatHeader = { width, height, bits: 8, channels, frames: 1, orientation: 1 };
  let frames = 0;
  for (let at = 30; reader.has(at + 8);) {
    const type = reader.text(at, 4);
    const length = reader.u32(at + 4);
    if (type === 'ANMF') frames++;
    header.lossless ??= isLossless(reader, at, type);
    if (type === 'EXIF' && reader.has(at + 8 + length)) {
      header.orientation = exifOrientation(withoutPrefix(reader.bytes.subarray(at + 8, at + 8 + length)));
    }
    at += 8 + length + (length & 1);
  }
  header.frames = Math.max(1, frames);
  return header;
}

/** How the first picture is coded, as soon as its chunk is there; an animation's stands within its frames. */
function isLossless(reader: ByteReader, at: number, type: string): boolean | undefined {
  if (type === 'VP8 ') return false;
  if (type === 'VP8L') return true;
  const inFrame = at + FRAME_DATA;
  if (type !== 'ANMF' || !reader.has(inFrame + 4)) return undefined;
  return reader.text(inFrame, 4) === 'VP8L';
}

/** Some writers copy the JPEG's "Exif\0\0" in front of the TIFF block. */
function withoutPrefix(exif: Uint8Array): Uint8Array {
  return exif[0] === 0x45 && exif[1] === 0x78 ? exif.subarray(6) : exif;
}
