// Sequence and picture parameter sets (ITU-T H.264 §7.3.2.1.1, §7.3.2.2, Annex E): the same for a whole film.

import { beginNal, endNal, put, putSigned, putUnsigned } from './bits';

const SEQUENCE_NAL: u32 = 0x67;
const PICTURE_NAL: u32 = 0x68;

const BASELINE_PROFILE: u32 = 66;
/** constraint_set0_flag and constraint_set1_flag: Constrained Baseline (§A.2.1.1). */
const CONSTRAINTS: u32 = 0xc0;
/** log2_max_frame_num_minus4: frame_num has 8 bits. */
export const FRAME_NUM_BITS: i32 = 8;
/** Order of output is order of decoding (§8.2.1.3). */
const ORDER_AS_DECODED: u32 = 2;
const UNSPECIFIED_FORMAT: u32 = 5;
const BT709: u32 = 1;
/** log2_max_mv_length: no motion vector is longer than the standard's own limit. */
const MOTION_BITS: u32 = 16;

/**
 * Writes the sequence parameter set.
 * @param width even, as shown: what whole macroblocks have beyond is cropped
 * @param level level_idc
 * @returns where it ends
 */
export function videoSequence(target: usize, width: i32, height: i32, level: i32, fps: i32): usize {
  const columns = (width + 15) >> 4;
  const rows = (height + 15) >> 4;
  beginNal(target, SEQUENCE_NAL);
  put(8, BASELINE_PROFILE);
  put(8, CONSTRAINTS);
  put(8, level);
  putUnsigned(0);
  putUnsigned(FRAME_NUM_BITS - 4);
  putUnsigned(ORDER_AS_DECODED);
  // max_num_ref_frames, gaps_in_frame_num_value_allowed_flag
  putUnsigned(1);
  put(1, 0);
  putUnsigned(columns - 1);
  putUnsigned(rows - 1);
  // frame_mbs_only_flag, direct_8x8_inference_flag
  put(2, 3);
  const beyondRight = columns * 16 - width;
  const beyondBottom = rows * 16 - height;
  if ((beyondRight | beyondBottom) == 0) put(1, 0);
  else {
    put(1, 1);
    putUnsigned(0);
    putUnsigned(beyondRight >> 1);
    putUnsigned(0);
    putUnsigned(beyondBottom >> 1);
  }
  put(1, 1);
  putUsability(fps);
  return endNal(target);
}

/** vui_parameters (§E.1.1): colours of BT.709 in limited range, a fixed rate, nothing to be put in order. */
function putUsability(fps: i32): void {
  // aspect_ratio_info_present_flag, overscan_info_present_flag, video_signal_type_present_flag
  put(3, 1);
  put(3, UNSPECIFIED_FORMAT);
  // video_full_range_flag, colour_description_present_flag
  put(2, 1);
  put(8, BT709);
  put(8, BT709);
  put(8, BT709);
  // chroma_loc_info_present_flag, timing_info_present_flag
  put(2, 1);
  // A frame is two ticks (§E.2.1).
  put(32, 1);
  put(32, <u32>fps * 2);
  put(1, 1);
  // nal_hrd, vcl_hrd, pic_struct; bitstream_restriction_flag, motion_vectors_over_pic_boundaries_flag
  put(3, 0);
  put(2, 3);
  putUnsigned(0);
  putUnsigned(0);
  putUnsigned(MOTION_BITS);
  putUnsigned(MOTION_BITS);
  // max_num_reorder_frames, max_dec_frame_buffering
  putUnsigned(0);
  putUnsigned(1);
}

/** Writes the picture parameter set. @returns where it ends */
export function videoPictureSet(target: usize): usize {
  beginNal(target, PICTURE_NAL);
  putUnsigned(0);
  putUnsigned(0);
  // entropy_coding_mode_flag: CAVLC; bottom_field_pic_order_in_frame_present_flag
  put(2, 0);
  // One slice group; one reference in each list
  putUnsigned(0);
  putUnsigned(0);
  putUnsigned(0);
  // weighted_pred_flag, weighted_bipred_idc
  put(3, 0);
  putSigned(0);
  putSigned(0);
  putSigned(0);
  // deblocking_filter_control_present_flag, constrained_intra_pred_flag, redundant_pic_cnt_present_flag
  put(3, 4);
  return endNal(target);
}
