import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskArea, maskBox, maskPixels, scaleMask } from '../../../src/engine/segment/mask.ts';
import { appendMask, maskAtPoint, MaskSet, packMasks } from '../../../src/engine/segment/mask-set.ts';
import { anyMask, drawn } from './masks.ts';

const anySet = fc
  .tuple(
    fc.array(anyMask, { maxLength: 12 }),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 40 }),
  )
  .map(([masks, width, height]) => ({
    masks: masks.map((mask) => scaleMask(mask, width, height)),
    width,
    height,
  }));

describe('a stored set of masks', () => {
  it('names the masks at every pixel as looking through all their pixels does', () => {
    fc.assert(
      fc.property(anySet, ({ masks, width, height }) => {
        const blob = packMasks(
          masks.map((mask) => ({ mask, score: 0.5 })),
          width,
          height,
        );
        const set = new MaskSet(blob);
        const sorted = masks.toSorted((a, b) => maskArea(a) - maskArea(b)).map(maskPixels);
        for (let i = 0; i < width * height; i++) {
          const expected = sorted.flatMap((pixels, id) => (pixels[i] === 255 ? [id] : []));
          expect(set.at(i % width, Math.floor(i / width))).toEqual(expected);
        }
      }),
    );
  });

  it('gives every mask back with its area, box and score', () => {
    fc.assert(
      fc.property(anySet, ({ masks, width, height }) => {
        const scored = masks.map((mask, index) => ({ mask, score: index / 16 }));
        const set = new MaskSet(packMasks(scored, width, height));
        const sorted = scored.toSorted((a, b) => maskArea(a.mask) - maskArea(b.mask));
        expect(set.records).toEqual(
          sorted.map(({ mask, score }, id) => ({ id, area: maskArea(mask), box: maskBox(mask), score })),
        );
        expect(set.records.map(({ id }) => set.mask(id))).toEqual(sorted.map(({ mask }) => mask));
      }),
    );
  });

  it('takes more masks under the next ids, and looks them up by area and then id', () => {
    fc.assert(
      fc.property(anySet, fc.nat(12), ({ masks, width, height }, begin) => {
        const scored = masks.map((mask, index) => ({ mask, score: index / 16 }));
        const first = new MaskSet(packMasks(scored.slice(0, begin), width, height));
        const set = scored.slice(begin).reduce((all, mask) => new MaskSet(appendMask(all, mask)), first);
        expect(set.records.slice(0, first.records.length)).toEqual(first.records);
        const expected = [...first.records.map(({ id }) => first.mask(id)), ...masks.slice(begin)];
        expect(set.records.map(({ id }) => set.mask(id))).toEqual(expected);
        const found = set.at(width >> 1, height >> 1).map((id) => [set.records[id]?.area ?? 0, id] as const);
        expect(found).toEqual(found.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]));
      }),
    );
    const set = new MaskSet(packMasks([], 2, 2));
    expect(() => appendMask(set, { mask: drawn('##'), score: 1 })).toThrow('one size');
  });

  it('holds nothing outside the image, and reads a blob that begins at an odd address', () => {
    const blob = packMasks([{ mask: drawn('##', '##'), score: 1 }], 2, 2);
    const shifted = new Uint8Array(blob.length + 1);
    shifted.set(blob, 1);
    for (const [x, y] of [
      [-1, 0],
      [0, -1],
      [2, 0],
      [0, 2],
    ] as const) {
      expect(maskAtPoint(shifted.subarray(1), x, y)).toEqual([]);
    }
    expect(maskAtPoint(shifted.subarray(1), 1, 1)).toEqual([0]);
    expect(new MaskSet(blob).mask(1)).toBeUndefined();
  });

  it('is refused when it is cut or something else', () => {
    const blob = packMasks([{ mask: drawn('#.#', '###'), score: 1 }], 3, 2);
    for (let length = 0; length < blob.length; length++) {
      expect(() => new MaskSet(blob.slice(0, length))).toThrow('no set of masks');
    }
    expect(() => new MaskSet(new Uint8Array(100))).toThrow('no set of masks');
    expect(() => packMasks([{ mask: drawn('#'), score: 1 }], 2, 1)).toThrow('one size');
  });
});
