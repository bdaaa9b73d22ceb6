// Huffman codes of DEFLATE (RFC 1951 §3.2.2) as tables that a few bits of the stream look up.

// An entry: what has to be done, above the bits that it takes (with a length's or distance's additional bits).
//
// literals  bits 16–31 one or two of them, 8–9 how many, LITERAL
// length    bits 16–31 the least one, 8–11 additional bits; a distance likewise
// subtable  bits 16–31 where it begins, in entries; SUBTABLE
export const LITERAL: u32 = 0x8000;
export const END: u32 = 0x4000;
export const SUBTABLE: u32 = 0x2000;
export const INVALID: u32 = 0x1000;

const MAX_LENGTH: i32 = 15;
export const LITERAL_BITS: i32 = 12;
export const DISTANCE_BITS: i32 = 9;
export const LITERAL_SYMBOLS: i32 = 288;
export const DISTANCE_SYMBOLS: i32 = 32;
const END_OF_BLOCK: i32 = 256;
const FIRST_LENGTH: i32 = 257;

/** Each code that is longer than a table's index has at most one subtable of its own. */
export const literals = memory.data((4096 + 288 * 8) * 4, 16);
export const distances = memory.data((512 + 32 * 64) * 4, 16);
/** Codes of code lengths have 7 bits at most. */
export const lengthCodes = memory.data(128 * 4, 16);

/** Code lengths in the order of symbols: literals and lengths, behind them the distances. */
export const codeLengths = memory.data(320, 16);

/** What the symbols of a table are. */
export const LENGTHS_OF_CODES: i32 = 0;
export const LITERALS: i32 = 1;
export const DISTANCES: i32 = 2;

const symbols = memory.data(LITERAL_SYMBOLS * 2, 16);
const counts = memory.data(16 * 4, 16);
const offsets = memory.data(16 * 4, 16);

/** The entry of a symbol, with its code's length. */
function entryOf(kind: i32, symbol: i32, length: u32): u32 {
  if (kind == LENGTHS_OF_CODES) return (<u32>symbol << 16) | length;
  if (kind == DISTANCES) {
    if (symbol >= 30) return INVALID | length;
    const extra: u32 = symbol < 4 ? 0 : (<u32>symbol >> 1) - 1;
    const base: u32 = symbol < 4 ? <u32>symbol + 1 : ((2 + (<u32>symbol & 1)) << extra) + 1;
    return (base << 16) | (extra << 8) | (length + extra);
  }
  if (symbol < END_OF_BLOCK) return (<u32>symbol << 16) | 0x100 | LITERAL | length;
  if (symbol == END_OF_BLOCK) return END | length;
  const over: u32 = symbol - FIRST_LENGTH;
  if (over > 28) return INVALID | length;
  if (over == 28) return (<u32>258 << 16) | length;
  const extra: u32 = over < 8 ? 0 : (over >> 2) - 1;
  const base: u32 = over < 8 ? over + 3 : ((4 + (over & 3)) << extra) + 3;
  return (base << 16) | (extra << 8) | (length + extra);
}

@inline
function at(table: usize, index: i32): usize {
  return table + (<usize>index << 2);
}

/** The code after this one of `length` bits, both with their first bit lowest. */
@inline
function nextCode(code: u32, length: i32): u32 {
  let bit: u32 = 1 << (length - 1);
  while (code & bit) bit >>= 1;
  return bit == 0 ? 0 : (code & (bit - 1)) | bit;
}

/**
 * Makes a table of `count` code lengths. As zlib, refuses codes that are over-subscribed, and incomplete ones but for
 * a single code of one bit or none.
 *
 * @param root most bits of an index
 * @returns bits of an index, or −1
 */
export function buildCodes(kind: i32, lengths: usize, count: i32, root: i32, table: usize): i32 {
  memory.fill(counts, 0, 64);
  for (let i = 0; i < count; i++) {
    const slot = at(counts, load<u8>(lengths + <usize>i));
    store<u32>(slot, load<u32>(slot) + 1);
  }
  store<u32>(counts, 0);
  let longest = MAX_LENGTH;
  while (longest > 0 && load<u32>(at(counts, longest)) == 0) longest--;
  let left = 1;
  let offset: u32 = 0;
  for (let length = 1; length <= MAX_LENGTH; length++) {
    const these = load<u32>(at(counts, length));
    left = (left << 1) - <i32>these;
    if (left < 0) return -1;
    store<u32>(at(offsets, length), offset);
    offset += these;
  }
  if (left > 0 && (kind == LENGTHS_OF_CODES || longest > 1)) return -1;
  for (let i = 0; i < count; i++) {
    const length = load<u8>(lengths + <usize>i);
    if (length == 0) continue;
    const slot = at(offsets, length);
    const order = load<u32>(slot);
    store<u16>(symbols + (<usize>order << 1), <u16>i);
    store<u32>(slot, order + 1);
  }
  return fill(kind, longest, root, table);
}

/** Fills the table from the shortest code to the longest, and doubles it on the way. */
function fill(kind: i32, longest: i32, root: i32, table: usize): i32 {
  const bits = max(1, min(root, longest));
  let code: u32 = 0;
  let next: usize = symbols;
  store<u32>(table, INVALID | 1);
  for (let length = 1; length <= bits; length++) {
    memory.copy(at(table, 1 << (length - 1)), table, <usize>4 << (length - 1));
    for (let left = load<u32>(at(counts, length)); left > 0; left--) {
      store<u32>(at(table, code), entryOf(kind, load<u16>(next), length));
      next += 2;
      code = nextCode(code, length);
    }
  }
  const size = 1 << (MAX_LENGTH - root);
  let used = 1 << bits;
  let prefix: u32 = 0xffffffff;
  for (let length = bits + 1; length <= longest; length++) {
    for (let left = load<u32>(at(counts, length)); left > 0; left--) {
      const head = code & ((1 << bits) - 1);
      if (head != prefix) {
        prefix = head;
        store<u32>(at(table, head), (<u32>used << 16) | SUBTABLE | bits);
        used += size;
      }
      const sub = used - size;
      const entry = entryOf(kind, load<u16>(next), length);
      next += 2;
      for (let i = code >> bits; i < <u32>size; i += 1 << (length - bits)) store<u32>(at(table, sub + i), entry);
      code = nextCode(code, length);
    }
  }
  return bits;
}

/**
 * Joins literals that come one behind the other, where the index holds both codes. From the end on, so that what is
 * looked up is not joined yet.
 */
export function joinLiterals(table: usize, bits: i32): void {
  for (let i = (1 << bits) - 1; i >= 0; i--) {
    const first = load<u32>(at(table, i));
    if (!(first & LITERAL)) continue;
    const length = first & 63;
    const second = load<u32>(at(table, i >> length));
    const both = length + (second & 63);
    if (!(second & LITERAL) || both > <u32>bits) continue;
    store<u32>(at(table, i), ((second << 8) & 0xff000000) | (first & 0xff0000) | 0x200 | LITERAL | both);
  }
}
