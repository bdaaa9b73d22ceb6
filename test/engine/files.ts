import { crc32, deflateSync } from 'node:zlib';

type Bytes = Uint8Array<ArrayBuffer>;

export function concat(...parts: (Uint8Array | number[] | string)[]): Bytes {
  return new Uint8Array(
    Buffer.concat(
      parts.map((part) => Buffer.from(typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
    ),
  );
}

export function u16(value: number, littleEndian = false): number[] {
  const bytes = [(value >> 8) & 255, value & 255];
  return littleEndian ? bytes.toReversed() : bytes;
}

export function u32(value: number, littleEndian = false): number[] {
  const bytes = [...u16(value >>> 16), ...u16(value & 0xffff)];
  return littleEndian ? bytes.toReversed() : bytes;
}

function chunk(type: string, data: Uint8Array | number[]): Bytes {
  const body = concat(type, data);
  return concat(u32(data.length), body, u32(crc32(body)));
}

/** A PNG from raw samples; `rows` are without filter bytes. */
export function png(
  width: number,
  height: number,
  colorType: number,
  bits: number,
  rows: number[][],
  extra: { palette?: number[]; exif?: Uint8Array } = {},
): Bytes {
  return concat(
    '\x89PNG\r\n\x1a\n',
    chunk('IHDR', [...u32(width), ...u32(height), bits, colorType, 0, 0, 0]),
    extra.palette ? chunk('PLTE', extra.palette) : [],
    extra.exif ? chunk('eXIf', extra.exif) : [],
    chunk('IDAT', deflateSync(new Uint8Array(rows.flatMap((row) => [0, ...row])))),
    chunk('IEND', []),
  );
}

/** A TIFF block with nothing but an orientation, as EXIF carries it. */
export function exif(orientation: number, littleEndian = false): Bytes {
  const short = (value: number) => u16(value, littleEndian);
  const long = (value: number) => u32(value, littleEndian);
  const entry = [...short(274), ...short(3), ...long(1), ...short(orientation), 0, 0];
  return concat(littleEndian ? 'II' : 'MM', short(42), long(8), short(1), entry, long(0));
}

/** The same JPEG with an EXIF segment behind its first marker. */
export function withExif(jpeg: Uint8Array, orientation: number): Bytes {
  const body = concat('Exif\0\0', exif(orientation));
  return concat(jpeg.subarray(0, 2), [0xff, 0xe1], u16(body.length + 2), body, jpeg.subarray(2));
}

export function tiff(width: number, height: number, orientation: number, littleEndian: boolean): Bytes {
  const short = (value: number) => u16(value, littleEndian);
  const long = (value: number) => u32(value, littleEndian);
  const tag = (id: number, value: number) => [...short(id), ...short(4), ...long(1), ...long(value)];
  const entries = [...tag(256, width), ...tag(257, height), ...short(274), ...short(3), ...long(1)];
  return concat(
    littleEndian ? 'II' : 'MM',
    short(42),
    long(8),
    short(3),
    entries,
    short(orientation),
    [0, 0],
    long(0),
  );
}

export function riff(...chunks: [string, Uint8Array | number[]][]): Bytes {
  const body = concat(
    ...chunks.map(([type, data]) => concat(type, u32(data.length, true), data, data.length & 1 ? [0] : [])),
  );
  return concat('RIFF', u32(body.length + 4, true), 'WEBP', body);
}

function u24(value: number): number[] {
  return u32(value, true).slice(0, 3);
}

/** The VP8X chunk of an extended WebP. */
export function vp8x(width: number, height: number): number[] {
  return [0x08, 0, 0, 0, ...u24(width - 1), ...u24(height - 1)];
}

/** The header of a BMP with 24 bits a pixel. */
export function bmp(width: number, height: number): Bytes {
  const info = [u32(40, true), u32(width, true), u32(height, true), u16(1, true), u16(24, true)];
  return concat('BM', u32(0), u32(0), u32(54, true), ...info, u32(0), u32(0), u32(0), u32(0), u32(0), u32(0));
}
