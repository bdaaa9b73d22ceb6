// Inflate (RFC 1951), in stretches: the compressed bytes pass through a window of the arena and what comes out through
// another one, both moved by the driver. A symbol or a block's header is read whole or not begun.

import {
  buildCodes, codeLengths, DISTANCE_BITS, DISTANCE_SYMBOLS, DISTANCES, distances, END, INVALID, joinLiterals,
  lengthCodes, LENGTHS_OF_CODES, LITERAL, LITERAL_BITS, LITERAL_SYMBOLS, LITERALS, literals, SUBTABLE,
} from './inflate-tables';

/** What a call ended for. */
const FULL: i32 = 0;
const STARVED: i32 = 1;
const ENDED: i32 = 2;
const DAMAGED: i32 = -1;

const HEADER: i32 = 0;
const STORED: i32 = 1;
const CODES: i32 = 2;
const DONE: i32 = 3;

/** State that outlives a call. */
@unmanaged
class Stream {
  /** Next byte to take in. */
  position: usize;
  /** End of the window. Zeros stand behind it, as many as the longest header of a block has bytes. */
  end: usize;
  /** Nothing is begun past it, because it might not end within the window. */
  lastStart: usize;
  /** Where the next byte goes. */
  output: usize;
  /** The `count` lowest bits were taken in and not used. */
  bits: u64;
  count: u64;
  mode: i32;
  isLast: bool;
  /** Bytes to come of a stored block. */
  left: usize;
  /** Bits of an index of the tables; which codes they hold. */
  literalBits: u64;
  distanceBits: u64;
  hasFixed: bool;
  /** Bytes still to come of a block before it is worth to join its literals; 0 when that is done. */
  young: i32;
}

/** Shorter blocks are not made faster by it, and a stream of nothing but headers would be slow. */
const WORTH_JOINING: i32 = 2048;

const stream = changetype<Stream>(memory.data(96, 16));

/** For distances 1…15: the order that repeats so many bytes, and how many whole repetitions of 16 bytes there are. */
const repetitions = memory.data(16 * 16, 16);
const strides = memory.data(16, 16);

/** Begins a stream. */
export function inflateBegin(): void {
  stream.bits = 0;
  stream.count = 0;
  stream.mode = HEADER;
  stream.isLast = false;
  stream.hasFixed = false;
  for (let distance = 1; distance < 16; distance++) {
    for (let i = 0; i < 16; i++) store<u8>(repetitions + <usize>(distance * 16 + i), <u8>(i % distance));
    store<u8>(strides + <usize>distance, <u8>(16 - (16 % distance)));
  }
}

/** The input window after the driver moved it; bits that were taken in stay. */
export function inflateWindow(position: usize, end: usize, lastStart: usize): void {
  stream.position = position;
  stream.end = end;
  stream.lastStart = lastStart;
}

/** Where in the input the stream stands. */
export function inflatePosition(): usize {
  return stream.position;
}

/** Where the next byte goes. */
export function inflateOutput(): usize {
  return stream.output;
}

/**
 * Goes on until the output is at `limit` or up to 320 bytes past it, the input window is used up or the stream ends.
 *
 * @param history first byte of what came before that is still there
 * @param output where the next byte goes
 * @returns 0 when the output is full, 1 when the input is used up, 2 at the end, −1 when the stream is damaged
 */
export function inflate(history: usize, output: usize, limit: usize): i32 {
  stream.output = output;
  while (stream.mode != DONE) {
    if (stream.output >= limit) return FULL;
    if (stream.position > (stream.mode == STORED ? stream.end - 1 : stream.lastStart)) return STARVED;
    let fine = true;
    if (stream.mode == HEADER) fine = readHeader();
    else if (stream.mode == STORED) copyStored(limit);
    else fine = readBlock(history, limit);
    // Bits from behind the end are none.
    if (!fine || stream.position > stream.end) return DAMAGED;
  }
  return ENDED;
}

@inline
function refill(): void {
  stream.bits |= load<u64>(stream.position) << stream.count;
  stream.position += <usize>((63 - stream.count) >> 3);
  stream.count |= 56;
}

@inline
function take(length: u64): u32 {
  const value = <u32>(stream.bits & ((<u64>1 << length) - 1));
  stream.bits >>= length;
  stream.count -= length;
  return value;
}

