// coded_block_pattern (ITU-T H.264 §7.4.5) as it is written.

import { putUnsigned } from './bits';

/** codeNum of each coded_block_pattern for intra and inter macroblocks (Table 9-4, ChromaArrayType 1), backwards. */
// prettier-ignore
const INTRA_PATTERNS = memory.data<u8>([
  47, 31, 15, 0, 23, 27, 29, 30, 7, 11, 13, 14, 39, 43, 45, 46, 16, 3, 5, 10, 12, 19, 21, 26, 28, 35, 37, 42, 44, 1, 2, 4,
  8, 17, 18, 20, 24, 6, 9, 22, 25, 32, 33, 34, 36, 40, 38, 41,
]);
// prettier-ignore
const INTER_PATTERNS = memory.data<u8>([
  0, 16, 1, 2, 4, 8, 32, 3, 5, 10, 12, 15, 47, 7, 11, 13, 14, 6, 9, 31, 35, 37, 42, 44, 33, 34, 36, 40, 39, 43, 45, 46,
  17, 18, 20, 24, 19, 21, 26, 28, 23, 27, 29, 30, 22, 25, 38, 41,
]);
const intraNumbers = memory.data(48, 16);
const interNumbers = memory.data(48, 16);

/** Turns the tables of patterns round. */
export function preparePatterns(): void {
  for (let i: usize = 0; i < 48; i++) {
    store<u8>(intraNumbers + load<u8>(INTRA_PATTERNS + i), <u8>i);
    store<u8>(interNumbers + load<u8>(INTER_PATTERNS + i), <u8>i);
  }
}

export function putIntraPattern(pattern: i32): void {
  putUnsigned(load<u8>(intraNumbers + pattern));
}

export function putInterPattern(pattern: i32): void {
  putUnsigned(load<u8>(interNumbers + pattern));
}
