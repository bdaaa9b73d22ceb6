// The zig-zag sequence (ITU-T T.81 figure 5, A.3.6).

/** By position in the sequence: byte offset of the coefficient in a row-major block of 16-bit numbers. */
const OFFSETS = memory.data<u8>([
  0, 2, 16, 32, 18, 4, 6, 20, 34, 48, 64, 50, 36, 22, 8, 10, 24, 38, 52, 66, 80, 96, 82, 68, 54, 40, 26, 12, 14, 28,
  42, 56, 70, 84, 98, 112, 114, 100, 86, 72, 58, 44, 30, 46, 60, 74, 88, 102, 116, 118, 104, 90, 76, 62, 78, 92, 106,
  120, 122, 108, 94, 110, 124, 126,
]);

/** Byte offset of coefficient `k` (0–63, zig-zag) in a block: its row in the bits from 16 on, its column from 2 on. */
@inline
export function coefficientOffset(k: i32): usize {
  return <usize>load<u8>(OFFSETS + <usize>k);
}

/** Address of coefficient `k` (0–63, zig-zag) in a block. */
@inline
export function coefficient(block: usize, k: i32): usize {
  return block + coefficientOffset(k);
}
