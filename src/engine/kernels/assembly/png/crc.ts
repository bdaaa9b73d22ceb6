// CRC-32 of PNG chunks (PNG 3rd edition, annex D), four bytes a step.

const POLYNOMIAL: u32 = 0xedb88320;
/** Four tables of 256: what a byte leaves behind when 0, 1, 2 or 3 bytes follow it. */
const tables = memory.data(4096, 16);

function build(): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? POLYNOMIAL ^ (rest >> 1) : rest >> 1;
    store<u32>(tables + (<usize>byte << 2), rest);
  }
  for (let i: usize = 256; i < 1024; i++) {
    const rest = load<u32>(tables + ((i - 256) << 2));
    store<u32>(tables + (i << 2), (rest >> 8) ^ load<u32>(tables + (<usize>(rest & 255) << 2)));
  }
}

@inline
function entry(table: i32, byte: u32): u32 {
  return load<u32>(tables + (<usize>table << 10) + (<usize>(byte & 255) << 2));
}

export function crc32(data: usize, length: i32): u32 {
  return crc32Of(0, data, length);
}

/** CRC-32 of what came before (0 for nothing) and these bytes. */
export function crc32Of(before: u32, data: usize, length: i32): u32 {
  if (load<u32>(tables, 4) == 0) build();
  let crc = ~before;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    crc ^= load<u32>(data + <usize>i);
    crc = entry(3, crc) ^ entry(2, crc >> 8) ^ entry(1, crc >> 16) ^ entry(0, crc >> 24);
  }
  for (; i < length; i++) crc = (crc >> 8) ^ entry(0, crc ^ load<u8>(data + <usize>i));
  return ~crc;
}
