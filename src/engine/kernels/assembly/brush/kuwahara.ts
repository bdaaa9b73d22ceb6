// The anisotropic Kuwahara filter (Kyprianidis, Kang, Döllner 2009) at a cost that does not depend on its radius. Its
// eight sectors are weighted windows around eight places on an ellipse along the tangent; here every window is the same
// one, so that mean and variance of all of them come from one running blur, and a pixel looks up nine.

/** Rows that kuwahara() may be asked for at once. */
const BAND: i32 = 32;
/** A pixel of sums: red, green, blue and squared luminance. */
const SUM: usize = 16;

function padded(width: i32, reach: i32): usize {
  return <usize>(width + 2 * reach + 2);
}

/** Bytes of scratch that kuwahara() keeps its state in; `reach` as kuwaharaReach() says it. */
export function kuwaharaScratchBytes(width: i32, blur: i32, reach: i32): i32 {
  const rows = <usize>width * SUM;
  const field = <usize>(2 * reach + BAND) * padded(width, reach) * SUM;
  return <i32>(SUM + (rows + <usize>(2 * blur + 4) * SUM) + rows * <usize>(2 * blur + 4) + field + (rows >> 1) + 2 * SUM);
}

/** Farthest that a window's middle lies from its pixel, in whole pixels: where the tangent is clear, twice the radius. */
export function kuwaharaReach(radius: f32): i32 {
  return <i32>Mathf.ceil(2 * radius);
}

/** Squared luminance, from the luminance in 256ths. */
@inline
function squaredLuminance(red: i32, green: i32, blue: i32): i32 {
  const y = <u32>(77 * red + 150 * green + 29 * blue);
  return <i32>((y * y + 32768) >> 16);
}

/** A row of the picture, blurred across: weights blur − |k|, borders repeated. */
function blurRow(red: usize, green: usize, blue: usize, width: i32, blur: i32, pixels: usize, target: usize): void {
  const first = pixels + <usize>blur * SUM;
  for (let x: usize = 0; x < <usize>width; x++) {
    const r = <i32>load<u8>(red + x);
    const g = <i32>load<u8>(green + x);
    const b = <i32>load<u8>(blue + x);
    const square = squaredLuminance(r, g, b);
    v128.store(first + x * SUM, i32x4.replace_lane(i32x4.replace_lane(
      i32x4.replace_lane(i32x4.splat(r), 1, g), 2, b), 3, square));
  }
  const left = v128.load(first);
  const right = v128.load(first + <usize>(width - 1) * SUM);
  for (let k = 1; k <= blur; k++) {
    v128.store(first - <usize>k * SUM, left);
    v128.store(first + <usize>(width - 1 + k) * SUM, right);
  }
  // The weighted sum, and the plain ones of what lies ahead of the pixel and what does not.
  let sum = i32x4.splat(0);
  let ahead = i32x4.splat(0);
  let behind = i32x4.splat(0);
  for (let k = 1 - blur; k <= blur; k++) {
    const pixel = v128.load(first + k * <i32>SUM);
    sum = i32x4.add(sum, i32x4.mul(pixel, i32x4.splat(blur - abs(k))));
    if (k > 0) ahead = i32x4.add(ahead, pixel);
    else behind = i32x4.add(behind, pixel);
  }
  const reach = <usize>blur * SUM;
  for (let x: usize = 0; x < <usize>width * SUM; x += SUM) {
    v128.store(target + x, sum);
    const at = first + x;
    const next = v128.load(at, SUM);
    sum = i32x4.add(sum, i32x4.sub(ahead, behind));
    ahead = i32x4.add(ahead, i32x4.sub(v128.load(at + reach, SUM), next));
    behind = i32x4.add(behind, i32x4.sub(next, v128.load(at + SUM - reach)));
  }
}

