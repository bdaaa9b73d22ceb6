// Blocks and MCUs of a baseline scan (ITU-T T.81 F.1.2).

import { flatDct, forwardDct, isFlat } from './fdct';
import { prepareSets, quantize, quantizeFirstRow } from './quantize';
import { hasFF, writer, writeStuffed } from './writer';
import { coefficient } from './zigzag';

/** A block of the MCU, 32 bytes, as the encoder's driver lays it out. */
@unmanaged
class EncoderPlan {
  /** Where its samples lie in MCU 0, from row to row, and how far on in the next MCU. */
  source: usize;
  stride: i32;
  step: i32;
  divisors: usize;
  /** code << 8 | length of each symbol, u32: 16 for DC, 256 for AC; or counters of them. */
  dcCodes: usize;
  acCodes: usize;
  /** Index of the component's DC prediction, 0–3. */
  component: i32;
  /** From this MCU on, the block lies outside of the picture. */
  outside: i32;
}

const PLAN_BYTES: usize = 32;
const END_OF_BLOCK: usize = 0;
const SIXTEEN_ZEROS: usize = 0xf0;

const block = memory.data(128, 16);
/** DC predictions (F.1.1.5.1). */
const predictions = memory.data(16, 16);

/** Begins a scan. */
export function jpegBeginEncoding(): void {
  prepareSets();
  v128.store(predictions, i32x4.splat(0));
  writer.bits = 0;
  writer.count = 0;
}

/** SSSS (F.1.2.1): bits of the magnitude. */
@inline
function sizeOf(value: i32): i32 {
  return 32 - <i32>clz<i32>(abs(value));
}

/** The additional bits of a value (F.1.2.1). */
@inline
function additional(value: i32, size: i32): u64 {
  return <u64>(<u32>(value + (value >> 31)) & ((1 << size) - 1));
}

/** Difference of the DC coefficient to the component's last one, which it replaces. */
@inline
function differenceOf(component: i32, dc: i32): i32 {
  const prediction = predictions + (<usize>component << 2);
  const difference = dc - load<i32>(prediction);
  store<i32>(prediction, dc);
  return difference;
}

/** Writes the block, of which the coefficients in `present` are not zero. */
function writeBlock(dcCodes: usize, acCodes: usize, difference: i32, present: u64): void {
  let position = writer.position;
  let bits = writer.bits;
  let count = writer.count;
  const dcSize = sizeOf(difference);
  const dcCode = load<u32>(dcCodes + (<usize>dcSize << 2));
  bits = (((bits << (dcCode & 255)) | (dcCode >> 8)) << dcSize) | additional(difference, dcSize);
  count += (dcCode & 255) + dcSize;
  let last = 0;
  present &= ~1;
  for (;;) {
    if (count >= 32) {
      count -= 32;
      const word = <u32>(bits >> count);
      if (hasFF(word)) position = writeStuffed(position, word);
      else {
        store<u32>(position, bswap<u32>(word));
        position += 4;
      }
    }
    if (present == 0) break;
    const k = <i32>ctz<u64>(present);
    const run = k - last - 1;
    if (run >= 16) {
      const zeros = load<u32>(acCodes + (SIXTEEN_ZEROS << 2));
      bits = (bits << (zeros & 255)) | (zeros >> 8);
      count += zeros & 255;
      last += 16;
      continue;
    }
    present &= present - 1;
    last = k;
    const value = <i32>load<i16>(coefficient(block, k));
    const size = sizeOf(value);
    const code = load<u32>(acCodes + (<usize>((run << 4) | size) << 2));
    bits = (((bits << (code & 255)) | (code >> 8)) << size) | additional(value, size);
    count += (code & 255) + size;
  }
  if (last < 63) {
    const end = load<u32>(acCodes + END_OF_BLOCK);
    bits = (bits << (end & 255)) | (end >> 8);
    count += end & 255;
  }
  writer.position = position;
  writer.bits = bits;
  writer.count = count;
  if (count >= 32) {
    writer.count = count - 32;
    writer.position = writeStuffed(position, <u32>(bits >> (count - 32)));
  }
}

@inline
function count(counters: usize, symbol: i32): void {
  const at = counters + (<usize>symbol << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Counts the symbols that writeBlock would write. */
function countBlock(dcCounters: usize, acCounters: usize, difference: i32, present: u64): void {
  count(dcCounters, sizeOf(difference));
  let last = 0;
  for (let rest = present & ~1; rest != 0; rest &= rest - 1) {
    const k = <i32>ctz<u64>(rest);
    let run = k - last - 1;
    for (; run >= 16; run -= 16) count(acCounters, <i32>SIXTEEN_ZEROS);
    count(acCounters, (run << 4) | sizeOf(<i32>load<i16>(coefficient(block, k))));
    last = k;
  }
  if (last < 63) count(acCounters, <i32>END_OF_BLOCK);
}

/**
 * Encodes MCUs `from` to `to` (exclusive) of a row, or counts their symbols. Blocks outside of the picture
 * repeat the DC coefficient before them.
 *
 * @returns where the written bytes end
 */
export function jpegEncodeMcus(plans: usize, planCount: i32, from: i32, to: i32, counting: bool): usize {
  for (let mcu = from; mcu < to; mcu++) {
    for (let i: usize = 0; i < <usize>planCount; i++) {
      const plan = changetype<EncoderPlan>(plans + i * PLAN_BYTES);
      let difference = 0;
      let present: u64 = 0;
      if (mcu < plan.outside) {
        const source = plan.source + <usize>(mcu * plan.step);
        if (isFlat(source, plan.stride)) {
          flatDct(source, block);
          quantizeFirstRow(block, plan.divisors);
        } else {
          forwardDct(source, plan.stride, block);
          present = quantize(block, plan.divisors);
        }
        difference = differenceOf(plan.component, <i32>load<i16>(block));
      }
      if (counting) countBlock(plan.dcCodes, plan.acCodes, difference, present);
      else writeBlock(plan.dcCodes, plan.acCodes, difference, present);
    }
  }
  return writer.position;
}
