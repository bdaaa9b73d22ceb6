// A picture drawn by a hand that trembles: every pixel is taken from a little way off, in place.

import { mapRow, mapScratchBytes } from './maps';

@inline
function keptBytes(width: i32, reach: i32): usize {
  return <usize>((width * (2 * reach + 3) + 79) & ~15);
}

/** Bytes of scratch that warp() needs. */
export function warpScratchBytes(width: i32, mapWidth: i32, reach: i32): i32 {
  return <i32>keptBytes(width, reach) + 2 * ((mapScratchBytes(width, mapWidth) + 15) & ~15);
}

/**
 * Takes every pixel from where two maps say: (value − 128)·reach/128 pixels off, interpolated; borders are repeated.
 *
 * @param across, down maps of mapWidth × mapHeight
 * @param reach whole pixels
 */
export function warp(
  plane: usize, width: i32, height: i32, across: usize, down: usize, mapWidth: i32, mapHeight: i32, reach: i32,
  scratch: usize,
): void {
  const ring = 2 * reach + 3;
  const rows = scratch + keptBytes(width, reach);
  const second = rows + <usize>((mapScratchBytes(width, mapWidth) + 15) & ~15);
  for (let y = 0; y < min(height, reach + 1); y++) {
    memory.copy(scratch + <usize>((y % ring) * width), plane + <usize>(y * width), width);
  }
  const right = (width - 1) << 8;
  const bottom = (height - 1) << 8;
  for (let y = 0; y < height; y++) {
    const next = y + reach + 1;
    if (next < height) memory.copy(scratch + <usize>((next % ring) * width), plane + <usize>(next * width), width);
    const dx = mapRow(across, mapWidth, mapHeight, width, height, y, rows);
    const dy = mapRow(down, mapWidth, mapHeight, width, height, y, second);
    const out = plane + <usize>(y * width);
    for (let x = 0; x < width; x++) {
      // Maps have 6 fraction bits and 7 of their own: to 8 fraction bits of a pixel.
      const offX = ((<i32>load<i16>(dx + (<usize>x << 1)) - 8192) * reach) >> 5;
      const offY = ((<i32>load<i16>(dy + (<usize>x << 1)) - 8192) * reach) >> 5;
      const px = max(0, min(right, (x << 8) + offX));
      const py = max(0, min(bottom, (y << 8) + offY));
      const left = px >> 8;
      const top = py >> 8;
      const step: usize = left + 1 < width ? 1 : 0;
      const upper = scratch + <usize>((top % ring) * width + left);
      const lower = scratch + <usize>((min(height - 1, top + 1) % ring) * width + left);
      const tx = px & 255;
      const ty = py & 255;
      const a = (<i32>load<u8>(upper) << 8) + (<i32>load<u8>(upper + step) - <i32>load<u8>(upper)) * tx;
      const b = (<i32>load<u8>(lower) << 8) + (<i32>load<u8>(lower + step) - <i32>load<u8>(lower)) * tx;
      store<u8>(out + <usize>x, <u8>(((a << 8) + (b - a) * ty + 32768) >> 16));
    }
  }
}
