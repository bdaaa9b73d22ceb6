import type { ImageHeader } from '../header.ts';
import type { Denominator } from '../jpeg/samples.ts';

/** Sums of squares, whose pixels come at different times when the picture is interlaced, have 16 bits. */
const SUM_BYTES = 2;

/**
 * Most bytes of the arena that decoding takes, besides rows and windows.
 *
 * @param decoded pixels of the reduced picture
 * @param planes that come out of it: 1, or 4 with colour
 */
export function pngDecodingBytes(
  header: ImageHeader,
  decoded: number,
  planes: number,
  denominator: Denominator,
): number {
  const isSummed = header.progressive === true && denominator > 1;
  return decoded * planes * (isSummed ? SUM_BYTES : 1);
}
