// Pigment on paper: coverage meets the thresholds of hatching and of the paper's relief.

const TILE_BITS: usize = 9;
const MASK: usize = 511;

/** (a·b + 128) / 256 of bytes in 16-bit lanes. */
// @ts-ignore: decorator
@inline
function times(a: v128, b: v128): v128 {
  return i16x8.shr_u(i16x8.add(i16x8.mul(a, b), i16x8.splat(128)), 8);
}

/** table[source], byte by byte. May work in place. */
export function lookup(source: usize, count: i32, table: usize, target: usize): void {
  for (let i: usize = 0; i < <usize>count; i += 4) {
    const p = source + i;
    const q = target + i;
    store<u8>(q, load<u8>(table + <usize>load<u8>(p)));
    store<u8>(q, load<u8>(table + <usize>load<u8>(p, 1)), 1);
    store<u8>(q, load<u8>(table + <usize>load<u8>(p, 2)), 2);
    store<u8>(q, load<u8>(table + <usize>load<u8>(p, 3)), 3);
  }
}

// @ts-ignore: decorator
@inline
function count1(counters: usize, level: u64): void {
  const bin = counters + <usize>((level & 255) << 2);
  store<u32>(bin, load<u32>(bin) + 1);
}

/**
 * Adds the number of pixels of each level to 256 32-bit counters. Four sets of them, one behind the other, are
 * filled in turn, so that equal neighbours do not wait for each other; their sum is the histogram.
 */
export function histogram(source: usize, count: i32, counters: usize): void {
  let i: usize = 0;
  for (; i + 8 <= <usize>count; i += 8) {
    const bytes = load<u64>(source + i);
    count1(counters, bytes);
    count1(counters + 1024, bytes >> 8);
    count1(counters + 2048, bytes >> 16);
    count1(counters + 3072, bytes >> 24);
    count1(counters, bytes >> 32);
    count1(counters + 1024, bytes >> 40);
    count1(counters + 2048, bytes >> 48);
    count1(counters + 3072, bytes >> 56);
  }
  for (; i < <usize>count; i++) count1(counters, load<u8>(source + i));
}

/** clamp((c·(1 + s) − t) / s) of eight pixels, as bytes; `slope` is 1/s. */
// @ts-ignore: decorator
@inline
function stick(c: v128, threshold: v128, softness: v128, slope: v128): v128 {
  const above = i16x8.sub(i16x8.add(c, times(c, softness)), threshold);
  const low = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(above)), slope);
  const high = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(above)), slope);
  const stuck = i16x8.narrow_i32x4_s(i32x4.trunc_sat_f32x4_s(low), i32x4.trunc_sat_f32x4_s(high));
  return i8x16.narrow_i16x8_u(stuck, stuck);
}

/**
 * How much pigment sticks: clamp((c·(1 + s) − t) / s) for coverage c, threshold t and softness s, all 0…1, so that no
 * coverage leaves the paper clean and full coverage fills it. The threshold is `grain`/256 paper, the rest hatching.
 *
 * @param coverage 8-bit plane, overwritten by the deposit
 * @param hatch, paper tiles (see texture.ts)
 * @param softness 1–255: s in 256ths
 */
export function deposit(
  coverage: usize, width: i32, fromRow: i32, toRow: i32, hatch: usize, paper: usize, grain: i32, softness: i32,
): void {
  const share = i16x8.splat(<i16>grain);
  const rest = i16x8.splat(<i16>(256 - grain));
  const reach = i16x8.splat(<i16>softness);
  const slope = f32x4.splat(256.0 / <f32>softness);
  for (let y = fromRow; y < toRow; y++) {
    const row = coverage + <usize>(y * width);
    const tileRow = (<usize>y & MASK) << TILE_BITS;
    // A whole vector may reach into the next row, which must not be laid down twice.
    const kept = v128.load(row + <usize>width);
    for (let x: usize = 0; x < <usize>width; x += 8) {
      const tile = tileRow + (x & MASK);
      const threshold = i16x8.add(
        times(v128.load8x8_u(paper + tile), share), times(v128.load8x8_u(hatch + tile), rest),
      );
      v128.store_lane<u64>(row + x, stick(v128.load8x8_u(row + x), threshold, reach, slope), 0);
    }
    v128.store(row + <usize>width, kept);
  }
}

/** Hatching is drawn in this many directions, a tile each, over half a turn. */
const DIRECTIONS: i32 = 8;

/**
 * The same with hatching that follows a direction field: each place takes the tile of the nearest direction, and near
 * the middle between two of them fades from one to the other.
 *
 * @param tiles DIRECTIONS pointers to tiles hatched at 0, π/8, 2π/8…
 * @param field fieldWidth × fieldHeight pairs of floats, (cos 2θ, sin 2θ) of any length, over the whole picture
 */
