// Planes with a rim, so that neighbourhood kernels need no case for the border.

import { reflect101 } from './gaussian';

/**
 * Copies a plane into one of (width + 2·rim) × (height + 2·rim) whose rim is reflected without repeating the border
 * pixel (OpenCV's BORDER_REFLECT_101) or repeats it (BORDER_REPLICATE).
 */
export function addRim(
  source: usize, width: i32, height: i32, rim: i32, replicate: bool, target: usize,
): void {
  const stride = width + 2 * rim;
  for (let y = -rim; y < height + rim; y++) {
    const from = replicate ? max(0, min(y, height - 1)) : reflect101(y, height);
    const row = target + <usize>((y + rim) * stride + rim);
    memory.copy(row, source + <usize>(from * width), width);
    for (let i = 1; i <= rim; i++) {
      const left = replicate ? 0 : reflect101(-i, width);
      const right = replicate ? width - 1 : reflect101(width - 1 + i, width);
      store<u8>(row - <usize>i, load<u8>(row + <usize>left));
      store<u8>(row + <usize>(width - 1 + i), load<u8>(row + <usize>right));
    }
  }
}
