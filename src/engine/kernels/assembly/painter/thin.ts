// Lines to their middle (Zhang, Suen 1984, "A Fast Parallel Algorithm for Thinning Digital Patterns").

/** Rounds after which even a blot has become small enough to be passed over. */
const MAX_ROUNDS: i32 = 12;
const MARKED: u8 = 2;
const EIGHT_ONES: u64 = 0x0101010101010101;

@inline
function ink(at: usize): i32 {
  return <i32>(load<u8>(at) & 1);
}

/** Whether a pixel of the rim may go in the first (0) or second (1) half of a round (eq. 1, 2). */
function removable(at: usize, width: usize, half: i32): bool {
  const p2 = ink(at - width);
  const p3 = ink(at - width + 1);
  const p4 = ink(at + 1);
  const p5 = ink(at + width + 1);
  const p6 = ink(at + width);
  const p7 = ink(at + width - 1);
  const p8 = ink(at - 1);
  const p9 = ink(at - width - 1);
  const around = p2 + p3 + p4 + p5 + p6 + p7 + p8 + p9;
  if (around < 2 || around > 6) return false;
  const rises =
    (p3 & ~p2) + (p4 & ~p3) + (p5 & ~p4) + (p6 & ~p5) + (p7 & ~p6) + (p8 & ~p7) + (p9 & ~p8) + (p2 & ~p9);
  if (rises != 1) return false;
  return half == 0
    ? (p2 & p4 & p6) == 0 && (p4 & p6 & p8) == 0
    : (p2 & p4 & p8) == 0 && (p2 & p6 & p8) == 0;
}

/**
 * Thins what is at least `threshold` in a plane to lines of one pixel: 1 there, 0 elsewhere, and on the plane's rim.
 *
 * @param lines in place
 */
export function thin(lines: usize, width: i32, height: i32, threshold: i32): void {
  const count = <usize>(width * height);
  const least = i8x16.splat(<u8>threshold);
  for (let i: usize = 0; i < count; i += 16) {
    const set = i8x16.ge_u(v128.load(lines + i), least);
    v128.store(lines + i, v128.and(set, i8x16.splat(1)));
  }
  memory.fill(lines, 0, width);
  memory.fill(lines + count - <usize>width, 0, <usize>width + 16);
  for (let y = 0; y < height; y++) {
    store<u8>(lines + <usize>(y * width), 0);
    store<u8>(lines + <usize>(y * width + width - 1), 0);
  }
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const first = thinHalf(lines, width, count, 0);
    const second = thinHalf(lines, width, count, 1);
    if (!first && !second) break;
  }
}

function thinHalf(lines: usize, width: i32, count: usize, half: i32): bool {
  let marked = false;
  const end = lines + count - <usize>width;
  for (let eight = lines + <usize>width; eight < end; eight += 8) {
    if (load<u64>(eight) == 0) continue;
    for (let at = eight; at < eight + 8; at++) {
      if (load<u8>(at) == 0 || !removable(at, <usize>width, half)) continue;
      store<u8>(at, 1 | MARKED);
      marked = true;
    }
  }
  if (!marked) return false;
  for (let at = lines; at < lines + count; at += 8) {
    const eight = load<u64>(at);
    if (eight != 0) store<u64>(at, eight & ~(eight >> 1) & EIGHT_ONES);
  }
  return true;
}
