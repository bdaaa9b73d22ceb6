// Blocks of sequential scans (ITU-T T.81 F.2.2).

import { combinedEntry, nextCode } from './huffman';
import { extend, hasFF, reader, refillCarefully } from './reader';
import { coefficient } from './zigzag';

/**
 * Reads one block: its DC difference to the first place, its AC coefficients to theirs, quantised as they are. The
 * other places of the block are left alone.
 *
 * @returns position in the zig-zag sequence behind which all coefficients are zero
 */
export function readBlock(dcTable: usize, acTable: usize, block: usize): i32 {
  let position = reader.position;
  let bits = reader.bits;
  let count = reader.count;
  if (count < 32) {
    const word = load<u32>(position);
    if (hasFF(word)) {
      refillCarefully();
      position = reader.position;
      bits = reader.bits;
      count = reader.count;
    } else {
      bits = (bits << 32) | bswap<u32>(word);
      count += 32;
      position += 4;
    }
  }
  const dcCode = nextCode(dcTable, bits, count);
  count -= dcCode >> 8;
  const dcSize = dcCode & 15;
  let difference = 0;
  if (dcSize > 0) {
    count -= dcSize;
    difference = extend(<i32>(bits >> count) & ((1 << dcSize) - 1), dcSize);
  }
  store<i16>(block, <i16>difference);

  let last = 0;
  for (let k = 1; k < 64; k++) {
    if (count < 32) {
      const word = load<u32>(position);
      if (hasFF(word)) {
        reader.position = position;
        reader.bits = bits;
        reader.count = count;
        refillCarefully();
        position = reader.position;
        bits = reader.bits;
        count = reader.count;
      } else {
        bits = (bits << 32) | bswap<u32>(word);
        count += 32;
        position += 4;
      }
    }
    const entry = combinedEntry(acTable, bits, count);
    let value = entry >> 16;
    if (entry != 0) {
      count -= entry & 255;
      k += (entry >> 8) & 255;
    } else {
      const code = nextCode(acTable, bits, count);
      count -= code >> 8;
      const size = code & 15;
      const run = (code >> 4) & 15;
      if (size == 0 && run < 15) break;
      k += run;
      value = 0;
      if (size > 0) {
        count -= size;
        value = extend(<i32>(bits >> count) & ((1 << size) - 1), size);
      }
    }
    if (k > 63) break;
    store<i16>(coefficient(block, k), <i16>value);
    last = k;
  }
  reader.position = position;
  reader.bits = bits;
  reader.count = count;
  return last;
}
