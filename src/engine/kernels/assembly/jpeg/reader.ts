// The entropy-coded segments of a scan as bits (ITU-T T.81 F.2.2.5): most significant first, a stuffed zero byte
// behind each FF. The file passes through a window of the arena; the driver moves it between MCUs.

/** State that outlives a call. The hot loops copy what they need to locals and write it back. */
@unmanaged
export class Reader {
  /** Next byte to take in; never past `end`. */
  position: usize;
  /** End of the window. SLACK_BYTES of FF stand behind it, so that a whole word there takes the careful way. */
  end: usize;
  /** No MCU is begun past it, because it might not end within the window. */
  lastStart: usize;
  /** How many of the highest bits of `bits` are not used yet; those below them may already hold what comes next. */
  count: i32;
  bits: u64;
  /** Zero bits among them that stand for what the segment lacks. */
  padding: i32;
  /** Set when such bits were used: what is left of the segment is unknown. */
  exhausted: bool;
  /** MCUs between restart markers, 0 for none; how many are left of this interval; the marker to come, 0–7. */
  interval: i32;
  left: i32;
  nextRestart: i32;
  /** Blocks still to come without coefficients of the band (G.1.2.2). */
  endOfBandRun: i32;
  /** MCUs that were read whole since the scan began. */
  intact: i32;
}

export const reader = changetype<Reader>(memory.data(64, 16));

/** DC predictions (F.2.1.3.1), one for each component. */
export const predictions = memory.data(16, 16);

/** Bits that are there after `refill`: the longest code and the longest value behind it. */
export const ENOUGH_BITS: i32 = 32;

/** The next eight bytes as they lie. */
@inline
export function nextBytes(position: usize): v128 {
  return v128.load64_zero(position);
}

@inline
export function hasFF(bytes: v128): bool {
  return v128.any_true(i8x16.eq(bytes, i8x16.splat(-1)));
}

/** The first eight bytes as a number, the first one highest. */
@inline
export function bigEndian(bytes: v128): u64 {
  return i64x2.extract_lane(v128.shuffle<u8>(bytes, bytes, 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0), 0);
}

/**
 * Takes in at least 56 bits byte by byte: removes stuffing, stops at a marker or the end of the window and gives
 * zeros from there on, as libjpeg does.
 */
export function refillCarefully(): void {
  let position = reader.position;
  let bits = reader.bits;
  let count = reader.count;
  const end = reader.end;
  while (count <= 56) {
    let byte: u32 = 0;
    let skip: usize = 0;
    if (position < end) {
      byte = load<u8>(position);
      skip = 1;
      if (byte == 0xff) {
        const next: u32 = position + 1 < end ? load<u8>(position, 1) : 0xd9;
        skip = next == 0 ? 2 : 0;
        if (next == 0xff) {
          position++;
          continue;
        }
      }
    }
    if (skip == 0) {
      byte = 0;
      reader.padding += 8;
    }
    bits |= <u64>byte << (56 - count);
    count += 8;
    position += skip;
  }
  reader.position = position;
  reader.bits = bits;
  reader.count = count;
}

/** Makes sure of 32 bits; for procedures that need no speed. */
@inline
export function refill(): void {
  if (reader.count < ENOUGH_BITS) refillCarefully();
}

@inline
export function skip(length: i32): void {
  reader.bits <<= length;
  reader.count -= length;
}

/** The next `length` bits (1–16) as a number; they must be there or follow `refill`. */
@inline
export function receive(length: i32): i32 {
  const value = <i32>(reader.bits >> (64 - length));
  skip(length);
  return value;
}

/** EXTEND (F.2.2.1): the value whose `size` (1–15) additional bits these are. */
@inline
export function extend(value: i32, size: i32): i32 {
  return value + (((value >> (size - 1)) - 1) & ((-1 << size) + 1));
}

/** Begins at a byte position: predictions 0, no bits (F.2.1.3.1, E.2.4). */
function begin(position: usize): void {
  reader.position = position;
  reader.bits = 0;
  reader.count = 0;
  reader.padding = 0;
  reader.exhausted = false;
  reader.endOfBandRun = 0;
  reader.left = reader.interval;
  v128.store(predictions, i32x4.splat(0));
}

/** The window's bounds after the driver moved it; what was taken in stays. */
export function jpegWindow(position: usize, end: usize, lastStart: usize): void {
  reader.position = position;
  reader.end = end;
  reader.lastStart = lastStart;
}

/** Begins a scan. */
export function jpegBeginScan(position: usize, interval: i32): void {
  reader.interval = interval;
  reader.nextRestart = 0;
  reader.intact = 0;
  begin(position);
}

/** Begins the next restart interval at `position`, which the driver found. */
export function jpegRestart(position: usize): void {
  reader.nextRestart = (reader.nextRestart + 1) & 7;
  begin(position);
}

/** Begins the next restart interval if its marker stands where it should. */
export function passRestart(): bool {
  const position = reader.position;
  if (position + 2 > reader.end || load<u8>(position) != 0xff) return false;
  if (<i32>load<u8>(position, 1) != 0xd0 + reader.nextRestart) return false;
  jpegRestart(position + 2);
  return true;
}

/** Where the reader stands: all before it belongs to the segment, the next marker comes at or behind it. */
export function jpegPosition(): usize {
  return reader.position;
}

/** The number (0–7) of the restart marker that has to come before the next MCU, or −1. */
export function jpegAwaitedRestart(): i32 {
  return reader.interval > 0 && reader.left == 0 ? reader.nextRestart : -1;
}

/** MCUs that were read whole since the scan began. */
export function jpegIntactMcus(): i32 {
  return reader.intact;
}

/** Before an MCU: whether it can be read now, or the driver has to move the window or find a restart marker. */
@inline
export function ready(): bool {
  if (reader.interval > 0 && reader.left == 0 && !passRestart()) return false;
  return reader.position <= reader.lastStart;
}

/** After an MCU: counts it and notes whether bits were used that the segment does not have. */
@inline
export function finish(): void {
  reader.left--;
  if (reader.padding > 0 && reader.count < reader.padding) reader.exhausted = true;
  if (!reader.exhausted) reader.intact++;
}
