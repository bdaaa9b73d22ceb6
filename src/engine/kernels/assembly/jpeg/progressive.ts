// Blocks of progressive scans (ITU-T T.81 annex G): spectral selection and successive approximation.

import { nextCode } from './huffman';
import { extend, predictions, reader, receive, refill, skip } from './reader';
import { coefficient } from './zigzag';

@inline
function decode(table: usize): i32 {
  refill();
  const code = nextCode(table, reader.bits);
  skip(code >> 8);
  return code & 255;
}

/** First scan of the DC coefficient (G.1.2.1). */
export function readDcFirst(table: usize, component: i32, low: i32, block: usize): void {
  const size = decode(table) & 15;
  const prediction = predictions + (<usize>component << 2);
  const dc = load<i32>(prediction) + (size > 0 ? extend(receive(size), size) : 0);
  store<i32>(prediction, dc);
  store<i16>(block, <i16>(dc << low));
}

/** One more bit of the DC coefficient (G.1.2.1). */
export function readDcRefinement(low: i32, block: usize): void {
  refill();
  if (receive(1)) store<i16>(block, <i16>(<i32>load<i16>(block) | (1 << low)));
}

/** First scan of a band of AC coefficients (G.1.2.2). */
export function readAcFirst(table: usize, from: i32, to: i32, low: i32, block: usize): void {
  if (reader.endOfBandRun > 0) {
    reader.endOfBandRun--;
    return;
  }
  for (let k = from; k <= to; k++) {
    const symbol = decode(table);
    const run = symbol >> 4;
    const size = symbol & 15;
    if (size == 0 && run < 15) {
      reader.endOfBandRun = (1 << run) - 1 + (run > 0 ? receive(run) : 0);
      return;
    }
    k += run;
    if (size == 0) continue;
    const value = extend(receive(size), size) << low;
    if (k > to) return;
    store<i16>(coefficient(block, k), <i16>value);
  }
}

/** A correction bit for a coefficient that is not zero (G.1.2.3). */
@inline
function correct(at: usize, bit: i32): void {
  const value = <i32>load<i16>(at);
  refill();
  if (receive(1) == 0 || (value & bit) != 0) return;
  store<i16>(at, <i16>(value >= 0 ? value + bit : value - bit));
}

/** One more bit of a band of AC coefficients (G.1.2.3). */
export function readAcRefinement(table: usize, from: i32, to: i32, low: i32, block: usize): void {
  const bit = 1 << low;
  let k = from;
  if (reader.endOfBandRun == 0) {
    for (; k <= to; k++) {
      const symbol = decode(table);
      let run = symbol >> 4;
      let value = 0;
      if ((symbol & 15) != 0) value = receive(1) ? bit : -bit;
      else if (run < 15) {
        reader.endOfBandRun = (1 << run) + (run > 0 ? receive(run) : 0);
        break;
      }
      // Past the coefficients that are not zero, and `run` that are.
      for (; k <= to; k++) {
        const at = coefficient(block, k);
        if (load<i16>(at) != 0) correct(at, bit);
        else if (run-- == 0) break;
      }
      if (value != 0 && k <= to) store<i16>(coefficient(block, k), <i16>value);
    }
  }
  if (reader.endOfBandRun > 0) {
    for (; k <= to; k++) {
      const at = coefficient(block, k);
      if (load<i16>(at) != 0) correct(at, bit);
    }
    reader.endOfBandRun--;
  }
}
