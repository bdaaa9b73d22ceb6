import * as fc from 'fast-check';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../../src/engine/codec/png/encode.ts';
import type { Loaded } from '../../../src/engine/load.ts';
import { type Mask, maskArea, maskContains, scaleMask } from '../../../src/engine/segment/mask.ts';
import { MaskSet, packMasks } from '../../../src/engine/segment/mask-set.ts';
import { type Instruction, renderMasks, type Rgba } from '../../../src/engine/segment/render.ts';
import type { ColorPicture } from '../../../src/engine/styles/canvas.ts';
import { newArena } from '../jpeg.ts';
import { decode } from '../pictures.ts';
import { anyMask, drawn } from './masks.ts';

const arena = newArena();

/** A photo whose samples say where they are. */
function photoOf(width: number, height: number): Loaded & { color: ColorPicture } {
  arena.reset();
  const plane = (sample: (x: number, y: number) => number) =>
    arena.put(
      Uint8Array.from({ length: width * height }, (_, i) => sample(i % width, Math.floor(i / width)) & 255),
    );
  const red = plane((x) => x * 9);
  const green = plane((_, y) => y * 9);
  const blue = plane((x, y) => 255 - x - y);
  return { width, height, grey: red, color: { kind: 'color', red, green, blue } };
}

function setOf(masks: Mask[]): MaskSet {
  const [{ width, height } = { width: 1, height: 1 }] = masks;
  return new MaskSet(
    packMasks(
      masks.map((mask) => ({ mask, score: 1 })),
      width,
      height,
    ),
  );
}

/** Source-over (Porter, Duff 1984) with straight alpha, in double precision from the first layer to the last. */
function over([r, g, b, a]: number[], [R, G, B, A]: number[]): number[] {
  const [source = 0, below = 0] = [A, a].map((alpha) => (alpha ?? 0) / 255);
  const alpha = source + below * (1 - source);
  if (alpha === 0) return [0, 0, 0, 0];
  const mixed = (top = 0, bottom = 0) => (top * source + bottom * below * (1 - source)) / alpha;
  return [mixed(R, r), mixed(G, g), mixed(B, b), alpha * 255];
}

const anyColor = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));

describe('a rendering', () => {
  it('is within 1 of the formula, however many layers there are', () => {
    const anyCase = fc.record({
      masks: fc.array(anyMask, { minLength: 1, maxLength: 4 }),
      steps: fc.array(fc.tuple(fc.nat(5), fc.option(anyColor)), { maxLength: 12 }),
    });
    fc.assert(
      fc.property(anyCase, ({ masks, steps }) => {
        const [width, height] = [17, 11];
        const sized = masks
          .map((mask) => scaleMask(mask, width, height))
          .toSorted((a, b) => maskArea(a) - maskArea(b));
        const photo = photoOf(width, height);
        const instructions = steps.map(([mask_id, color]): Instruction => ({ mask_id, color }));
        const { data } = decode(renderMasks(arena, photo, setOf(sized), instructions));
        for (let i = 0; i < width * height; i++) {
          const [x, y] = [i % width, Math.floor(i / width)];
          const pixel = [x * 9, y * 9, 255 - x - y].map((sample) => sample & 255);
          let expected = [0, 0, 0, 0];
          for (const { mask_id, color } of instructions) {
            const mask = sized[mask_id];
            if (mask && maskContains(mask, x, y)) expected = over(expected, [...(color ?? [...pixel, 255])]);
          }
          for (const [channel, value] of expected.entries()) {
            expect(Math.abs((data[4 * i + channel] ?? 0) - value)).toBeLessThanOrEqual(1);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps a half-transparent red on nothing half-transparent, and is transparent elsewhere', () => {
    const masks = setOf([drawn('#..')]);
    const { data } = decode(
      renderMasks(arena, photoOf(3, 1), masks, [{ mask_id: 0, color: [255, 0, 0, 128] }]),
    );
    expect([...data]).toEqual([255, 0, 0, 128, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('brings the photo to the size of the masks first', () => {
    const masks = setOf([drawn('####', '####')]);
    for (const [width, height] of [
      [8, 4],
      [2, 1],
      [8, 1],
    ] as const) {
      const photo = photoOf(width, height);
      arena.bytes(photo.color.red, width * height).fill(77);
      const { data, ...size } = decode(renderMasks(arena, photo, masks, [{ mask_id: 0, color: null }]));
      expect(size).toEqual({ width: 4, height: 2 });
      for (let i = 0; i < 8; i++) expect([data[4 * i], data[4 * i + 3]]).toEqual([77, 255]);
    }
  });

  it('skips unknown masks', () => {
    const instructions: Instruction[] = [
      { mask_id: 7, color: null },
      { mask_id: -1, color: [1, 2, 3, 4] },
    ];
    const { data } = decode(renderMasks(arena, photoOf(2, 1), setOf([drawn('##')]), instructions));
    expect(data.every((sample) => sample === 0)).toBe(true);
  });

  it.each([[[0, 0, 0, 256]], [[-1, 0, 0, 0]], [[0.5, 0, 0, 0]], [[Number.NaN, 0, 0, 0]]])(
    'refuses the colour %j',
    ([r = 0, g = 0, b = 0, a = 0]) => {
      const color: Rgba = [r, g, b, a];
      const run = () => renderMasks(arena, photoOf(2, 1), setOf([drawn('##')]), [{ mask_id: 0, color }]);
      expect(run).toThrow('whole numbers from 0 to 255');
    },
  );

  it('gives the arena back', () => {
    const photo = photoOf(40, 30);
    const mark = arena.mark();
    renderMasks(arena, photo, setOf([drawn('##')]), [{ mask_id: 0, color: null }]);
    expect(arena.mark()).toBe(mark);
  });
});

describe('a PNG of RGBA rows', () => {
  it('brings every sample back, over several bands', () => {
    arena.reset();
    const [width, height] = [300, 700];
    const sample = (x: number, y: number, channel: number) => (x * (channel + 1) + y * 7 + (x & y)) & 255;
    const file = encodePng(
      arena,
      {
        kind: 'rgba',
        write: (from, rows, target) => {
          const bytes = arena.bytes(target, rows * width * 4);
          for (let i = 0; i < bytes.length; i++) {
            bytes[i] = sample((i >> 2) % width, from + Math.floor(i / 4 / width), i & 3);
          }
        },
      },
      width,
      height,
    );
    const header = Buffer.from(file.subarray(16, 29));
    expect([header.readUInt32BE(0), header.readUInt32BE(4), header[8], header[9]]).toEqual([
      width,
      height,
      8,
      6,
    ]);
    const { data } = decode(file);
    const wrong = data.findIndex(
      (value, i) => value !== sample((i >> 2) % width, Math.floor(i / 4 / width), i & 3),
    );
    expect(wrong).toBe(-1);
    expect(inflateSync(idat(file)).length).toBe(height * (width * 4 + 1));
  });
});

/** The compressed data of a PNG file. */
function idat(file: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  const bytes = Buffer.from(file);
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) !== 'IDAT') continue;
    parts.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  return Buffer.concat(parts);
}
