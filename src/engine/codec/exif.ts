import { ByteReader } from './bytes.ts';
import type { Orientation } from './header.ts';

/** As much of an EXIF block as is looked at, which is as much as a JPEG can have; its orientation stands at the front. */
export const MAX_EXIF_BYTES = 65_535;

const TAG_ORIENTATION = 274;
const ORIENTATIONS: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];

/**
 * Orientation out of an EXIF block, which is a small TIFF file (Exif 2.32 §4.5). Damaged metadata never spoils a
 * picture: whatever cannot be read is 1, upright.
 */
export function exifOrientation(exif: Uint8Array): Orientation {
  const reader = new ByteReader(exif);
  if (!reader.has(8)) return 1;
  if (reader.startsWith('II*\0')) reader.littleEndian = true;
  else if (!reader.startsWith('MM\0*')) return 1;
  const directory = reader.u32(4);
  if (!reader.has(directory + 2)) return 1;
  const entries = reader.u16(directory);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * 12;
    if (!reader.has(at + 12)) return 1;
    if (reader.u16(at) === TAG_ORIENTATION) return toOrientation(reader.u16(at + 8));
  }
  return 1;
}

export function toOrientation(value: number): Orientation {
  return ORIENTATIONS.find((orientation) => orientation === value) ?? 1;
}
