import { type ByteReader, corrupt } from './bytes.ts';
import { exifOrientation } from './exif.ts';
import type { FormatHeader, Orientation } from './header.ts';
import { JpegProfile } from './icc/chunks.ts';
import { conversionOf } from './icc/conversion.ts';

const APP1 = 0xe1;
const APP2 = 0xe2;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/** SOF0–SOF15 without DHT (C4), JPG (C8) and DAC (CC), which share the range (ITU-T T.81 table B.1). */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Markers without a length: TEM and RST0–7. */
function standsAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}

/** ITU-T T.81 annex B: segments up to the frame header. */
export function readJpeg(reader: ByteReader): FormatHeader {
  let orientation: Orientation = 1;
  const profile = new JpegProfile();
  let at = 2;
  for (;;) {
    if (reader.u8(at) !== 0xff) throw corrupt('a JPEG marker is missing');
    while (reader.u8(at + 1) === 0xff) at++;
    const marker = reader.u8(at + 1);
    at += 2;
    if (standsAlone(marker)) continue;
    if (marker === START_OF_SCAN || marker === END_OF_IMAGE) throw corrupt('the JPEG has no frame header');
    const length = reader.u16(at);
    if (length < 2) throw corrupt('a JPEG segment has no length');
    if (isStartOfFrame(marker)) {
      const header = frame(reader, at, length, marker, orientation);
      if (header.channels === 3) header.needsConversion = conversionOf(profile.whole) !== undefined;
      return header;
    }
    if (marker === APP2 && reader.has(at + length)) profile.add(reader.bytes.subarray(at + 2, at + length));
    if (marker === APP1 && reader.has(at + length) && reader.startsWith('Exif\0\0', at + 2)) {
      orientation = exifOrientation(reader.bytes.subarray(at + 8, at + length));
    }
    at += length;
  }
}

function frame(
  reader: ByteReader,
  at: number,
  length: number,
  marker: number,
  orientation: Orientation,
): FormatHeader {
  if (length < 11) throw corrupt('its JPEG frame header is too short');
  const type = marker & 3;
  const channels = reader.u8(at + 7);
  const factors = Array.from({ length: channels }, (_, i) => at + 9 + 3 * i).filter((place) =>
    reader.has(place + 1),
  );
  return {
    bits: reader.u8(at + 2),
    height: reader.u16(at + 3),
    width: reader.u16(at + 5),
    channels,
    progressive: type === 2,
    components: factors.map((place) => {
      const both = reader.u8(place);
      return { horizontal: both >> 4, vertical: both & 15 };
    }),
    scansApart: firstScanComponents(reader, at + length) < channels,
    frames: 1,
    orientation,
  };
}

/** How many components the first scan has; as far as the given bytes go, else all. */
function firstScanComponents(reader: ByteReader, from: number): number {
  for (let at = from; reader.has(at + 5) && reader.u8(at) === 0xff; at += 2 + reader.u16(at + 2)) {
    while (reader.has(at + 5) && reader.u8(at + 1) === 0xff) at++;
    if (reader.u8(at + 1) === START_OF_SCAN) return reader.u8(at + 4);
  }
  return Infinity;
}