/** Means, weighted by how even their window is, and that weight: a row of windows with its ends repeated. */
function windowRow(sums: usize, width: i32, scale: f32, hardness: f32, reach: i32, target: usize): void {
  const share = f32x4.splat(scale);
  const first = target + <usize>reach * SUM;
  for (let x: usize = 0; x < <usize>width * SUM; x += SUM) {
    const mean = f32x4.mul(f32x4.convert_i32x4_s(v128.load(sums + x)), share);
    const y: f32 = f32x4.extract_lane(mean, 0) * 0.30078125 + f32x4.extract_lane(mean, 1) * 0.5859375 +
      f32x4.extract_lane(mean, 2) * 0.11328125;
    const variance: f32 = max<f32>(0, f32x4.extract_lane(mean, 3) - y * y) * hardness;
    const squared: f32 = variance * variance;
    const weight: f32 = 1 / (1 + squared * squared);
    v128.store(first + x, f32x4.mul(f32x4.replace_lane(mean, 3, 1), f32x4.splat(weight)));
  }
  const left = v128.load(first);
  const right = v128.load(first + <usize>(width - 1) * SUM);
  for (let k = 1; k <= reach; k++) {
    v128.store(first - <usize>k * SUM, left);
    v128.store(first + <usize>(width - 1 + k) * SUM, right);
  }
}

/** Places of four windows for each pair of a row's pixels, as byte offsets; the other four lie opposite. */
function placeWindows(cells: usize, cellCount: i32, width: i32, radius: f32, stride: i32, target: usize): void {
  const scale: f32 = <f32>cellCount / <f32>width;
  for (let x = 0; x < width; x += 2) {
    const cell = cells + (<usize>min(cellCount - 1, <i32>((<f32>x + 0.5) * scale)) << 2);
    const c: f32 = <f32>load<i8>(cell) / 127;
    const s: f32 = <f32>load<i8>(cell, 1) / 127;
    const stretch: f32 = 1 + <f32>load<u8>(cell, 2) / 255;
    const a: f32 = radius * stretch;
    const b: f32 = radius / stretch;
    const ax: f32 = a * c;
    const ay: f32 = a * s;
    const bx: f32 = -b * s;
    const by: f32 = b * c;
    const h: f32 = 0.70710678;
    const columns = f32x4.nearest(f32x4(ax, bx, h * (ax + bx), h * (ax - bx)));
    const rows = f32x4.nearest(f32x4(ay, by, h * (ay + by), h * (ay - by)));
    const steps = i32x4.add(
      i32x4.mul(i32x4.trunc_sat_f32x4_s(rows), i32x4.splat(stride)), i32x4.trunc_sat_f32x4_s(columns),
    );
    v128.store(target + <usize>x * (SUM >> 1), i32x4.shl(steps, 4));
  }
}

@inline
function lookUp(at: usize, places: v128): v128 {
  const a = i32x4.extract_lane(places, 0);
  const b = i32x4.extract_lane(places, 1);
  const c = i32x4.extract_lane(places, 2);
  const d = i32x4.extract_lane(places, 3);
  const ends = f32x4.add(f32x4.add(v128.load(at + a), v128.load(at - a)), f32x4.add(v128.load(at + b), v128.load(at - b)));
  const others = f32x4.add(f32x4.add(v128.load(at + c), v128.load(at - c)), f32x4.add(v128.load(at + d), v128.load(at - d)));
  const sum = f32x4.add(v128.load(at), f32x4.add(ends, others));
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.div(sum, v128.shuffle<u32>(sum, sum, 3, 3, 3, 3))));
}

@inline
function put(red: usize, green: usize, blue: usize, color: v128): void {
  store<u8>(red, <u8>i32x4.extract_lane(color, 0));
  store<u8>(green, <u8>i32x4.extract_lane(color, 1));
  store<u8>(blue, <u8>i32x4.extract_lane(color, 2));
}

/**
 * Filters rows `fromRow` to `toRow` in place, at most 32 of them; rows must come in order, from 0. Windows weigh their
 * pixels (blur − |dx|)·(blur − |dy|), and count 1 / (1 + (hardness · variance of the luminance)⁴), the filter's q = 8. A
 * pixel is the mean of its own window and eight on the ellipse whose half axes are radius·(1 + A) along the tangent and
 * radius / (1 + A) across, A being the tangent's coherence. For a grey picture all three planes may be the same.
 *
 * @param blur at most 13
 * @param field cells of tangentField(), over the whole picture
 * @param scratch kuwaharaScratchBytes(), kept between calls
 */
