// Entropy-coded segments from bits (ITU-T T.81 F.1.2.3): most significant first, a zero byte stuffed behind each FF.

/** State that outlives a call; see the reader. */
@unmanaged
export class Writer {
  position: usize;
  count: i32;
  /** The `count` (below 32) lowest bits are not written yet. */
  bits: u64;
}

export const writer = changetype<Writer>(memory.data(32, 16));

/** Whether one of the four bytes is FF. */
@inline
export function hasFF(word: u32): bool {
  const inverse = ~word;
  return ((inverse - 0x01010101) & word & 0x80808080) != 0;
}

/** Writes 32 bits of which some byte is FF. */
export function writeStuffed(position: usize, word: u32): usize {
  for (let shift = 24; shift >= 0; shift -= 8) {
    const byte = (word >> shift) & 255;
    store<u8>(position++, byte);
    if (byte == 255) store<u8>(position++, 0);
  }
  return position;
}

/** Where the next bytes go; bits that wait for their byte stay. */
export function jpegWriteTo(position: usize): void {
  writer.position = position;
}

/** Fills the last byte with ones (F.1.2.3) and says where the bytes end. */
export function jpegFinishWriting(): usize {
  const free = -writer.count & 7;
  let bits = (writer.bits << free) | ((1 << free) - 1);
  for (let count = writer.count + free; count > 0; count -= 8) {
    const byte = <u8>(bits >> (count - 8));
    store<u8>(writer.position++, byte);
    if (byte == 255) store<u8>(writer.position++, 0);
  }
  writer.count = 0;
  writer.bits = 0;
  return writer.position;
}
