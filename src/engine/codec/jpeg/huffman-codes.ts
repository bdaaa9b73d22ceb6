import type { HuffmanSpec } from './standard-tables.ts';

const MAX_LENGTH = 16;
/** Lengths that can come up before they are limited to 16. */
const MAX_TREE_DEPTH = 256;
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
  const depths = codeLengths([...frequencies, 1]);
  const counts = new Uint8Array(MAX_TREE_DEPTH + 1);
  for (const depth of depths) if (depth > 0) counts[depth] = (counts[depth] ?? 0) + 1;
  limitLengths(counts);
  // The 257th symbol has one of the longest codes.
  const longest = counts.findLastIndex((count) => count > 0);
  counts[longest] = (counts[longest] ?? 0) - 1;
  const values = [...depths.subarray(0, SYMBOLS).entries()]
    .filter(([, depth]) => depth > 0)
    .toSorted(([a, depthA], [b, depthB]) => depthA - depthB || a - b)
    .map(([symbol]) => symbol);
  return { lengths: counts.slice(1, MAX_LENGTH + 1), values: Uint8Array.from(values) };
}

/** Code_size (figure K.1): merges the two rarest trees, later ones first, until one is left. */
function codeLengths(weights: number[]): Uint16Array {
  const depths = new Uint16Array(weights.length);
  const trees = weights.map((weight, symbol) => ({ weight, symbol, members: [symbol] }));
  let alive = trees.filter(({ weight }) => weight > 0);
  while (alive.length > 1) {
    const [rarest, next] = alive.toSorted((a, b) => a.weight - b.weight || b.symbol - a.symbol);
    if (!rarest || !next) break;
    rarest.weight += next.weight;
    rarest.members.push(...next.members);
    for (const member of rarest.members) depths[member] = (depths[member] ?? 0) + 1;
    alive = alive.filter((tree) => tree !== next);
  }
  return depths;
}

/** Adjust_BITS (figure K.3): no code longer than 16. */
function limitLengths(counts: Uint8Array): void {
  const add = (length: number, change: number) => {
    counts[length] = (counts[length] ?? 0) + change;
  };
  for (let length = MAX_TREE_DEPTH; length > MAX_LENGTH; length--) {
    while ((counts[length] ?? 0) > 0) {
      let shorter = length - 2;
      while (counts[shorter] === 0) shorter--;
      add(length, -2);
      add(length - 1, 1);
      add(shorter + 1, 2);
      add(shorter, -1);
    }
  }
}
