// Huffman tables (ITU-T T.81 annex C, F.2.2.3) as look-up tables.
//
// A table in memory, TABLE_BYTES long:
//   COMBINED  1024 × i32 by the next 10 bits: value << 16 | zero run << 8 | bits used, when code and value together
//             fit in the 10 bits; 0 when not. An end of block is a run of 64. For AC coefficients.
//   SYMBOLS   1024 × u16 by the next 10 bits: length << 8 | symbol; 0 for a longer code.
//   MAX_CODES 17 × i32 by length: the largest code of that length, −1 for none.
//   OFFSETS   17 × i32 by length: index of its first symbol less its first code.
//   VALUES    256 × u8: the symbols in order of their codes.

import { extend } from './reader';

const LOOK_BITS: i32 = 10;
const SYMBOLS: usize = 4096;
const MAX_CODES: usize = SYMBOLS + 2048;
const OFFSETS: usize = MAX_CODES + 72;
const VALUES: usize = OFFSETS + 72;
const TABLE_BYTES: i32 = 4096 + 2048 + 72 + 72 + 256;
const MAX_LENGTH: i32 = 16;
const END_OF_BLOCK_RUN: i32 = 64;

export function jpegTableBytes(): i32 {
  return TABLE_BYTES;
}

/**
 * Builds a table.
 *
 * @param lengths 16 counts of codes by length (BITS, C.1), which do not overfill the code space
 * @param values the symbols (HUFFVAL), at most 256
 */
export function jpegBuildTable(lengths: usize, values: usize, table: usize): void {
  memory.fill(table, 0, TABLE_BYTES);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= MAX_LENGTH; length++) {
    const count = <i32>load<u8>(lengths + <usize>(length - 1));
    store<i32>(table + OFFSETS + (<usize>length << 2), index - code);
    for (let i = 0; i < count; i++) {
      const symbol = <i32>load<u8>(values + <usize>index);
      store<u8>(table + VALUES + <usize>(index & 255), <u8>symbol);
      if (length <= LOOK_BITS) enter(table, code, length, symbol);
      code++;
      index++;
    }
    store<i32>(table + MAX_CODES + (<usize>length << 2), count > 0 ? code - 1 : -1);
    code <<= 1;
  }
}

/** Enters a short code at all 10-bit words that begin with it. */
function enter(table: usize, code: i32, length: i32, symbol: i32): void {
  const free = LOOK_BITS - length;
  const size = symbol & 15;
  for (let rest = 0; rest < 1 << free; rest++) {
    const word = <usize>((code << free) | rest);
    store<u16>(table + SYMBOLS + (word << 1), <u16>((length << 8) | symbol));
    let combined = 0;
    if (size == 0) {
      // A run of 16 zeros goes 15 on and enters one more.
      combined = ((symbol == 0xf0 ? 15 : END_OF_BLOCK_RUN) << 8) | length;
    } else if (size <= free) {
      const value = extend((rest >> (free - size)) & ((1 << size) - 1), size);
      combined = (value << 16) | ((symbol >> 4) << 8) | (length + size);
    }
    store<i32>(table + (word << 2), combined);
  }
}

/** The combined entry for the next bits. */
@inline
export function combinedEntry(table: usize, bits: u64, count: i32): i32 {
  return load<i32>(table + (<usize>((bits >> (count - LOOK_BITS)) & 1023) << 2));
}

/** length << 8 | symbol of the next code; at least 16 bits must be there. */
@inline
export function nextCode(table: usize, bits: u64, count: i32): i32 {
  const entry = <i32>load<u16>(table + SYMBOLS + (<usize>((bits >> (count - LOOK_BITS)) & 1023) << 1));
  return entry != 0 ? entry : longCode(table, bits, count);
}

/** DECODE (F.2.2.3) for codes longer than the look-up; what is none counts as 17 bits of symbol 0, as in libjpeg. */
function longCode(table: usize, bits: u64, count: i32): i32 {
  const word = <i32>(bits >> (count - MAX_LENGTH)) & 0xffff;
  for (let length = LOOK_BITS + 1; length <= MAX_LENGTH; length++) {
    const code = word >> (MAX_LENGTH - length);
    if (code > load<i32>(table + MAX_CODES + (<usize>length << 2))) continue;
    const index = load<i32>(table + OFFSETS + (<usize>length << 2)) + code;
    return (length << 8) | <i32>load<u8>(table + VALUES + <usize>(index & 255));
  }
  return (MAX_LENGTH + 1) << 8;
}