export function kuwahara(
  red: usize, green: usize, blue: usize, width: i32, height: i32, fromRow: i32, toRow: i32, blur: i32, radius: f32,
  hardness: f32, field: usize, cells: i32, cellRows: i32, scratch: usize,
): void {
  const reach = kuwaharaReach(radius);
  const rowBytes = <usize>width * SUM;
  const pixels = scratch + SUM;
  const sums = pixels + rowBytes + <usize>(2 * blur + 4) * SUM;
  const ahead = sums + rowBytes;
  const behind = ahead + rowBytes;
  const ring = behind + rowBytes;
  const slots = 2 * blur + 1;
  const stride = padded(width, reach) * SUM;
  const windows = ring + <usize>slots * rowBytes;
  const places = windows + <usize>(2 * reach + BAND) * stride;
  const square: f32 = <f32>(blur * blur);
  const scale: f32 = 1 / (square * square);

  // Rows fromRow − reach … of windows lie one behind the other; the first of the last band stay.
  const kept = fromRow == 0 ? 0 : 2 * reach;
  if (fromRow > 0) {
    const before = load<i32>(scratch);
    memory.copy(windows, windows + <usize>before * stride, <usize>kept * stride);
  }
  store<i32>(scratch, toRow - fromRow);
  for (let i = kept; i < 2 * reach + toRow - fromRow; i++) {
    const target = windows + <usize>i * stride;
    const row = fromRow - reach + i;
    if (row < 0) continue;
    if (row >= height) {
      memory.copy(target, target - stride, stride);
      continue;
    }
    const from = row == 0 ? 0 : row + blur;
    for (let k = from; k <= min(row + blur, height - 1); k++) {
      const at = <usize>k * <usize>width;
      blurRow(red + at, green + at, blue + at, width, blur, pixels, ring + <usize>(k % slots) * rowBytes);
    }
    if (row == 0) {
      memory.fill(sums, 0, 3 * rowBytes);
      for (let k = 1 - blur; k <= blur; k++) {
        const line = ring + <usize>(max(0, min(height - 1, k)) % slots) * rowBytes;
        const part = k > 0 ? ahead : behind;
        const weight = i32x4.splat(blur - abs(k));
        for (let x: usize = 0; x < rowBytes; x += SUM) {
          const value = v128.load(line + x);
          v128.store(sums + x, i32x4.add(v128.load(sums + x), i32x4.mul(value, weight)));
          v128.store(part + x, i32x4.add(v128.load(part + x), value));
        }
      }
    } else {
      const arriving = ring + <usize>(min(height - 1, row + blur) % slots) * rowBytes;
      const here = ring + <usize>(row % slots) * rowBytes;
      const leaving = ring + <usize>(max(0, row - blur) % slots) * rowBytes;
      for (let x: usize = 0; x < rowBytes; x += SUM) {
        const front = v128.load(ahead + x);
        const back = v128.load(behind + x);
        const value = v128.load(here + x);
        v128.store(sums + x, i32x4.add(v128.load(sums + x), i32x4.sub(front, back)));
        v128.store(ahead + x, i32x4.add(front, i32x4.sub(v128.load(arriving + x), value)));
        v128.store(behind + x, i32x4.add(back, i32x4.sub(value, v128.load(leaving + x))));
      }
    }
    windowRow(sums, width, scale, hardness, reach, target);
    if (row == 0) {
      for (let k = 0; k < i; k++) memory.copy(windows + <usize>k * stride, target, stride);
    }
  }

  const cellScale: f32 = <f32>cellRows / <f32>height;
  let placed = -1;
  for (let y = fromRow; y < toRow; y++) {
    const cellRow = min(cellRows - 1, <i32>((<f32>y + 0.5) * cellScale));
    if (cellRow != placed) {
      placeWindows(field + (<usize>(cellRow * cells) << 2), cells, width, radius, <i32>(stride / SUM), places);
      placed = cellRow;
    }
    const row = <usize>y * <usize>width;
    let at = windows + <usize>(y - fromRow + reach) * stride + <usize>reach * SUM;
    let x: usize = row;
    for (let p = places; x + 2 <= row + <usize>width; p += SUM) {
      const four = v128.load(p);
      put(red + x, green + x, blue + x, lookUp(at, four));
      put(red + x + 1, green + x + 1, blue + x + 1, lookUp(at + SUM, four));
      x += 2;
      at += 2 * SUM;
    }
    if ((width & 1) != 0) {
      put(red + x, green + x, blue + x, lookUp(at, v128.load(places + <usize>(width >> 1) * SUM)));
    }
  }
}
