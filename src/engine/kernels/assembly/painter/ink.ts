// A pen that uncovers the lines of a picture.

import { floats, storeRounded } from '../lanes';

/** Points to either side that a place on a path is the mean of, so that lines are free of the grid's steps. */
const SMOOTHING: i32 = 3;
/** A line's width at its ends, of that in its middle, and over how many points it swells. */
const TAPER: f32 = 0.55;
const SWELLING: f32 = 14;
/** So dense that dots make a line. */
const DOTS_PER_PIXEL: f32 = 1.6;

/** A coordinate of a path's point, smoothed. */
@inline
function smoothed(points: usize, count: i32, i: i32, offset: usize): f32 {
  const from = max(0, i - SMOOTHING);
  const to = min(count - 1, i + SMOOTHING);
  let sum = 0;
  for (let k = from; k <= to; k++) sum += <i32>load<u16>(points + (<usize>k << 2) + offset);
  return <f32>sum / <f32>(to - from + 1) + 0.5;
}

/**
 * Draws a path as a pen does, thin at both ends: how much of each pixel it covers, 0–255, the most of what is there.
 *
 * @param points two 16-bit numbers each; in pixels, times `scale`, moved by `left` and `top`
 * @param radius half of the line's width in its middle, pixels
 */
export function coverLine(
  points: usize, count: i32, scale: f32, left: f32, top: f32, radius: f32, cover: usize, width: i32, height: i32,
): void {
  for (let i = 0; i < count; i++) {
    const swell: f32 = min<f32>(1, <f32>min(i, count - 1 - i) / SWELLING);
    const half: f32 = radius * (TAPER + (1 - TAPER) * swell * (2 - swell));
    const fromX: f32 = left + smoothed(points, count, i, 0) * scale - 0.5;
    const fromY: f32 = top + smoothed(points, count, i, 2) * scale - 0.5;
    const next = min(i + 1, count - 1);
    const toX: f32 = left + smoothed(points, count, next, 0) * scale - 0.5;
    const toY: f32 = top + smoothed(points, count, next, 2) * scale - 0.5;
    const dots = <i32>Mathf.ceil(DOTS_PER_PIXEL * max<f32>(Mathf.abs(toX - fromX), Mathf.abs(toY - fromY)));
    for (let k = 0; k < max(1, dots); k++) {
      const t: f32 = <f32>k / <f32>max(1, dots);
      coverDot(fromX + (toX - fromX) * t, fromY + (toY - fromY) * t, half, cover, width, height);
    }
  }
}

/** A disc with a soft rim of one pixel. */
function coverDot(x: f32, y: f32, half: f32, cover: usize, width: i32, height: i32): void {
  const fromX = max(0, <i32>Mathf.floor(x - half - 1));
  const toX = min(width - 1, <i32>Mathf.ceil(x + half + 1));
  const fromY = max(0, <i32>Mathf.floor(y - half - 1));
  const toY = min(height - 1, <i32>Mathf.ceil(y + half + 1));
  for (let row = fromY; row <= toY; row++) {
    const dy: f32 = <f32>row - y;
    for (let column = fromX; column <= toX; column++) {
      const dx: f32 = <f32>column - x;
      const level: f32 = (half + 0.5 - Mathf.sqrt(dx * dx + dy * dy)) * 255;
      const at = cover + <usize>(row * width + column);
      store<u8>(at, <u8>max<f32>(<f32>load<u8>(at), min<f32>(255, max<f32>(0, level))));
    }
  }
}

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
