// Colours of another space to sRGB, by tables.

/** Steps of light that the table of levels has, besides 0. */
const STEPS: i32 = 1 << 14;

/**
 * Converts planes in place: each channel's value adds to the three lights, and a table gives the levels for them.
 *
 * @param shares for each value of red, then green, then blue what it adds, four i32 of 2^−8 step (the last unused)
 * @param levels a byte for each step, 0 … STEPS
 */
export function convertColors(
  red: usize, green: usize, blue: usize, count: i32, shares: usize, levels: usize,
): void {
  const most = i32x4.splat(STEPS);
  const none = i32x4.splat(0);
  for (let i: usize = 0; i < <usize>count; i++) {
    const r = v128.load(shares + (<usize>load<u8>(red + i) << 4));
    const g = v128.load(shares + (<usize>load<u8>(green + i) << 4), 256 * 16);
    const b = v128.load(shares + (<usize>load<u8>(blue + i) << 4), 512 * 16);
    const sum = i32x4.shr_s(i32x4.add(i32x4.add(r, g), b), 8);
    const steps = i32x4.min_s(i32x4.max_s(sum, none), most);
    store<u8>(red + i, load<u8>(levels + <usize>i32x4.extract_lane(steps, 0)));
    store<u8>(green + i, load<u8>(levels + <usize>i32x4.extract_lane(steps, 1)));
    store<u8>(blue + i, load<u8>(levels + <usize>i32x4.extract_lane(steps, 2)));
  }
}
