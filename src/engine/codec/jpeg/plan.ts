import type { ImageHeader } from '../header.ts';
import { BLOCK_BYTES } from './coefficients.ts';

/** Coefficients of a component that has a sample for every pixel: the header does not say which ones have fewer. */
const COEFFICIENT_BYTES_PER_PIXEL = BLOCK_BYTES / 64;
/** MCUs fill up the right and lower rim of what stands in the arena. */
const RIM = 1.02;

/**
 * Most bytes of the arena that decoding takes.
 *
 * @param decoded pixels of the reduced picture
 * @param planes that come out of it: 1, or 4 with colour
 */
export function jpegDecodingBytes(header: ImageHeader, decoded: number, planes: number): number {
  if (!header.progressive) return decoded * planes;
  const needsFirst = header.channels === 3 && planes === 1 && !header.needsConversion;
  const components = needsFirst ? 1 : (header.channels ?? 3);
  const coefficients = header.width * header.height * COEFFICIENT_BYTES_PER_PIXEL;
  // The last component's coefficients beside the others' samples; then all samples beside the planes.
  const reading = (components - 1) * decoded + coefficients;
  return RIM * Math.max(reading, (components + planes) * decoded);
}
