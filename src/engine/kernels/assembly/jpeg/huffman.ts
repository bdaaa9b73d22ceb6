// Huffman tables (ITU-T T.81 annex C, F.2.2.3) as look-up tables.
//
// A table in memory, TABLE_BYTES long:
//   PAIRS     1024 × u64 by the next 10 bits: one or two symbols with their values, as many as fit in the 10 bits; 0
//             when none does. Bits of both at 0, places that the first one goes on in the block at 8, its value at 16,
//             its bits at 32, places and value of the second one at 40 and 48. Of one alone the second value is the
//             same, 0 places on. An end of block goes 64 places on.
//   SYMBOLS   1024 × u16 by the next 10 bits: length << 8 | symbol; 0 for a longer code.
//   MAX_CODES 17 × i32 by length: the largest code of that length, −1 for none.
//   OFFSETS   17 × i32 by length: index of its first symbol less its first code.
//   VALUES    256 × u8: the symbols in order of their codes.

import { extend } from './reader';

const LOOK_BITS: i32 = 10;
const WORDS: usize = 1 << LOOK_BITS;
const SYMBOLS: usize = WORDS * 8;
const MAX_CODES: usize = SYMBOLS + WORDS * 2;
const OFFSETS: usize = MAX_CODES + 72;
const VALUES: usize = OFFSETS + 72;
const TABLE_BYTES: usize = VALUES + 256;
const MAX_LENGTH: i32 = 16;
/** Behind the last place of a block. */
export const END_OF_BLOCK: i32 = 64;

export function jpegTableBytes(): i32 {
  return <i32>TABLE_BYTES;
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
  for (let word: usize = 0; word < WORDS; word++) enterSecond(table, word);
}

/** How far a symbol of AC coefficients goes on in the zig-zag sequence: a run of zeros and one more (F.2.2.2). */
@inline
export function placesOf(symbol: i32): i32 {
  return (symbol & 15) == 0 && symbol < 0xf0 ? END_OF_BLOCK : (symbol >> 4) + 1;
}

/** Enters a short code at all 10-bit words that begin with it. */
function enter(table: usize, code: i32, length: i32, symbol: i32): void {
  const free = LOOK_BITS - length;
  const size = symbol & 15;
  const places = placesOf(symbol);
  for (let rest = 0; rest < 1 << free; rest++) {
    const word = <usize>((code << free) | rest);
    store<u16>(table + SYMBOLS + (word << 1), <u16>((length << 8) | symbol));
    if (size > free) continue;
    const value = size > 0 ? extend((rest >> (free - size)) & ((1 << size) - 1), size) : 0;
    const bits = length + size;
    store<u64>(table + (word << 3), pairOf(bits, places, value, bits, 0, value));
  }
}

@inline
function pairOf(bits: i32, places: i32, value: i32, firstBits: i32, secondPlaces: i32, secondValue: i32): u64 {
  const low = (value << 16) | (places << 8) | bits;
  const high = (secondValue << 16) | (secondPlaces << 8) | firstBits;
  return (<u64>(<u32>high) << 32) | <u64>(<u32>low);
}

/** Adds the symbol behind the first one, if it fits in the word too. */
function enterSecond(table: usize, word: usize): void {
  const first = load<u64>(table + (word << 3));
  const firstBits = firstBitsOf(first);
  if (first == 0 || firstPlacesOf(first) == END_OF_BLOCK) return;
  const second = load<u64>(table + (((word << firstBits) & (WORDS - 1)) << 3));
  const bits = firstBits + firstBitsOf(second);
  if (second == 0 || bits > LOOK_BITS) return;
  store<u64>(
    table + (word << 3),
    pairOf(bits, firstPlacesOf(first), firstValueOf(first), firstBits, firstPlacesOf(second), firstValueOf(second)),
  );
}

// What stands in an entry of PAIRS.

@inline
export function bothBitsOf(pair: u64): i32 {
  return <i32>pair & 255;
}

@inline
export function firstPlacesOf(pair: u64): i32 {
  return (<i32>pair >> 8) & 255;
}

@inline
export function firstValueOf(pair: u64): i32 {
  return <i32>pair >> 16;
}

@inline
export function firstBitsOf(pair: u64): i32 {
  return <i32>(pair >> 32) & 255;
}

@inline
export function secondPlacesOf(pair: u64): i32 {
  return <i32>(pair >> 40) & 255;
}

@inline
export function secondValueOf(pair: u64): i32 {
  return <i32>(pair >> 48);
}

/** The entry of PAIRS for the next bits. */
@inline
export function nextPair(table: usize, bits: u64): u64 {
  return load<u64>(table + (<usize>(bits >> (64 - LOOK_BITS)) << 3));
}

/** length << 8 | symbol of the next code; at least 16 bits must be there. */
@inline
export function nextCode(table: usize, bits: u64): i32 {
  const entry = <i32>load<u16>(table + SYMBOLS + (<usize>(bits >> (64 - LOOK_BITS)) << 1));
  return entry != 0 ? entry : longCode(table, bits);
}

/** DECODE (F.2.2.3) for codes longer than the look-up; what is none counts as 17 bits of symbol 0, as in libjpeg. */
function longCode(table: usize, bits: u64): i32 {
  const word = <i32>(bits >> (64 - MAX_LENGTH));
  for (let length = LOOK_BITS + 1; length <= MAX_LENGTH; length++) {
    const code = word >> (MAX_LENGTH - length);
    if (code > load<i32>(table + MAX_CODES + (<usize>length << 2))) continue;
    const index = load<i32>(table + OFFSETS + (<usize>length << 2)) + code;
    return (length << 8) | <i32>load<u8>(table + VALUES + <usize>(index & 255));
  }
  return (MAX_LENGTH + 1) << 8;
}
