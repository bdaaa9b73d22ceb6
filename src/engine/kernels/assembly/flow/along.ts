// Line integral convolution (Cabral, Leedom 1993): a picture smeared along a tangent field (see tangent.ts). The four
// pixels of a 2 × 2 block go along the streamline through its middle, each from its own place.

const BLOCK: i32 = 2;

/**
 * Follows the streamline through (cx, cy), the middle of a block, one way, and adds up what the block meets, in 256ths.
 *
 * @param weights one byte for each step
 */
@inline
function follow(
  cx: f32, cy: f32, sign: f32, step: f32, weights: usize, steps: i32, field: usize, cells: i32, cellRows: i32,
  cellShift: i32, here: usize, second: usize, width: i32, low: i32, high: i32, left: i32, right: i32, up: i32, down: i32,
  sum: v128,
): v128 {
  let px = cx;
  let py = cy;
  let vx: f32 = 0;
  let vy: f32 = 0;
  let result = sum;
  for (let k = 0; k < steps; k++) {
    const column = max(0, min(cells - 1, <i32>px >> cellShift));
    const row = max(0, min(cellRows - 1, <i32>py >> cellShift));
    const cell = field + (<usize>(row * cells + column) << 2);
    let tx = <f32>load<i8>(cell);
    let ty = <f32>load<i8>(cell, 1);
    // A tangent has no sense of its own: it is taken so that the line goes on, and at first by `sign`.
    const ahead: f32 = k == 0 ? sign : tx * vx + ty * vy;
    if (ahead < 0) {
      tx = -tx;
      ty = -ty;
    }
    vx = tx;
    vy = ty;
    px = px + tx * step;
    py = py + ty * step;
    const dx = max(left, min(right, <i32>Mathf.floor(px - cx + 0.5)));
    const dy = max(up, min(down, <i32>Mathf.floor(py - cy + 0.5)));
    const at = here + <usize>(dy * width + dx);
    const pixels = v128.load16_lane(at + second, v128.load16_splat(at), 1);
    result = i16x8.add(result, i16x8.mul(i16x8.extend_low_i8x16_u(pixels), i16x8.splat(<i16>load<u8>(weights + <usize>k))));
  }
  return result;
}

/**
 * Smears rows fromRow … toRow − 1 of an 8-bit plane along a tangent field. Where a block would leave the rows at hand
 * or the picture, its line stands still.
 *
 * @param source where row 0 would lie; rows low … high − 1 are there
 * @param fromRow even
 * @param cellShift a cell is 2^cellShift pixels wide
 * @param weights middle, then steps bytes that hold for both ways: middle + 2·Σ = 256
 * @param stepPx pixels between two samples of a line
 * @param target where row 0 would lie
 */
export function smearAlong(
  source: usize, width: i32, low: i32, high: i32, fromRow: i32, toRow: i32, field: usize, cells: i32, cellRows: i32,
  cellShift: i32, weights: usize, steps: i32, stepPx: f32, target: usize,
): void {
  const step: f32 = stepPx / 127;
  const middle = i16x8.splat(<i16>load<u8>(weights));
  for (let y = fromRow; y < toRow; y += BLOCK) {
    const second = y + 1 < high ? <usize>width : 0;
    const down = max(0, high - BLOCK - y);
    for (let x = 0; x < width; x += BLOCK) {
      const at = <usize>(y * width + x);
      const here = source + at;
      const pixels = v128.load16_lane(here + second, v128.load16_splat(here), 1);
      const right = max(0, width - BLOCK - x);
      let sum = i16x8.add(i16x8.splat(128), i16x8.mul(i16x8.extend_low_i8x16_u(pixels), middle));
      const cx = <f32>(x + 1);
      const cy = <f32>(y + 1);
      for (let way = 0; way < 2; way++) {
        sum = follow(
          cx, cy, way == 0 ? 1 : -1, step, weights + 1, steps, field, cells, cellRows, cellShift,
          here, second, width, low, high, -x, right, low - y, down, sum,
        );
      }
      const mean = i16x8.shr_u(sum, 8);
      const bytes = i8x16.narrow_i16x8_u(mean, mean);
      const out = target + at;
      if (x + 1 < width) {
        store<u16>(out, i16x8.extract_lane_u(bytes, 0));
        if (y + 1 < toRow) store<u16>(out + <usize>width, i16x8.extract_lane_u(bytes, 1));
      } else {
        store<u8>(out, i8x16.extract_lane_u(bytes, 0));
        if (y + 1 < toRow) store<u8>(out + <usize>width, i8x16.extract_lane_u(bytes, 2));
      }
    }
  }
}
