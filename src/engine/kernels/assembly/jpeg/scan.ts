// MCUs of a scan (ITU-T T.81 A.2, E.2.4): which blocks come in which order, and where they go.

import { readBlock, skipBlock } from './block';
import { readAcFirst, readAcRefinement, readDcFirst, readDcRefinement } from './progressive';
import { finish, predictions, reader, ready } from './reader';
import { transform } from './transform';

/** A block of the MCU, 32 bytes, as the driver lays it out. */
@unmanaged
class BlockPlan {
  dcTable: usize;
  acTable: usize;
  quantization: usize;
  /** Index of the component's DC prediction, 0–3. */
  component: i32;
  /** Where the block of MCU 0 goes, and how far on the next MCU's lies: samples or coefficients. */
  target: usize;
  step: i32;
  /** Bytes from one row of samples to the next. */
  stride: i32;
  /** Side of the block in samples: 8, 4, 2, 1, or 0 when nobody wants it. */
  size: i32;
}

const PLAN_BYTES: usize = 32;

/** The procedures that coefficients are read by; the driver's numbers. */
const SEQUENTIAL: i32 = 0;
const DC_FIRST: i32 = 1;
const DC_REFINEMENT: i32 = 2;
const AC_FIRST: i32 = 3;

const scratch = memory.data(128, 16);

/** Turns the difference at the head of a block into its DC coefficient (F.2.1.3.1). */
@inline
function predict(component: i32, block: usize): void {
  const prediction = predictions + (<usize>component << 2);
  const dc = load<i32>(prediction) + <i32>load<i16>(block);
  store<i32>(prediction, dc);
  store<i16>(block, <i16>dc);
}

/**
 * Decodes MCUs `from` to `to` (exclusive) of a row of a sequential scan to samples. Where the segment ended too early
 * they are middle grey.
 *
 * @returns the MCU it stopped before: `to`, or an earlier one when the window has to move on or a restart marker
 *   is not where it should be
 */
export function jpegDecodeMcus(plans: usize, planCount: i32, from: i32, to: i32): i32 {
  const zero = i64x2.splat(0);
  for (let mcu = from; mcu < to; mcu++) {
    if (!ready()) return mcu;
    for (let i: usize = 0; i < <usize>planCount; i++) {
      const plan = changetype<BlockPlan>(plans + i * PLAN_BYTES);
      const size = plan.size;
      if (size == 0) {
        if (!reader.exhausted) skipBlock(plan.dcTable, plan.acTable);
        continue;
      }
      v128.store(scratch, zero);
      v128.store(scratch, zero, 16);
      v128.store(scratch, zero, 32);
      v128.store(scratch, zero, 48);
      v128.store(scratch, zero, 64);
      v128.store(scratch, zero, 80);
      v128.store(scratch, zero, 96);
      v128.store(scratch, zero, 112);
      let reach = 0;
      if (!reader.exhausted) {
        reach = readBlock(plan.dcTable, plan.acTable, scratch);
        predict(plan.component, scratch);
      }
      transform(scratch, reach, plan.quantization, plan.target + <usize>(mcu * plan.step), plan.stride, size);
    }
    finish();
  }
  return to;
}

/**
 * Reads MCUs `from` to `to` (exclusive) of a row of any scan to coefficients, 64 signed 16-bit numbers a block.
 *
 * @param first and `last`: the band of the spectrum, 0–63; `low`: bits below the ones that come (G.1.2)
 * @returns as jpegDecodeMcus
 */
export function jpegReadCoefficients(
  plans: usize, planCount: i32, from: i32, to: i32, procedure: i32, first: i32, last: i32, low: i32,
): i32 {
  for (let mcu = from; mcu < to; mcu++) {
    if (!ready()) return mcu;
    if (!reader.exhausted) {
      for (let i: usize = 0; i < <usize>planCount; i++) {
        const plan = changetype<BlockPlan>(plans + i * PLAN_BYTES);
        const block = plan.target + <usize>(mcu * plan.step);
        if (procedure == SEQUENTIAL) {
          readBlock(plan.dcTable, plan.acTable, block);
          predict(plan.component, block);
        } else if (procedure == DC_FIRST) readDcFirst(plan.dcTable, plan.component, low, block);
        else if (procedure == DC_REFINEMENT) readDcRefinement(low, block);
        else if (procedure == AC_FIRST) readAcFirst(plan.acTable, first, last, low, block);
        else readAcRefinement(plan.acTable, first, last, low, block);
      }
    }
    finish();
  }
  return to;
}
