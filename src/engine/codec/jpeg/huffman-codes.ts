import { huffmanLengths } from '../huffman.ts';
import type { HuffmanSpec } from './standard-tables.ts';

const MAX_LENGTH = 16;
const SYMBOLS = 256;

/** code << 8 | length of each symbol (ITU-T T.81 C.2), 0 for those without. */
export function codesOf({ lengths, values }: HuffmanSpec): Int32Array {
  const codes = new Int32Array(SYMBOLS);
  let code = 0;
  let index = 0;
  for (const [i, count] of lengths.entries()) {
    for (let n = 0; n < count; n++) codes[values[index++] ?? 0] = (code++ << 8) | (i + 1);
    code <<= 1;
  }
  return codes;
}

/**
 * The best table for symbols that occur this often (K.2). No code is all ones, which a 257th symbol of frequency 1
 * sees to.
 */
export function optimalTable(frequencies: Uint32Array): HuffmanSpec {
  const { counts, symbols } = huffmanLengths([...frequencies, 1], MAX_LENGTH);
  // The 257th symbol is the last of the longest codes.
  const longest = counts.findLastIndex((count) => count > 0);
  counts[longest] = (counts[longest] ?? 0) - 1;
  return { lengths: counts.slice(1), values: Uint8Array.from(symbols.slice(0, -1)) };
}
