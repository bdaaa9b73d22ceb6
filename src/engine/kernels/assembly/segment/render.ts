// Porter-Duff source-over (1984) on one row of floats: red, green, blue times alpha, and alpha, 0…1 each. Nothing is
// rounded before the row is done, however many layers there are.

@inline
function pixel(row: usize, x: i32): usize {
  return row + (<usize>x << 4);
}

/** Lays a colour of parts 0…1, not multiplied by its alpha, over columns `from` to `to` − 1. */
export function layColor(row: usize, from: i32, to: i32, red: f32, green: f32, blue: f32, alpha: f32): void {
  let source = f32x4.splat(red * alpha);
  source = f32x4.replace_lane(source, 1, green * alpha);
  source = f32x4.replace_lane(source, 2, blue * alpha);
  source = f32x4.replace_lane(source, 3, alpha);
  const rest = f32x4.splat(1 - alpha);
  for (let x = from; x < to; x++) {
    const p = pixel(row, x);
    v128.store(p, f32x4.add(source, f32x4.mul(v128.load(p), rest)));
  }
}

/** Copies samples of the photo's row, opaque. */
export function layPhoto(row: usize, from: i32, to: i32, red: usize, green: usize, blue: usize): void {
  const scale = f32x4.splat(1.0 / 255);
  for (let x = from; x < to; x++) {
    let sample = f32x4.splat(<f32>load<u8>(red + <usize>x));
    sample = f32x4.replace_lane(sample, 1, <f32>load<u8>(green + <usize>x));
    sample = f32x4.replace_lane(sample, 2, <f32>load<u8>(blue + <usize>x));
    v128.store(pixel(row, x), f32x4.replace_lane(f32x4.mul(sample, scale), 3, 1));
  }
}

/** Rounds a row to straight RGBA bytes; what has no alpha is all 0. */
export function storeLayers(row: usize, count: i32, rgba: usize): void {
  for (let x = 0; x < count; x++) {
    const value = v128.load(pixel(row, x));
    const alpha = f32x4.extract_lane(value, 3);
    let bytes: u32 = 0;
    if (alpha > 0) {
      const straight = f32x4.replace_lane(f32x4.mul(value, f32x4.splat(255 / alpha)), 3, alpha * 255);
      const words = i32x4.trunc_sat_f32x4_s(f32x4.nearest(straight));
      const halves = i16x8.narrow_i32x4_s(words, words);
      bytes = <u32>i32x4.extract_lane(i8x16.narrow_i16x8_u(halves, halves), 0);
    }
    store<u32>(rgba + (<usize>x << 2), bytes);
  }
}

/** A row of a plane, enlarged bilinearly: place y between rows, columns at (x + ½) · step − ½. */
export function enlargeRow(
  plane: usize, width: i32, height: i32, y: f32, step: f32, target: usize, count: i32,
): void {
  const above = max(0, min(height - 1, <i32>Mathf.floor(y)));
  const below = min(height - 1, above + 1);
  const down = max<f32>(0, min<f32>(1, y - <f32>above));
  const upper = plane + <usize>(above * width);
  const lower = plane + <usize>(below * width);
  for (let x = 0; x < count; x++) {
    const place = (<f32>x + 0.5) * step - 0.5;
    const left = max(0, min(width - 1, <i32>Mathf.floor(place)));
    const right = min(width - 1, left + 1);
    const across = max<f32>(0, min<f32>(1, place - <f32>left));
    const u0 = <f32>load<u8>(upper + <usize>left);
    const u1 = <f32>load<u8>(upper + <usize>right);
    const l0 = <f32>load<u8>(lower + <usize>left);
    const l1 = <f32>load<u8>(lower + <usize>right);
    const u = u0 + (u1 - u0) * across;
    const l = l0 + (l1 - l0) * across;
    store<u8>(target + <usize>x, <u8>(u + (l - u) * down + 0.5));
  }
}
