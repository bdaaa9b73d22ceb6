// Blocks of sequential scans (ITU-T T.81 F.2.2).

import {
  bothBitsOf, END_OF_BLOCK, firstBitsOf, firstPlacesOf, firstValueOf, nextCode, nextPair, placesOf, secondPlacesOf,
  secondValueOf,
} from './huffman';
import { bigEndian, ENOUGH_BITS, extend, hasFF, nextBytes, reader, refillCarefully } from './reader';
import { coefficientOffset } from './zigzag';

const LAST: i32 = END_OF_BLOCK - 1;

/**
 * Reads one block: its DC difference to the first place, its AC coefficients to theirs, quantised as they are. The
 * other places of the block are left alone.
 *
 * @returns the byte offsets in the block of its AC coefficients, or-ed: 0 where there are none
 */
export function readBlock(dcTable: usize, acTable: usize, block: usize): i32 {
  let position = reader.position;
  let bits = reader.bits;
  let count = reader.count;
  if (count < ENOUGH_BITS) {
    const bytes = nextBytes(position);
    if (hasFF(bytes)) {
      refillCarefully();
      position = reader.position;
      bits = reader.bits;
      count = reader.count;
    } else {
      bits |= bigEndian(bytes) >> count;
      position += (63 - count) >> 3;
      count |= 56;
    }
  }
  const first = nextPair(dcTable, bits);
  if (first != 0) {
    // The table's pairs belong to AC coefficients.
    const length = firstBitsOf(first);
    bits <<= length;
    count -= length;
    store<i16>(block, <i16>firstValueOf(first));
  } else {
    const code = nextCode(dcTable, bits);
    const size = code & 15;
    bits <<= code >> 8;
    count -= (code >> 8) + size;
    store<i16>(block, <i16>(size > 0 ? extend(<i32>(bits >> (64 - size)), size) : 0));
    bits <<= size;
  }

  let reach: usize = 0;
  for (let k = 0; k < LAST;) {
    if (count < ENOUGH_BITS) {
      const bytes = nextBytes(position);
      if (hasFF(bytes)) {
        reader.position = position;
        reader.bits = bits;
        reader.count = count;
        refillCarefully();
        position = reader.position;
        bits = reader.bits;
        count = reader.count;
      } else {
        bits |= bigEndian(bytes) >> count;
        position += (63 - count) >> 3;
        count |= 56;
      }
    }
    const pair = nextPair(acTable, bits);
    if (pair != 0) {
      k += firstPlacesOf(pair);
      if (k >= LAST) {
        // What follows belongs to the next block.
        const length = firstBitsOf(pair);
        bits <<= length;
        count -= length;
        if (k > LAST) break;
      } else {
        bits <<= pair;
        count -= bothBitsOf(pair);
      }
      let offset = coefficientOffset(k);
      store<i16>(block + offset, <i16>firstValueOf(pair));
      reach |= offset;
      if (k == LAST) break;
      k += secondPlacesOf(pair);
      if (k > LAST) break;
      offset = coefficientOffset(k);
      store<i16>(block + offset, <i16>secondValueOf(pair));
      reach |= offset;
    } else {
      const code = nextCode(acTable, bits);
      const size = code & 15;
      bits <<= code >> 8;
      count -= (code >> 8) + size;
      k += placesOf(code & 255);
      if (k > LAST) {
        bits <<= size;
        break;
      }
      const offset = coefficientOffset(k);
      store<i16>(block + offset, <i16>(size > 0 ? extend(<i32>(bits >> (64 - size)), size) : 0));
      reach |= offset;
      bits <<= size;
    }
  }
  reader.position = position;
  reader.bits = bits;
  reader.count = count;
  return <i32>reach;
}

/** Goes over one block that nobody wants. */
export function skipBlock(dcTable: usize, acTable: usize): void {
  let position = reader.position;
  let bits = reader.bits;
  let count = reader.count;
  let table = dcTable;
  for (let k = -1; k < LAST;) {
    if (count < ENOUGH_BITS) {
      const bytes = nextBytes(position);
      if (hasFF(bytes)) {
        reader.position = position;
        reader.bits = bits;
        reader.count = count;
        refillCarefully();
        position = reader.position;
        bits = reader.bits;
        count = reader.count;
      } else {
        bits |= bigEndian(bytes) >> count;
        position += (63 - count) >> 3;
        count |= 56;
      }
    }
    const pair = nextPair(table, bits);
    let length = bothBitsOf(pair);
    if (pair == 0) {
      const code = nextCode(table, bits);
      length = (code >> 8) + (code & 15);
      k += k < 0 ? 1 : placesOf(code & 255);
    } else if (k < 0) {
      length = firstBitsOf(pair);
      k = 0;
    } else {
      k += firstPlacesOf(pair);
      if (k >= LAST) length = firstBitsOf(pair);
      else k += secondPlacesOf(pair);
    }
    table = acTable;
    bits <<= length;
    count -= length;
  }
  reader.position = position;
  reader.bits = bits;
  reader.count = count;
}
