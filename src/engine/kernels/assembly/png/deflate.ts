// DEFLATE (RFC 1951) with runs as its only matches: what filtered drawings have to offer. Grain does not repeat, and
// paper is a run, so that searching for more gains nothing (zlib calls it Z_RLE).

/** Shortest run that is worth a length and a distance. */
const MIN_RUN: i32 = 4;
const MAX_RUN: i32 = 258;
const END_OF_BLOCK: i32 = 256;
const FIRST_LENGTH: i32 = 257;
const LAST_LENGTH: i32 = 285;

/** State that outlives a call. */
@unmanaged
class Output {
  position: usize;
  /** The `count` (below 32) lowest bits are not written yet; later bits are higher ones (§3.1.1). */
  count: u32;
  bits: u64;
}

const output = changetype<Output>(memory.data(32, 16));

/** Begins a stream, or goes on at another place with the bits that wait. */
export function deflateTo(position: usize, fresh: bool): void {
  output.position = position;
  if (!fresh) return;
  output.bits = 0;
  output.count = 0;
}

/** Appends `length` (up to 16) bits. */
export function deflateBits(value: u32, length: u32): void {
  output.bits |= <u64>value << output.count;
  output.count += length;
  flush();
}

@inline
function flush(): void {
  if (output.count < 32) return;
  store<u32>(output.position, <u32>output.bits);
  output.position += 4;
  output.bits >>= 32;
  output.count -= 32;
}

/** Writes the whole bytes, and with `last` what is begun of another one. Says where the bytes end. */
export function deflateFlush(last: bool): usize {
  while (output.count >= 8 || (last && output.count > 0)) {
    store<u8>(output.position++, <u8>output.bits);
    output.bits >>= 8;
    output.count = output.count > 8 ? output.count - 8 : 0;
  }
  return output.position;
}

/** How many bytes, up to MAX_RUN, repeat `byte` from `at` on. */
function runAt(at: usize, end: usize, byte: u32): i32 {
  const limit = min<usize>(end, at + MAX_RUN);
  const repeated = <u64>byte * 0x0101010101010101;
  let p = at;
  while (p + 8 <= limit && load<u64>(p) == repeated) p += 8;
  while (p < limit && load<u8>(p) == byte) p++;
  return <i32>(p - at);
}

/** Number of additional bits of a length (§3.2.5). */
@inline
function extraBits(length: i32): i32 {
  const over = length - 3;
  return over < 8 || length == MAX_RUN ? 0 : 29 - <i32>clz<i32>(over);
}

/** Symbol of a length (§3.2.5). */
@inline
function lengthSymbol(length: i32, extra: i32): i32 {
  const over = length - 3;
  if (length == MAX_RUN) return LAST_LENGTH;
  return over < 8 ? FIRST_LENGTH + over : FIRST_LENGTH + 4 + (extra << 2) + ((over >> extra) & 3);
}

/**
 * Counts the symbols of a block, u32 each. `previous` is the last byte four times over, so that one comparison finds
 * runs that are worth it; it begins as what the first four bytes are not.
 */
export function deflateCount(data: usize, length: i32, counters: usize): void {
  const end = data + <usize>length;
  let previous: u32 = ~<u32>load<u8>(data);
  for (let p = data; p < end;) {
    const byte: u32 = load<u8>(p);
    let symbol = <i32>byte;
    let taken = 1;
    if (load<u32>(p) == previous) {
      const run = runAt(p, end, byte);
      if (run >= MIN_RUN) {
        symbol = lengthSymbol(run, extraBits(run));
        taken = run;
      }
    }
    const at = counters + (<usize>symbol << 2);
    store<u32>(at, load<u32>(at) + 1);
    previous = byte * 0x01010101;
    p += taken;
  }
  const at = counters + (<usize>END_OF_BLOCK << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/**
 * Writes the symbols of a block behind its header.
 *
 * @param codes code << 8 | length of each symbol, u32, the code's first bit in its lowest place
 */
export function deflateBlock(data: usize, length: i32, codes: usize): void {
  const end = data + <usize>length;
  let position = output.position;
  let bits = output.bits;
  let count = output.count;
  let previous: u32 = ~<u32>load<u8>(data);
  for (let p = data; p < end;) {
    const byte: u32 = load<u8>(p);
    let taken = 1;
    let code = load<u32>(codes + (<usize>byte << 2));
    if (load<u32>(p) == previous) {
      const run = runAt(p, end, byte);
      if (run >= MIN_RUN) {
        const extra = extraBits(run);
        code = load<u32>(codes + (<usize>lengthSymbol(run, extra) << 2));
        bits |= <u64>(code >> 8) << count;
        count += code & 255;
        // The rest of the length, and the one bit of the only distance, 1.
        code = (((run - 3) & ((1 << extra) - 1)) << 8) | (extra + 1);
        taken = run;
      }
    }
    bits |= <u64>(code >> 8) << count;
    count += code & 255;
    if (count >= 32) {
      store<u32>(position, <u32>bits);
      position += 4;
      bits >>= 32;
      count -= 32;
    }
    previous = byte * 0x01010101;
    p += taken;
  }
  output.position = position;
  output.bits = bits;
  output.count = count;
  const last = load<u32>(codes + (<usize>END_OF_BLOCK << 2));
  deflateBits(last >> 8, last & 255);
}

/** Most bytes whose sums fit 32 bits before they are reduced (zlib's NMAX). */
const ADLER_BYTES: i32 = 5552;
const ADLER_MODULUS: u32 = 65521;

/** Adler-32 (RFC 1950 §8.2) of what came before and these bytes. */
export function adler32(before: u32, data: usize, length: i32): u32 {
  let low = before & 0xffff;
  let high = before >> 16;
  for (let from = 0; from < length; from += ADLER_BYTES) {
    const to = min(length, from + ADLER_BYTES);
    for (let i = from; i < to; i++) {
      low += load<u8>(data + <usize>i);
      high += low;
    }
    low %= ADLER_MODULUS;
    high %= ADLER_MODULUS;
  }
  return (high << 16) | low;
}