export function depositAlong(
  coverage: usize, width: i32, height: i32, fromRow: i32, toRow: i32, tiles: usize, paper: usize,
  field: usize, fieldWidth: i32, fieldHeight: i32, grain: i32, softness: i32,
): void {
  const share = i16x8.splat(<i16>grain);
  const rest = i16x8.splat(<i16>(256 - grain));
  const reach = i16x8.splat(<i16>softness);
  const slope = f32x4.splat(256.0 / <f32>softness);
  const scaleX: f32 = <f32>fieldWidth / <f32>width;
  const scaleY: f32 = <f32>fieldHeight / <f32>height;
  for (let y = fromRow; y < toRow; y++) {
    const row = coverage + <usize>(y * width);
    const tileRow = (<usize>y & MASK) << TILE_BITS;
    const kept = v128.load(row + <usize>width);
    const fy: f32 = max<f32>(0, min<f32>(<f32>(fieldHeight - 1), (<f32>y + 0.5) * scaleY - 0.5));
    const y0 = <i32>fy;
    const ty: f32 = fy - <f32>y0;
    const upper = field + <usize>(y0 * fieldWidth * 8);
    const lower = field + <usize>(min(fieldHeight - 1, y0 + 1) * fieldWidth * 8);
    for (let x: usize = 0; x < <usize>width; x += 8) {
      const fx: f32 = max<f32>(0, min<f32>(<f32>(fieldWidth - 1), (<f32>x + 4) * scaleX - 0.5));
      const x0 = <i32>fx;
      const tx: f32 = fx - <f32>x0;
      const a = <usize>(x0 << 3);
      const b = <usize>(min(fieldWidth - 1, x0 + 1) << 3);
      const cosine = bilinear(upper + a, upper + b, lower + a, lower + b, tx, ty);
      const sine = bilinear(upper + a + 4, upper + b + 4, lower + a + 4, lower + b + 4, tx, ty);
      // Double angle −π…π to 0…DIRECTIONS.
      const turn: f32 = (Mathf.atan2(sine, cosine) / (2 * <f32>Math.PI) + 1) * <f32>DIRECTIONS;
      const first = <i32>turn;
      const fade = max<f32>(0, min<f32>(1, (turn - <f32>first - 0.3) * 2.5));
      const second = i16x8.splat(<i16>(fade * 256));
      const tile = tileRow + (x & MASK);
      const one = v128.load8x8_u(load<usize>(tiles + (<usize>(first & (DIRECTIONS - 1)) << 2)) + tile);
      const other = v128.load8x8_u(load<usize>(tiles + (<usize>((first + 1) & (DIRECTIONS - 1)) << 2)) + tile);
      const hatch = i16x8.add(times(one, i16x8.sub(i16x8.splat(256), second)), times(other, second));
      const threshold = i16x8.add(times(v128.load8x8_u(paper + tile), share), times(hatch, rest));
      v128.store_lane<u64>(row + x, stick(v128.load8x8_u(row + x), threshold, reach, slope), 0);
    }
    v128.store(row + <usize>width, kept);
  }
}

// @ts-ignore: decorator
@inline
function bilinear(a: usize, b: usize, c: usize, d: usize, tx: f32, ty: f32): f32 {
  const upper: f32 = load<f32>(a) + (load<f32>(b) - load<f32>(a)) * tx;
  const below: f32 = load<f32>(c) + (load<f32>(d) - load<f32>(c)) * tx;
  return upper + (below - upper) * ty;
}

/** Grey drawing: paper white less tone·toneDepth, then less line·lineDepth of what is left (depths in 256ths). */
export function drawGrey(
  tone: usize, line: usize, count: i32, toneDepth: i32, lineDepth: i32, target: usize,
): void {
  const a = i16x8.splat(<i16>toneDepth);
  const b = i16x8.splat(<i16>lineDepth);
  const white = i16x8.splat(255);
  for (let i: usize = 0; i < <usize>count; i += 8) {
    const light = i16x8.sub(white, times(v128.load8x8_u(tone + i), a));
    const value = i16x8.sub(light, times(light, times(v128.load8x8_u(line + i), b)));
    v128.store_lane<u64>(target + i, i8x16.narrow_i16x8_u(value, value), 0);
  }
}

/** One channel of coloured pencil: white less what the pigment absorbs where it sticks, then the line over it. */
export function drawColor(
  channel: usize, grey: usize, tone: usize, line: usize, count: i32,
  toneDepth: i32, lineDepth: i32, saturation: i32, target: usize,
): void {
  const a = i16x8.splat(<i16>toneDepth);
  const b = i16x8.splat(<i16>lineDepth);
  const chroma = i16x8.splat(<i16>saturation);
  const white = i16x8.splat(255);
  const none = i16x8.splat(0);
  for (let i: usize = 0; i < <usize>count; i += 8) {
    const photo = v128.load8x8_u(channel + i);
    const excess = i16x8.shr_s(i16x8.mul(i16x8.sub(photo, v128.load8x8_u(grey + i)), chroma), 6);
    const pigment = i16x8.min_s(white, i16x8.max_s(none, i16x8.add(photo, excess)));
    const stuck = times(v128.load8x8_u(tone + i), a);
    const light = i16x8.sub(white, times(i16x8.sub(white, pigment), stuck));
    const value = i16x8.sub(light, times(light, times(v128.load8x8_u(line + i), b)));
    v128.store_lane<u64>(target + i, i8x16.narrow_i16x8_u(value, value), 0);
  }
}