/** Gives whole bytes back that were taken in ahead. */
@inline
function giveBack(): void {
  stream.position -= <usize>(stream.count >> 3);
  stream.count &= 7;
  stream.bits &= (<u64>1 << stream.count) - 1;
}

/** A block's header (§3.2.3). */
function readHeader(): bool {
  if (stream.isLast) {
    stream.mode = DONE;
    return true;
  }
  refill();
  stream.isLast = take(1) == 1;
  const kind = take(2);
  let fine = kind < 3;
  if (kind == 0) fine = beginStored();
  else if (kind == 1) fixedCodes();
  else if (kind == 2) fine = dynamicCodes();
  giveBack();
  return fine;
}

/** §3.2.4 */
function beginStored(): bool {
  take(stream.count & 7);
  giveBack();
  refill();
  const length = take(16);
  const check = take(16);
  stream.left = length;
  stream.mode = length > 0 ? STORED : HEADER;
  return (length ^ check) == 0xffff;
}

function copyStored(limit: usize): void {
  const bytes = min(min(stream.left, stream.end - stream.position), limit - stream.output);
  memory.copy(stream.output, stream.position, bytes);
  stream.output += bytes;
  stream.position += bytes;
  stream.left -= bytes;
  if (stream.left == 0) stream.mode = HEADER;
}

/** §3.2.6 */
function fixedCodes(): void {
  stream.mode = CODES;
  if (stream.hasFixed) return;
  memory.fill(codeLengths, 8, 144);
  memory.fill(codeLengths + 144, 9, 112);
  memory.fill(codeLengths + 256, 7, 24);
  memory.fill(codeLengths + 280, 8, 8);
  memory.fill(codeLengths + 288, 5, 32);
  buildTables(LITERAL_SYMBOLS, DISTANCE_SYMBOLS);
  stream.hasFixed = true;
}

function buildTables(literalCount: i32, distanceCount: i32): bool {
  stream.hasFixed = false;
  const literalBits = buildCodes(LITERALS, codeLengths, literalCount, LITERAL_BITS, literals);
  const distanceLengths = codeLengths + <usize>literalCount;
  const distanceBits = buildCodes(DISTANCES, distanceLengths, distanceCount, DISTANCE_BITS, distances);
  if (literalBits < 0 || distanceBits < 0) return false;
  stream.young = WORTH_JOINING;
  stream.literalBits = literalBits;
  stream.distanceBits = distanceBits;
  return true;
}

/** Which symbols the lengths of codes of code lengths come for (§3.2.7). */
const ORDER = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

/** §3.2.7 */
function dynamicCodes(): bool {
  const literalCount = <i32>take(5) + 257;
  const distanceCount = <i32>take(5) + 1;
  const lengthCount = <i32>take(4) + 4;
  if (literalCount > 286 || distanceCount > 30) return false;
  memory.fill(codeLengths, 0, 19);
  for (let i = 0; i < lengthCount; i++) {
    refill();
    store<u8>(codeLengths + <usize>load<u8>(ORDER + <usize>i), <u8>take(3));
  }
  const bits = buildCodes(LENGTHS_OF_CODES, codeLengths, 19, 7, lengthCodes);
  if (bits < 0) return false;
  const total = literalCount + distanceCount;
  for (let i = 0; i < total;) {
    refill();
    const entry = load<u32>(lengthCodes + (<usize>(stream.bits & ((1 << bits) - 1)) << 2));
    if (entry & INVALID) return false;
    take(entry & 63);
    const symbol = entry >> 16;
    let times = 1;
    let value = <u8>symbol;
    if (symbol == 16) {
      if (i == 0) return false;
      value = load<u8>(codeLengths + <usize>(i - 1));
      times = 3 + take(2);
    } else if (symbol >= 17) {
      value = 0;
      times = symbol == 17 ? 3 + take(3) : 11 + take(7);
    }
    if (i + times > total) return false;
    memory.fill(codeLengths + <usize>i, value, times);
    i += times;
  }
  stream.mode = CODES;
  // Without a code for its end a block has none.
  return load<u8>(codeLengths, 256) != 0 && buildTables(literalCount, distanceCount);
}

