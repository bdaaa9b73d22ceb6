// residual_block_cavlc (ITU-T H.264 §7.3.5.3.2, §9.2).

import { put } from './bits';
import {
  CHROMA_TOKEN_CODES,
  CHROMA_TOKEN_LENGTHS,
  CHROMA_ZEROS_CODES,
  CHROMA_ZEROS_LENGTHS,
  RUN_CODES,
  RUN_LENGTHS,
  TOKEN_CODES,
  TOKEN_CONTEXT,
  TOKEN_LENGTHS,
  ZEROS_CODES,
  ZEROS_LENGTHS,
} from './cavlc-tables';

/** nC of chroma DC. */
export const CHROMA_DC: i32 = -1;

/** Which of the four code tables a context has (Table 9-5). */
@inline
function tokenTable(context: i32): usize {
  return context < 2 ? 0 : context < 4 ? TOKEN_CONTEXT : context < 8 ? 2 * TOKEN_CONTEXT : 3 * TOKEN_CONTEXT;
}

/** One level behind the trailing ones (§9.2.2.1, backwards); levels are small enough for level_prefix ≤ 15. */
function putLevel(code: i32, suffixLength: i32): void {
  if (suffixLength == 0) {
    if (code < 14) put(code + 1, 1);
    else if (code < 30) {
      put(15, 1);
      put(4, code - 14);
    } else {
      put(16, 1);
      put(12, code - 30);
    }
  } else if (code < 15 << suffixLength) {
    put((code >> suffixLength) + 1, 1);
    put(suffixLength, code & ((1 << suffixLength) - 1));
  } else {
    put(16, 1);
    put(12, code - (15 << suffixLength));
  }
}

/**
 * Writes a block's levels.
 * @param levels i16, in scan order
 * @param set bit i: level i is not 0
 * @param most levels that such a block has: 16, 15 without DC, 4 for chroma DC
 * @param context nC (§9.2.1), or CHROMA_DC
 */
export function putResidual(levels: usize, set: u32, most: i32, context: i32): void {
  const total = popcnt<i32>(set);
  let ones = 0;
  let signs: u32 = 0;
  let rest = set;
  while (rest != 0 && ones < 3) {
    const last = 31 - <i32>clz<u32>(rest);
    const level = <i32>load<i16>(levels + (<usize>last << 1));
    if (abs(level) != 1) break;
    signs = (signs << 1) | u32(level < 0);
    ones++;
    rest &= ~(<u32>1 << last);
  }
  const token = <usize>(total * 4 + ones);
  if (context == CHROMA_DC) put(load<u8>(CHROMA_TOKEN_LENGTHS + token), load<u8>(CHROMA_TOKEN_CODES + token));
  else {
    const at = tokenTable(context) + token;
    put(load<u8>(TOKEN_LENGTHS + at), load<u8>(TOKEN_CODES + at));
  }
  if (total == 0) return;
  put(ones, signs);

  let suffixLength = total > 10 && ones < 3 ? 1 : 0;
  let first = ones < 3;
  while (rest != 0) {
    const last = 31 - <i32>clz<u32>(rest);
    rest &= ~(<u32>1 << last);
    const level = <i32>load<i16>(levels + (<usize>last << 1));
    const size = abs(level);
    // The first one cannot be ±1 when there are fewer than three trailing ones.
    putLevel(2 * size - 2 + i32(level < 0) - (first ? 2 : 0), suffixLength);
    if (suffixLength == 0) suffixLength = 1;
    if (size > 3 << (suffixLength - 1) && suffixLength < 6) suffixLength++;
    first = false;
  }
  putRuns(set, total, most, context);
}

/** total_zeros and run_before (§9.2.3). */
function putRuns(set: u32, total: i32, most: i32, context: i32): void {
  let last = 31 - <i32>clz<u32>(set);
  let zeros = last + 1 - total;
  if (total < most) {
    if (context == CHROMA_DC) {
      const at = <usize>((total - 1) * 4 + zeros);
      put(load<u8>(CHROMA_ZEROS_LENGTHS + at), load<u8>(CHROMA_ZEROS_CODES + at));
    } else {
      const at = <usize>((total - 1) * 16 + zeros);
      put(load<u8>(ZEROS_LENGTHS + at), load<u8>(ZEROS_CODES + at));
    }
  }
  let rest = set & ~(<u32>1 << last);
  while (zeros > 0 && rest != 0) {
    const next = 31 - <i32>clz<u32>(rest);
    rest &= ~(<u32>1 << next);
    const run = last - next - 1;
    const at = <usize>((min(zeros, 7) - 1) * 16 + run);
    put(load<u8>(RUN_LENGTHS + at), load<u8>(RUN_CODES + at));
    zeros -= run;
    last = next;
  }
}
