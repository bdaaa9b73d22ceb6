// PNG filters (PNG 3rd edition §9.2) and the order of samples that they work on.

const SUB: i32 = 1;
const UP: i32 = 2;

/** Three planes to RGB samples. */
export function pngInterleave(red: usize, green: usize, blue: usize, count: i32, target: usize): void {
  for (let i: usize = 0; i < <usize>count; i += 16) {
    const r = v128.load(red + i);
    const g = v128.load(green + i);
    const b = v128.load(blue + i);
    const p = target + i * 3;
    const rg0 = v128.shuffle<u8>(r, g, 0, 16, 0, 1, 17, 0, 2, 18, 0, 3, 19, 0, 4, 20, 0, 5);
    const rg1 = v128.shuffle<u8>(r, g, 21, 0, 6, 22, 0, 7, 23, 0, 8, 24, 0, 9, 25, 0, 10, 26);
    const rg2 = v128.shuffle<u8>(r, g, 0, 11, 27, 0, 12, 28, 0, 13, 29, 0, 14, 30, 0, 15, 31, 0);
    v128.store(p, v128.shuffle<u8>(rg0, b, 0, 1, 16, 3, 4, 17, 6, 7, 18, 9, 10, 19, 12, 13, 20, 15));
    v128.store(p, v128.shuffle<u8>(rg1, b, 0, 21, 2, 3, 22, 5, 6, 23, 8, 9, 24, 11, 12, 25, 14, 15), 16);
    v128.store(p, v128.shuffle<u8>(rg2, b, 26, 1, 2, 27, 4, 5, 28, 7, 8, 29, 10, 11, 30, 13, 14, 31), 32);
  }
}

/**
 * Filters rows of `rowBytes` with None (0), Sub (1) or Up (2), each to one byte of the filter's type and its bytes.
 *
 * @param step bytes of a pixel
 * @param first whether the first row is the picture's, above which there is nothing
 */
export function pngFilter(
  kind: i32, pixels: usize, rowBytes: i32, step: i32, rows: i32, first: bool, target: usize,
): void {
  for (let y = 0; y < rows; y++) {
    const row = pixels + <usize>(y * rowBytes);
    const back = kind == SUB ? <usize>step : kind == UP ? <usize>rowBytes : 0;
    const plain = kind == 0 || (kind == UP && first && y == 0);
    store<u8>(target, <u8>kind);
    target++;
    for (let x: usize = 0; x < <usize>rowBytes; x += 16) {
      const samples = v128.load(row + x);
      v128.store(target + x, plain ? samples : i8x16.sub(samples, v128.load(row + x - back)));
    }
    if (kind == SUB) memory.copy(target, row, min(step, rowBytes));
    target += <usize>rowBytes;
  }
}
