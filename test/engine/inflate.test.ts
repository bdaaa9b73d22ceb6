import { constants, deflateSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { Inflater } from '../../src/engine/codec/png/inflater.ts';
import { concat } from './files.ts';
import { arena, randomNumbers } from './planes.ts';
import { codeOf } from './pictures.ts';

const random = randomNumbers(77);

/** Takes a stream apart, in pieces of at most `piece` bytes, out of a source that gives at most `most` at once. */
function inflated(file: Uint8Array, length: number, piece = 1000, most = Infinity): Buffer {
  let at = 0;
  const source = {
    read(target: number, room: number) {
      const bytes = file.subarray(at, at + Math.min(room, most));
      arena.bytes(target, bytes.length).set(bytes);
      at += bytes.length;
      return bytes.length;
    },
  };
  const inflater = new Inflater(arena, source, piece);
  const parts: Uint8Array[] = [];
  for (let left = length; left > 0; left -= piece) {
    const count = Math.min(piece, left);
    parts.push(arena.bytes(inflater.take(count), count).slice());
  }
  arena.check();
  return Buffer.concat(parts);
}

const bytes = (length: number, formula: (i: number) => number) =>
  Uint8Array.from({ length }, (_, i) => formula(i));

const CONTENTS: [string, Uint8Array][] = [
  ['nothing', new Uint8Array()],
  ['a byte', Uint8Array.of(7)],
  ['noise', bytes(300_000, () => random(256))],
  ['few values', bytes(400_000, () => random(random(40) + 1))],
  ['one value', new Uint8Array(1_000_000)],
  // Frequencies that double from value to value give codes of every length.
  ['codes of every length', bytes(400_000, () => Math.clz32(random(2 ** 30)))],
  ...[1, 2, 3, 4, 5, 7, 8, 11, 15, 16, 17, 33, 700, 32_767, 32_768].map((period): [string, Uint8Array] => {
    const unit = bytes(period, () => random(256));
    return [`a repetition after ${period} bytes`, bytes(3 * period + 90_000, (i) => unit[i % period] ?? 0)];
  }),
];

const WAYS = [
  { level: 0 },
  { level: 1 },
  { level: 9, memLevel: 1 },
  { level: 6, windowBits: 9 },
  { strategy: constants.Z_FIXED },
  { strategy: constants.Z_HUFFMAN_ONLY },
  { strategy: constants.Z_RLE },
];

afterEach(() => {
  arena.reset();
});

describe('the inflater', () => {
  it.each(CONTENTS)('takes zlib’s streams of %s apart, however they are made and read', (_, content) => {
    for (const way of WAYS) {
      const file = deflateSync(content, way);
      for (const [piece, most] of [
        [1000, Infinity],
        [70_001, 333],
        [1, 5000],
      ] as const) {
        if (content.length / piece > 100_000) continue;
        expect(inflated(file, content.length, piece, most).equals(content)).toBe(true);
        arena.reset();
      }
    }
  });

  it('finds the end when more is asked for than there is', () => {
    for (const way of WAYS) {
      const file = deflateSync(Buffer.from('as long as this'), way);
      expect(codeOf(() => inflated(file, 16))).toBe('CORRUPT_IMAGE');
    }
  });

  it.each(WAYS)('of %j refuses a stream that is cut anywhere before its data end', (way) => {
    const content = bytes(2000, (i) => (i * i) >> 4);
    const file = deflateSync(content, way);
    // The last four bytes are the checksum, which nobody reads; the end of the block may share its byte.
    for (let length = 0; length < file.length - 8; length++) {
      expect(codeOf(() => inflated(file.subarray(0, length), content.length))).toBe('CORRUPT_IMAGE');
      arena.reset();
    }
    expect(inflated(file.subarray(0, -4), content.length).equals(content)).toBe(true);
  });

  it.each([
    ['another method', [0x77, 0x85]],
    ['a window of 64 KiB', [0x88, 0x1c]],
    ['a header that 31 does not divide', [0x78, 0x02]],
    ['a dictionary', [0x78, 0x20]],
    ['a block of type 3', [0x78, 0x01, 0b111]],
    ['a stored block whose length and complement disagree', [0x78, 0x01, 1, 2, 0, 0, 0, 9, 9]],
    ['a match before the beginning', [0x78, 0x01, 0b0000_0011, 0b0000_0010, 0, 0, 0]],
    ['287 codes of literals', [0x78, 0x01, 0b1111_0101, 0, 0, 0, 0]],
    ['31 codes of distances', [0x78, 0x01, 0b0000_0101, 0b1_1110, 0, 0, 0]],
    [
      'codes of code lengths that are over-subscribed',
      [0x78, 0x01, 0b101, 0b0010_0000, 0x49, 0x92, 0x24, 0x49],
    ],
    ['no codes of code lengths', [0x78, 0x01, 0b101, 0, 0, 0, 0, 0, 0]],
  ])('refuses %s', (_, start) => {
    const file = concat(start, new Uint8Array(40));
    expect(codeOf(() => inflated(file, 10))).toBe('CORRUPT_IMAGE');
  });

  it('takes damage anywhere for damage or for other bytes, and writes nothing outside of its memory', () => {
    const content = bytes(20_000, (i) => (i % 91) + random(3));
    const file = deflateSync(content, { level: 6, memLevel: 2 });
    for (let trial = 0; trial < 2000; trial++) {
      const damaged = file.slice();
      damaged[2 + random(file.length - 2)] = random(256);
      expect(['none', 'CORRUPT_IMAGE']).toContain(codeOf(() => inflated(damaged, content.length)));
      arena.reset();
    }
  });
});
