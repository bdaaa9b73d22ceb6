// The eight EXIF orientations as one strided copy.

/** Both sides of a transposed copy stay in the first-level cache within a tile. */
const TILE: i32 = 32;

/**
 * Copies an 8-bit plane into another of `width` × `height`; pixel (x, y) comes from
 * source + origin + x·stepX + y·stepY.
 */
export function orient(
  source: usize, origin: i32, stepX: i32, stepY: i32, target: usize, width: i32, height: i32,
): void {
  for (let top = 0; top < height; top += TILE) {
    const bottom = min(top + TILE, height);
    for (let left = 0; left < width; left += TILE) {
      const right = min(left + TILE, width);
      for (let y = top; y < bottom; y++) {
        let from = source + <usize>(origin + left * stepX + y * stepY);
        let to = target + <usize>(y * width + left);
        for (let x = left; x < right; x++) {
          store<u8>(to++, load<u8>(from));
          from += <usize>stepX;
        }
      }
    }
  }
}
