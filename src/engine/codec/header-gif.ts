import { type ByteReader, corrupt } from './bytes.ts';
import type { FormatHeader } from './header.ts';

const EXTENSION = 0x21;
const IMAGE = 0x2c;

function paletteBytes(flags: number): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
}

/**
 * GIF89a specification §18 (logical screen) and §20 (image descriptors, counted as far as the bytes go). The first
 * picture must fit the screen, for a decoder makes room for it by its own size.
 */
export function readGif(reader: ByteReader): FormatHeader {
  reader.littleEndian = true;
  const header: FormatHeader = {
    width: reader.u16(6),
    height: reader.u16(8),
    bits: 8,
    channels: 1,
    frames: 1,
    orientation: 1,
  };
  header.frames = Math.max(1, countImages(reader, 13 + paletteBytes(reader.u8(10)), header));
  return header;
}

function countImages(reader: ByteReader, start: number, screen: FormatHeader): number {
  let images = 0;
  let at = start;
  while (reader.has(at + 1)) {
    const kind = reader.u8(at);
    if (kind === IMAGE) {
      images++;
      if (!reader.has(at + 11)) break;
      if (images === 1 && (reader.u16(at + 5) > screen.width || reader.u16(at + 7) > screen.height)) {
        throw corrupt('its first picture is larger than its screen');
      }
      at += 10 + paletteBytes(reader.u8(at + 9)) + 1;
    } else if (kind === EXTENSION) at += 2;
    else break;
    while (reader.has(at + 1) && reader.u8(at) !== 0) at += 1 + reader.u8(at);
    at++;
  }
  return images;
}
