import { type ByteReader, corrupt } from './bytes.ts';
import type { FormatHeader } from './header.ts';

const CORE_HEADER_BYTES = 12;
const INFO_HEADER_BYTES = 40;
const MAX_HEADER_BYTES = 124;

/** BITMAPCOREHEADER and BITMAPINFOHEADER with its successors; a negative height stores rows from the top. */
export function readBmp(reader: ByteReader): FormatHeader {
  reader.littleEndian = true;
  const size = reader.u32(14);
  const common = { frames: 1, orientation: 1 } as const;
  if (size === CORE_HEADER_BYTES) {
    const depth = reader.u16(24);
    return { width: reader.u16(18), height: reader.u16(20), ...depthOf(depth), ...common };
  }
  if (size < INFO_HEADER_BYTES || size > MAX_HEADER_BYTES) throw corrupt('its BMP header makes no sense');
  const width = reader.i32(18);
  const height = Math.abs(reader.i32(22));
  return { width: Math.max(0, width), height, ...depthOf(reader.u16(28)), ...common };
}

/** Bits a pixel to bits a channel and channels: up to 8 a palette, 16 is 5-6-5 or 5-5-5, then 8 each. */
function depthOf(bitsPerPixel: number): { bits: number; channels: number } {
  if (bitsPerPixel <= 8) return { bits: 8, channels: 1 };
  if (bitsPerPixel <= 16) return { bits: 5, channels: 3 };
  return { bits: 8, channels: bitsPerPixel >> 3 };
}
