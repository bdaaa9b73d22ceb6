import { type ByteReader, corrupt } from './bytes.ts';
import { exifOrientation, MAX_EXIF_BYTES } from './exif.ts';
import type { FormatHeader } from './header.ts';

/** Channels by PNG colour type (PNG 3rd edition §11.2.1); palette counts as one. */
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const MAX_DIMENSION = 0x7fffffff;

/** PNG 3rd edition §11.2.1 IHDR, §11.3.3.1 acTL, §11.3.3.2 eXIf. */
export function readPng(reader: ByteReader): FormatHeader {
  if (reader.text(12, 4) !== 'IHDR') throw corrupt('a PNG must begin with IHDR');
  const width = reader.u32(16);
  const height = reader.u32(20);
  const bits = reader.u8(24);
  const channels = CHANNELS[reader.u8(25)];
  if (channels === undefined || width > MAX_DIMENSION || height > MAX_DIMENSION) {
    throw corrupt('its PNG header makes no sense');
  }
  const header: FormatHeader = { width, height, bits, channels, frames: 1, orientation: 1 };
  header.progressive = reader.u8(28) === 1;
  for (let at = 33; reader.has(at + 8);) {
    const length = reader.u32(at);
    const type = reader.text(at + 4, 4);
    if (type === 'acTL' && reader.has(at + 12)) header.frames = Math.max(1, reader.u32(at + 8));
    if (type === 'eXIf' && reader.has(at + 8 + length)) {
      const exif = reader.bytes.subarray(at + 8, at + 8 + Math.min(length, MAX_EXIF_BYTES));
      header.orientation = exifOrientation(exif);
    }
    if (type === 'IEND') break;
    at += 12 + length;
  }
  return header;
}
