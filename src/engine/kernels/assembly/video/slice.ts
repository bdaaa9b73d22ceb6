// A picture as one slice (ITU-T H.264 §7.3.3, §7.3.4).

import { beginNal, endNal, put, putSigned, putUnsigned } from './bits';
import { deblock } from './deblock';
import { codeMacroblock } from './macroblock';
import { FRAME_NUM_BITS } from './parameter-sets';
import { preparePatterns } from './patterns';
import { COUNTS, picture } from './picture';
import { prepareQuantizers } from './quantize';
import { prepareTrials } from './trial';

/** nal_ref_idc 3 and nal_unit_type 5; 2 and 1. */
const IDR_NAL: u32 = 0x65;
const PICTURE_NAL: u32 = 0x41;

/** slice_type (Table 7-6) for slices all of one kind. */
const ALL_P: u32 = 5;
const ALL_I: u32 = 7;

const INITIAL_QP: i32 = 26;

/**
 * Codes the picture that stands in the source planes; afterwards the map of changes is clear.
 * @param target gets a NAL unit behind its length
 * @param frameNum pictures since the last IDR picture; of those the lowest eight bits count
 * @param idrId differs between IDR pictures that follow each other
 * @param qp 10 to 51
 * @returns where the unit ends
 */
export function videoEncode(
  target: usize,
  idr: bool,
  frameNum: i32,
  idrId: i32,
  qp: i32,
  filtered: bool,
): usize {
  const count = <usize>(picture.columns * picture.rows);
  beginNal(target, idr ? IDR_NAL : PICTURE_NAL);
  putUnsigned(0);
  putUnsigned(idr ? ALL_I : ALL_P);
  putUnsigned(0);
  put(FRAME_NUM_BITS, <u32>frameNum & ((1 << FRAME_NUM_BITS) - 1));
  if (idr) {
    putUnsigned(idrId);
    // no_output_of_prior_pics_flag, long_term_reference_flag
    put(2, 0);
  } else {
    // num_ref_idx_active_override_flag, ref_pic_list_modification_flag_l0, adaptive_ref_pic_marking_mode_flag
    put(3, 0);
  }
  putSigned(qp - INITIAL_QP);
  if (filtered) {
    putUnsigned(0);
    putSigned(0);
    putSigned(0);
  } else putUnsigned(1);

  prepareQuantizers(qp);
  prepareTrials();
  preparePatterns();
  memory.fill(picture.counts, 0, count * COUNTS);
  memory.fill(picture.kinds, 0, count);
  let skips: u32 = 0;
  let index: usize = 0;
  for (let row = 0; row < picture.rows; row++) {
    for (let column = 0; column < picture.columns; column++, index++) {
      const changed = idr || load<u8>(picture.dirty + index) != 0;
      skips = changed ? codeMacroblock(column, row, idr, skips) : skips + 1;
    }
  }
  if (skips > 0) putUnsigned(skips);
  if (filtered) deblock();
  memory.fill(picture.dirty, 0, count);
  return endNal(target);
}