/** Copies `length` bytes from `distance` before, up to 16 too many. */
@inline
function copyMatch(out: usize, distance: usize, length: usize): void {
  let from = out - distance;
  const end = out + length;
  if (distance >= 16) {
    do {
      v128.store(out, v128.load(from));
      from += 16;
      out += 16;
    } while (out < end);
    return;
  }
  const repeated = i8x16.swizzle(v128.load(from), v128.load(repetitions + (distance << 4)));
  const stride = <usize>load<u8>(strides + distance);
  do {
    v128.store(out, repeated);
    out += stride;
  } while (out < end);
}

function readBlock(history: usize, limit: usize): bool {
  if (stream.young <= 0) return readCodes(history, limit);
  const before = stream.output;
  const fine = readCodes(history, min(limit, before + <usize>stream.young));
  stream.young -= <i32>(stream.output - before);
  if (stream.young <= 0) joinLiterals(literals, <i32>stream.literalBits);
  return fine;
}

/** The symbols of a block (§3.2.3) up to its end or the ends of the windows. */
function readCodes(history: usize, limit: usize): bool {
  let position = stream.position;
  let bits = stream.bits;
  let count = stream.count;
  let out = stream.output;
  const lastStart = stream.lastStart;
  const literalBits = stream.literalBits;
  const distanceBits = stream.distanceBits;
  const literalMask = (<u64>1 << literalBits) - 1;
  const distanceMask = (<u64>1 << distanceBits) - 1;
  let fine = true;
  while (position <= lastStart && out < limit) {
    bits |= load<u64>(position) << count;
    position += <usize>((63 - count) >> 3);
    count |= 56;
    // 56 bits hold three indices of literals and the longest length.
    let entry = load<u32>(literals + (<usize>(bits & literalMask) << 2));
    if (entry & LITERAL) {
      store<u16>(out, <u16>(entry >> 16));
      out += (entry >> 8) & 3;
      bits >>= <u64>entry;
      count -= entry & 63;
      entry = load<u32>(literals + (<usize>(bits & literalMask) << 2));
      if (entry & LITERAL) {
        store<u16>(out, <u16>(entry >> 16));
        out += (entry >> 8) & 3;
        bits >>= <u64>entry;
        count -= entry & 63;
        entry = load<u32>(literals + (<usize>(bits & literalMask) << 2));
        if (entry & LITERAL) {
          store<u16>(out, <u16>(entry >> 16));
          out += (entry >> 8) & 3;
          bits >>= <u64>entry;
          count -= entry & 63;
          entry = load<u32>(literals + (<usize>(bits & literalMask) << 2));
        }
      }
    }
    if (entry & SUBTABLE) {
      const mask = (<u64>1 << <u64>(15 - LITERAL_BITS)) - 1;
      entry = load<u32>(literals + (<usize>((entry >> 16) + <u32>((bits >> literalBits) & mask)) << 2));
    }
    const before = bits;
    bits >>= <u64>entry;
    count -= entry & 63;
    if (entry & LITERAL) {
      store<u16>(out, <u16>(entry >> 16));
      out += (entry >> 8) & 3;
      continue;
    }
    if (entry & (END | INVALID)) {
      fine = !(entry & INVALID);
      stream.mode = HEADER;
      break;
    }
    let extra = (entry >> 8) & 15;
    const length = (entry >> 16) + (<u32>(before >> ((entry & 63) - extra)) & ((1 << extra) - 1));

    bits |= load<u64>(position) << count;
    position += <usize>((63 - count) >> 3);
    count |= 56;
    entry = load<u32>(distances + (<usize>(bits & distanceMask) << 2));
    if (entry & SUBTABLE) {
      const mask = (<u64>1 << <u64>(15 - DISTANCE_BITS)) - 1;
      entry = load<u32>(distances + (<usize>((entry >> 16) + <u32>((bits >> distanceBits) & mask)) << 2));
    }
    extra = (entry >> 8) & 15;
    const distance = (entry >> 16) + (<u32>(bits >> ((entry & 63) - extra)) & ((1 << extra) - 1));
    bits >>= <u64>entry;
    count -= entry & 63;
    if (entry & INVALID || <usize>distance > out - history) {
      fine = false;
      break;
    }
    copyMatch(out, distance, length);
    out += length;
  }
  stream.position = position;
  stream.bits = bits;
  stream.count = count;
  stream.output = out;
  giveBack();
  return fine;
}
