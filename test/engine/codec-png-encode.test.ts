import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../src/engine/codec/png/encode.ts';
import { readHeader } from '../../src/engine/index.ts';
import type { Picture } from '../../src/engine/styles/canvas.ts';
import { newArena } from './jpeg.ts';
import { decode } from './pictures.ts';

const arena = newArena();

type Sample = (x: number, y: number, channel: number) => number;

function random(): () => number {
  let state = 7;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  };
}

/** Paints, encodes and decodes a picture, and compares every sample. */
function roundTrip(width: number, height: number, channels: 1 | 3, sample: Sample): Uint8Array<ArrayBuffer> {
  arena.reset();
  const planes = Array.from({ length: channels }, (_, channel) => {
    const at = arena.alloc(width * height);
    const plane = arena.bytes(at, width * height);
    for (let i = 0; i < plane.length; i++) plane[i] = sample(i % width, Math.floor(i / width), channel);
    return at;
  });
  const [red = 0, green = 0, blue = 0] = planes;
  const picture: Picture = channels === 1 ? { kind: 'grey', grey: red } : { kind: 'color', red, green, blue };
  const mark = arena.mark();
  const file = encodePng(arena, picture, width, height);
  expect(arena.mark()).toBe(mark);
  const back = decode(file);
  expect([back.width, back.height]).toEqual([width, height]);
  for (const channel of [0, 1, 2]) {
    const plane = arena.bytes(planes[Math.min(channel, channels - 1)] ?? 0, width * height);
    const found = plane.findIndex((value, i) => back.data[i * 4 + channel] !== value);
    expect(found).toBe(-1);
  }
  return file;
}

describe('the PNG encoder', () => {
  const noise = random();

  it.each([
    [1, 1],
    [1, 40],
    [3, 2],
    [97, 61],
    [640, 480],
    [4099, 130],
  ])('brings %i × %i pixels back as they were', (width, height) => {
    const samples: Sample[] = [
      () => noise(),
      () => 255,
      (x, y, channel) => (x + 2 * y + 50 * channel) & 255,
      (x) => (noise() < 8 ? x & 255 : 255),
    ];
    for (const sample of samples) {
      expect(readHeader(roundTrip(width, height, 1, sample), true)).toMatchObject({ width, height });
      expect(readHeader(roundTrip(width, height, 3, sample), true)).toMatchObject({ width, height });
    }
  });

  it('brings runs of every length back', () => {
    // Row y is a run of y + 1 samples between others.
    const file = roundTrip(700, 600, 1, (x, y) => (x <= y ? 9 : (x * 83) & 255));
    expect(file.length).toBeLessThan(700 * 600);
  });

  it('takes the filter that suits: ramps across, down and paper come out small', () => {
    const limit = 8000;
    expect(roundTrip(900, 700, 1, (x) => (x * 5) & 255).length).toBeLessThan(limit);
    expect(roundTrip(900, 700, 1, (_, y) => (y * 5) & 255).length).toBeLessThan(limit);
    expect(roundTrip(900, 700, 3, () => 255).length).toBeLessThan(limit);
  });

  it('never makes noise much larger', () => {
    expect(roundTrip(500, 400, 3, () => noise()).length).toBeLessThan(500 * 400 * 3 * 1.01);
  });

  it('says 8 bits of grey or colour and nothing else', () => {
    const grey = roundTrip(20, 10, 1, (x) => x);
    expect(readHeader(grey, true)).toMatchObject({ width: 20, height: 10, bits: 8, channels: 1 });
    expect(
      readHeader(
        roundTrip(20, 10, 3, (x) => x),
        true,
      ),
    ).toMatchObject({ bits: 8, channels: 3 });
    const names = [
      ...Buffer.from(grey)
        .toString('latin1')
        .matchAll(/IHDR|IDAT|IEND|tEXt|tIME|eXIf|iCCP/g),
    ];
    expect(names.map(([name]) => name)).toEqual(['IHDR', 'IDAT', 'IEND']);
  });

  it('writes a stream that zlib accepts with its checksum', () => {
    const file = roundTrip(33, 21, 1, () => noise());
    const at = Buffer.from(file).indexOf('IDAT');
    const length = Buffer.from(file).readUInt32BE(at - 4);
    expect(inflateSync(file.subarray(at + 4, at + 4 + length))).toHaveLength(34 * 21);
  });
});
