/** Lengths that can come up before they are limited. */
const MAX_TREE_DEPTH = 300;

/** The shape of a Huffman code. */
export interface CodeLengths {
  /** How many codes there are of each length, from 0 to the longest one allowed. */
  counts: Uint8Array;
  /** The symbols that occur, by length of their codes, then by number. */
  symbols: number[];
}

/**
 * The best lengths for symbols that occur this often, none longer than `maxLength` (the procedures of ITU-T T.81
 * K.2). There must be two symbols that occur.
 */
export function huffmanLengths(frequencies: ArrayLike<number>, maxLength: number): CodeLengths {
  const depths = codeLengths(Array.from(frequencies));
  const counts = new Uint8Array(MAX_TREE_DEPTH + 1);
  for (const depth of depths) if (depth > 0) counts[depth] = (counts[depth] ?? 0) + 1;
  limitLengths(counts, maxLength);
  const symbols = [...depths.entries()]
    .filter(([, depth]) => depth > 0)
    .toSorted(([a, depthA], [b, depthB]) => depthA - depthB || a - b)
    .map(([symbol]) => symbol);
  return { counts: counts.slice(0, maxLength + 1), symbols };
}

interface Tree {
  weight: number;
  /** Decides between equally rare ones: the later one goes first. */
  symbol: number;
  members: number[];
}

function rarer(one: Tree, other: Tree): Tree {
  const difference = one.weight - other.weight || other.symbol - one.symbol;
  return difference <= 0 ? one : other;
}

/** Code_size (figure K.1): merges the two rarest trees, later ones first, until one is left. */
function codeLengths(weights: number[]): Uint16Array {
  const depths = new Uint16Array(weights.length);
  let alive: Tree[] = weights
    .map((weight, symbol) => ({ weight, symbol, members: [symbol] }))
    .filter(({ weight }) => weight > 0);
  while (alive.length > 1) {
    const rarest = alive.reduce(rarer);
    const others = alive.filter((tree) => tree !== rarest);
    const next = others.reduce(rarer);
    rarest.weight += next.weight;
    rarest.members.push(...next.members);
    for (const member of rarest.members) depths[member] = (depths[member] ?? 0) + 1;
    alive = alive.filter((tree) => tree !== next);
  }
  return depths;
}

/** Adjust_BITS (figure K.3), for any longest code. */
function limitLengths(counts: Uint8Array, maxLength: number): void {
  const add = (length: number, change: number) => {
    counts[length] = (counts[length] ?? 0) + change;
  };
  for (let length = MAX_TREE_DEPTH; length > maxLength; length--) {
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
