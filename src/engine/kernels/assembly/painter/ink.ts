// A pen that uncovers the lines of a picture.

import { floats, storeRounded } from '../lanes';

/**
 * Uncovers a picture's lines around points of a path: where `alpha` is 255 the canvas becomes like the picture, where 0
 * it stays. It only ever grows darker, so that lines may be gone over again.
 *
 * @param points two 16-bit numbers each; in pixels, times `scale`, moved by `left` and `top`
 * @param radius of the pen, pixels
 * @param dirty a byte for each block of 16 × 16 pixels, set for those that may change
 */
export function inkLine(
  points: usize, count: i32, scale: f32, left: i32, top: i32, radius: i32, alpha: usize, width: i32, height: i32,
  paper: usize, red: usize, green: usize, blue: usize, canvasRed: usize, canvasGreen: usize, canvasBlue: usize,
  dirty: usize,
): void {
  const paperRed = f32x4.splat(<f32>load<u8>(paper));
  const paperGreen = f32x4.splat(<f32>load<u8>(paper, 1));
  const paperBlue = f32x4.splat(<f32>load<u8>(paper, 2));
  const columns = width >> 4;
  for (let i: usize = 0; i < <usize>count; i++) {
    const x = left + <i32>((<f32>load<u16>(points + (i << 2)) + 0.5) * scale);
    const y = top + <i32>((<f32>load<u16>(points + (i << 2), 2) + 0.5) * scale);
    const fromX = max(0, x - radius);
    const toX = min(width - 1, x + radius);
    const fromY = max(0, y - radius);
    const toY = min(height - 1, y + radius);
    for (let row = fromY; row <= toY; row++) {
      for (let column = fromX; column <= toX; column += 4) {
        const at = <usize>(row * width + column);
        const a = f32x4.mul(floats(alpha + at), f32x4.splat(1.0 / 255.0));
        uncover(red + at, paperRed, a, canvasRed + at);
        uncover(green + at, paperGreen, a, canvasGreen + at);
        uncover(blue + at, paperBlue, a, canvasBlue + at);
      }
    }
    // Vectors run up to three pixels on.
    for (let block = fromY >> 4; block <= toY >> 4; block++) {
      const from = fromX >> 4;
      memory.fill(dirty + <usize>(block * columns + from), 1, (min(width - 1, toX + 3) >> 4) - from + 1);
    }
  }
}

@inline
function uncover(source: usize, paper: v128, alpha: v128, canvas: usize): void {
  const inked = f32x4.add(paper, f32x4.mul(f32x4.sub(floats(source), paper), alpha));
  storeRounded(canvas, f32x4.min(floats(canvas), inked));
}

/** Darkens a plane where lines cover it: p·(1 − depth·c/255). */
export function darkenLines(plane: usize, cover: usize, count: i32, depth: f32): void {
  const gain = f32x4.splat(-depth / 255);
  const one = f32x4.splat(1);
  for (let i: usize = 0; i < <usize>count; i += 4) {
    const left = f32x4.add(one, f32x4.mul(floats(cover + i), gain));
    storeRounded(plane + i, f32x4.mul(floats(plane + i), left));
  }
}
