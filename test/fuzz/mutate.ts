import { crc32 } from 'node:zlib';

/** Damage to files, by a seed: the same seed damages the same way on every machine. */

type Bytes = Uint8Array<ArrayBuffer>;

/** Numbers in [0, 1), by Tommy Ettinger's mulberry32: small, and good enough to choose where to hit. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Values that lengths and sizes break at. */
const EXTREMES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0xffffffff];

/** Headers are where damage does most, so half of all hits go there. */
const HEAD_BYTES = 64;

type Damage = (bytes: Bytes, at: number, random: () => number, corpus: readonly Bytes[]) => Bytes;

const flipBit: Damage = (bytes, at, random) => {
  bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  return bytes;
};

const setByte: Damage = (bytes, at, random) => {
  bytes[at] = Math.floor(random() * 256);
  return bytes;
};

const setExtreme: Damage = (bytes, at, random) => {
  const value = EXTREMES[Math.floor(random() * EXTREMES.length)] ?? 0;
  const size = random() < 0.5 ? 2 : 4;
  if (at + size > bytes.length) return bytes;
  const view = new DataView(bytes.buffer);
  const littleEndian = random() < 0.5;
  if (size === 2) view.setUint16(at, value & 0xffff, littleEndian);
  else view.setUint32(at, value, littleEndian);
  return bytes;
};

const truncate: Damage = (bytes, at) => bytes.slice(0, at);

const cutOut: Damage = (bytes, at, random) => {
  const length = Math.floor(random() * 64);
  return join(bytes.subarray(0, at), bytes.subarray(at + length));
};

const repeat: Damage = (bytes, at, random) => {
  const length = Math.floor(random() * 256);
  return join(bytes.subarray(0, at + length), bytes.subarray(at));
};

const insertNoise: Damage = (bytes, at, random) => {
  const noise = Uint8Array.from({ length: 1 + Math.floor(random() * 32) }, () => Math.floor(random() * 256));
  return join(bytes.subarray(0, at), noise, bytes.subarray(at));
};

const splice: Damage = (bytes, at, random, corpus) => {
  const other = corpus[Math.floor(random() * corpus.length)] ?? bytes;
  return join(bytes.subarray(0, at), other.subarray(Math.floor(random() * other.length)));
};

const DAMAGES = [
  flipBit,
  flipBit,
  setByte,
  setExtreme,
  setExtreme,
  truncate,
  cutOut,
  repeat,
  insertNoise,
  splice,
];

/** One to four kinds of damage to one file of a corpus. */
export function mutate(corpus: readonly Bytes[], seed: number): Bytes {
  const random = randomFrom(seed);
  let bytes = corpus[Math.floor(random() * corpus.length)]?.slice() ?? new Uint8Array();
  const hits = 1 + Math.floor(random() * 4);
  for (let hit = 0; hit < hits; hit++) {
    const reach = random() < 0.5 ? Math.min(HEAD_BYTES, bytes.length) : bytes.length;
    const damage = DAMAGES[Math.floor(random() * DAMAGES.length)] ?? flipBit;
    bytes = damage(bytes, Math.floor(random() * reach), random, corpus);
  }
  if (random() < MENDED) mendChecksums(bytes);
  return bytes;
}

/** Shares of files whose checksums are put right: else little of the damage would get past them. */
const MENDED = 0.7;
const FIRST_CHUNK = 8;

/** Puts the checksums of a PNG's chunks right, as far as the lengths lead to them. */
function mendChecksums(bytes: Bytes): void {
  if (bytes[0] !== 0x89 || bytes[1] !== 0x50) return;
  const view = new DataView(bytes.buffer);
  for (let at = FIRST_CHUNK; at + 12 <= bytes.length;) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > bytes.length) return;
    view.setUint32(end, crc32(bytes.subarray(at + 4, end)));
    at = end + 4;
  }
}

function join(...parts: Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
