import { deflateSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodePng } from '../../src/engine/codec/png/decode.ts';
import { concat, png, u32 } from './files.ts';
import { codeOf, errorOf, fixture } from './pictures.ts';
import { arena } from './planes.ts';
import { chunk, makePng, type PngPicture } from './png.ts';

const PICTURE: PngPicture = {
  width: 20,
  height: 16,
  colorType: 3,
  depth: 8,
  palette: [10, 20, 30, 40, 50, 60],
  transparency: [255, 128],
  before: chunk('tEXt', [1, 2, 3]),
  sample: (x, y) => (x * y) & 1,
};
const FILE = makePng(PICTURE);
const SIGNATURE = '\x89PNG\r\n\x1a\n';

beforeEach(() => {
  arena.reset();
});

function decode(file: Uint8Array) {
  arena.reset();
  const { grey, width, height } = decodePng(arena, file, {
    denominator: 1,
    withColor: false,
    orientation: 1,
  });
  arena.check();
  return arena.bytes(grey, width * height).slice();
}

/** A file of 4 × 4 grey pixels around these chunks. */
function tiny(...chunks: Uint8Array[]) {
  return concat(
    SIGNATURE,
    chunk('IHDR', [...u32(4), ...u32(4), 8, 0, 0, 0, 0]),
    ...chunks,
    chunk('IEND', []),
  );
}

const ROWS = new Uint8Array(4 * 5);
const IDAT = chunk('IDAT', deflateSync(ROWS));

/** Offset of a chunk's data. */
function dataOf(file: Uint8Array, type: string): number {
  return Buffer.from(file).indexOf(type, 0, 'latin1') + 4;
}

describe('a damaged PNG', () => {
  it.each(['IHDR', 'PLTE', 'IDAT'])('is refused when the checksum of %s is wrong', (type) => {
    const file = FILE.slice();
    const length = new DataView(file.buffer).getUint32(dataOf(file, type) - 8);
    const crc = dataOf(file, type) + length;
    file[crc] = (file[crc] ?? 0) ^ 1;
    expect(errorOf(() => decode(file))?.message).toBe(
      `The image is damaged: the checksum of its ${type} chunk is wrong.`,
    );
  });

  it('is drawn without what a wrong checksum spoils, where that is not critical', () => {
    const whole = decode(FILE);
    const file = FILE.slice();
    file[dataOf(file, 'tEXt')] = 9;
    expect(decode(file)).toEqual(whole);
    file[dataOf(file, 'tRNS') + 1] = 9;
    const { transparency: _, ...opaque } = PICTURE;
    expect(decode(file)).toEqual(decode(makePng(opaque)));
  });

  it('is refused when it is cut before its last row, and drawn whole when it is cut behind it', () => {
    const whole = decode(FILE);
    const dataEnd = FILE.length - 12 - 4;
    // The last four bytes of the data are the checksum; the end of the block may share the byte before.
    for (let length = 8; length < dataEnd - 6; length++) {
      expect(codeOf(() => decode(FILE.subarray(0, length)))).toBe('CORRUPT_IMAGE');
    }
    for (let length = dataEnd - 4; length < FILE.length; length++) {
      expect(decode(FILE.subarray(0, length))).toEqual(whole);
    }
  });

  const REFUSED: [string, Uint8Array][] = [
    ['no pixels', tiny()],
    ['rows that do not fit the header', tiny(chunk('IDAT', deflateSync(ROWS.subarray(1))))],
    ['an unknown filter', tiny(chunk('IDAT', deflateSync(ROWS.map((_, i) => (i === 10 ? 5 : 0)))))],
    ['no zlib stream', tiny(chunk('IDAT', [1, 2, 3, 4, 5]))],
    ['an empty IDAT chunk', tiny(chunk('IDAT', []))],
    ['pixels in two places', tiny(chunk('IDAT', deflateSync(ROWS).subarray(0, 4)), chunk('tEXt', [1]), IDAT)],
    ['no palette', makePng({ ...PICTURE, palette: [] })],
    ['a palette of half a colour', makePng({ ...PICTURE, palette: [1, 2, 3, 4] })],
    ['a palette of 257 colours', makePng({ ...PICTURE, palette: Array.from({ length: 771 }, () => 1) })],
    [
      'a chunk longer than the file',
      concat(FILE.subarray(0, 33), u32(0x7fffffff), 'tEXt', FILE.subarray(33)),
    ],
    ['a chunk of 4 GiB', concat(FILE.subarray(0, 33), u32(0xffffffff), 'IDAT', FILE.subarray(33))],
    ...[
      [8, 1],
      [8, 5],
      [4, 2],
      [16, 3],
      [4, 6],
      [3, 0],
    ].map(([depth = 0, colorType = 0]): [string, Uint8Array] => [
      `colour type ${colorType} with ${depth} bits`,
      png(4, 4, colorType, depth, [[0]]),
    ]),
    ...[10, 11, 12].map((at): [string, Uint8Array] => {
      const ihdr = [...u32(4), ...u32(4), 8, 0, 0, 0, 0];
      ihdr[at] = 2;
      const name = `an unknown method in byte ${at} of its header`;
      return [name, concat(SIGNATURE, chunk('IHDR', ihdr), IDAT, chunk('IEND', []))];
    }),
  ];

  it.each(REFUSED)('is refused with %s', (_, file) => {
    expect(codeOf(() => decode(file))).toBe('CORRUPT_IMAGE');
  });

  it('is drawn when an index has no colour: it is black', () => {
    const { transparency: _, ...opaque } = PICTURE;
    const short = decode(makePng({ ...opaque, palette: [10, 20, 30] }));
    expect(new Set(short)).toEqual(new Set([18, 0]));
  });

  it('that goes on behind its last row is taken apart no further', () => {
    const bomb = deflateSync(new Uint8Array(300_000_000), { level: 1 });
    const grey = decode(tiny(chunk('IDAT', bomb)));
    expect(grey).toEqual(new Uint8Array(16));
    expect(arena.memoryBytes()).toBeLessThan(4 * 1024 * 1024);
  });

  it('of a real photo, with any byte changed, gives a picture or a named error', () => {
    const file = fixture('photos/chelsea.png');
    for (let at = 8; at < file.length; at += 997) {
      const damaged = file.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      expect(['none', 'CORRUPT_IMAGE']).toContain(codeOf(() => decode(damaged)));
    }
  });
});
