// Bits of a NAL unit (ITU-T H.264 §7.2, §7.3.1, §9.1), emulation prevention included.

@unmanaged
class NalWriter {
  position: usize;
  /** The `count` (below 32) lowest bits are not written yet. */
  bits: u64;
  count: i32;
  /** Zero bytes written last, up to two. */
  zeros: i32;
}

const nal = changetype<NalWriter>(memory.data(24, 16));

/** Highest byte that may not follow two zeros (§7.4.1), and the byte that is put between. */
const EMULATION_LIMIT: u32 = 3;
const EMULATION_PREVENTION: u8 = 3;

function writeByte(byte: u32): void {
  if (nal.zeros == 2 && byte <= EMULATION_LIMIT) {
    store<u8>(nal.position++, EMULATION_PREVENTION);
    nal.zeros = 0;
  }
  store<u8>(nal.position++, <u8>byte);
  nal.zeros = byte == 0 ? nal.zeros + 1 : 0;
}

@inline
function hasZeroByte(word: u32): bool {
  return ((word - 0x01010101) & ~word & 0x80808080) != 0;
}

function writeWord(): void {
  nal.count -= 32;
  const word = <u32>(nal.bits >> nal.count);
  if (nal.zeros == 0 && !hasZeroByte(word)) {
    store<u32>(nal.position, bswap<u32>(word));
    nal.position += 4;
    return;
  }
  for (let shift = 24; shift >= 0; shift -= 8) writeByte((word >> shift) & 255);
}

/** u(n), n ≤ 32; bits of `value` above them are 0. */
@inline
export function put(n: i32, value: u32): void {
  nal.bits = (nal.bits << n) | value;
  nal.count += n;
  if (nal.count >= 32) writeWord();
}

/** Where the unit stands, to come back to. */
const marked = changetype<NalWriter>(memory.data(24, 16));

export function mark(): void {
  memory.copy(changetype<usize>(marked), changetype<usize>(nal), offsetof<NalWriter>());
}

export function rewind(): void {
  memory.copy(changetype<usize>(nal), changetype<usize>(marked), offsetof<NalWriter>());
}

/** Bits since the mark, emulation prevention included. */
export function bitsSinceMark(): i32 {
  return (<i32>(nal.position - marked.position) << 3) + nal.count - marked.count;
}

/** The unit as it stood behind a mark, and the bytes between: a macroblock's, with as many levels as there can be. */
const kept = changetype<NalWriter>(memory.data(24, 16));
const keptBytes = memory.data(3072, 16);

/** Keeps what was written since the mark. */
export function keepUnit(): void {
  memory.copy(changetype<usize>(kept), changetype<usize>(nal), offsetof<NalWriter>());
  memory.copy(keptBytes, marked.position, nal.position - marked.position);
}

export function putUnitBack(): void {
  memory.copy(changetype<usize>(nal), changetype<usize>(kept), offsetof<NalWriter>());
  memory.copy(marked.position, keptBytes, nal.position - marked.position);
}

/** ue(v), §9.1. */
export function putUnsigned(value: u32): void {
  const code = value + 1;
  const size = 32 - <i32>clz<u32>(code);
  put(size - 1, 0);
  put(size, code);
}

/** se(v), §9.1.1. */
@inline
export function putSigned(value: i32): void {
  putUnsigned(value <= 0 ? <u32>(-2 * value) : <u32>(2 * value - 1));
}

/** Begins a NAL unit behind the four bytes that will hold its length (ISO/IEC 14496-15 §5.2.3). */
export function beginNal(position: usize, header: u32): void {
  nal.position = position + 4;
  nal.bits = 0;
  nal.count = 0;
  nal.zeros = 0;
  writeByte(header);
}

/** rbsp_trailing_bits (§7.3.2.11), and the length in front; says where the unit ends. */
export function endNal(start: usize): usize {
  put(1, 1);
  put(-nal.count & 7, 0);
  while (nal.count > 0) {
    nal.count -= 8;
    writeByte(<u32>(nal.bits >> nal.count) & 255);
  }
  store<u32>(start, bswap<u32>(<u32>(nal.position - start - 4)));
  return nal.position;
}
