// Line integral convolution (Cabral, Leedom 1993): a picture smeared along a tangent field (see tangent.ts). The four
// pixels of a 2 × 2 block go along the streamline through its middle, each from its own place.

const BLOCK: i32 = 2;

/** Places on a streamline have 16 fraction bits. */
const FRACTION: i32 = 16;
const HALF: i32 = 1 << (FRACTION - 1);

// What all blocks of a call share.
let source: usize = 0;
let width: i32 = 0;
let field: usize = 0;
let cells: i32 = 0;
let cellRows: i32 = 0;
let cellBits: i32 = 0;
let weights: usize = 0;
let steps: i32 = 0;
let step: i32 = 0;

/** The cell that a place lies in; `inner` places need no look at the field's border. */
@inline
function cellAt(x: i32, y: i32, inner: bool): usize {
  let column = x >> cellBits;
  let row = y >> cellBits;
  if (!inner) {
    column = max(0, min(cells - 1, column));
    row = max(0, min(cellRows - 1, row));
  }
  return field + (<usize>(row * cells + column) << 2);
}

/** The block `dx`, `dy` pixels off, weighted; in the first four 16-bit lanes. */
@inline
function weighed(here: usize, second: usize, dx: i32, dy: i32, weight: v128): v128 {
  const at = here + <usize>(dy * width + dx);
  const pixels = v128.load16_lane(at + second, v128.load16_splat(at), 1);
  return i16x8.mul(i16x8.extend_low_i8x16_u(pixels), weight);
}

/**
 * Adds up what the block at (x, y) meets both ways along the streamline through its middle, in 256ths. A tangent has no
 * sense of its own: it is taken so that the line goes on.
 *
 * @param inner no place of the line can lie outside of the rows at hand, or of the field
 * @param left, right, up, down how far the block may go else
 */
@inline
function follow(
  x: i32, y: i32, inner: bool, here: usize, second: usize, left: i32, right: i32, up: i32, down: i32, start: v128,
): v128 {
  const cx = (x + 1) << FRACTION;
  const cy = (y + 1) << FRACTION;
  const first = cellAt(cx, cy, inner);
  let tx = <i32>load<i8>(first);
  let ty = <i32>load<i8>(first, 1);
  let ux = -tx;
  let uy = -ty;
  let px = cx;
  let py = cy;
  let qx = cx;
  let qy = cy;
  let sum = start;
  for (let k = 1; k <= steps; k++) {
    const weight = i16x8.splat(<i16>load<u8>(weights + <usize>k));
    px += tx * step;
    py += ty * step;
    qx += ux * step;
    qy += uy * step;
    let dx = (px - cx + HALF) >> FRACTION;
    let dy = (py - cy + HALF) >> FRACTION;
    let ex = (qx - cx + HALF) >> FRACTION;
    let ey = (qy - cy + HALF) >> FRACTION;
    if (!inner) {
      dx = max(left, min(right, dx));
      dy = max(up, min(down, dy));
      ex = max(left, min(right, ex));
      ey = max(up, min(down, ey));
    }
    sum = i16x8.add(sum, i16x8.add(weighed(here, second, dx, dy, weight), weighed(here, second, ex, ey, weight)));
    const p = cellAt(px, py, inner);
    const q = cellAt(qx, qy, inner);
    const vx = <i32>load<i8>(p);
    const vy = <i32>load<i8>(p, 1);
    const wx = <i32>load<i8>(q);
    const wy = <i32>load<i8>(q, 1);
    const turnV = (tx * vx + ty * vy) >> 31;
    const turnW = (ux * wx + uy * wy) >> 31;
    tx = (vx ^ turnV) - turnV;
    ty = (vy ^ turnV) - turnV;
    ux = (wx ^ turnW) - turnW;
    uy = (wy ^ turnW) - turnW;
  }
  return sum;
}

/**
 * Smears rows fromRow … toRow − 1 of an 8-bit plane along a tangent field. Where a block would leave the rows at hand
 * or the picture, it stands still at the border.
 *
 * @param plane where row 0 would lie; rows low … high − 1 are there
 * @param across pixels a row, at most 16384 as rows
 * @param fromRow even
 * @param fieldAt fieldWidth × fieldHeight cells of 2^cellShift pixels
 * @param weightsAt middle, then `count` bytes that hold for both ways: middle + 2·Σ = 256
 * @param stepQ16 pixels between two samples of a line: 65536ths of a pixel for each 127th of a tangent
 * @param target where row 0 would lie
 */
export function smearAlong(
  plane: usize, across: i32, low: i32, high: i32, fromRow: i32, toRow: i32, fieldAt: usize, fieldWidth: i32,
  fieldHeight: i32, cellShift: i32, weightsAt: usize, count: i32, stepQ16: i32, target: usize,
): void {
  source = plane;
  width = across;
  field = fieldAt;
  cells = fieldWidth;
  cellRows = fieldHeight;
  cellBits = cellShift + FRACTION;
  weights = weightsAt;
  steps = count;
  step = stepQ16;
  const middle = i16x8.splat(<i16>load<u8>(weights));
  const reach = ((count * stepQ16 * 127) >> FRACTION) + 3;
  for (let y = fromRow; y < toRow; y += BLOCK) {
    const second = y + 1 < high ? <usize>width : 0;
    const innerRow = y - low >= reach && high - BLOCK - y >= reach && ((y + reach) >> cellShift) + 1 < cellRows;
    const down = max(0, high - BLOCK - y);
    for (let x = 0; x < width; x += BLOCK) {
      const at = <usize>(y * width + x);
      const here = source + at;
      const start = i16x8.add(i16x8.splat(128), weighed(here, second, 0, 0, middle));
      const inner = innerRow && x >= reach && width - BLOCK - x >= reach && ((x + reach) >> cellShift) + 1 < cells;
      const sum = inner
        ? follow(x, y, true, here, second, 0, 0, 0, 0, start)
        : follow(x, y, false, here, second, -x, max(0, width - BLOCK - x), low - y, down, start);
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
