import { describe, expect, it } from 'vitest';
import {
  EngineError,
  maskBox,
  maskArea,
  maskContains,
  maskPixels,
  maskPng,
  planSegment,
  promptMask,
  type Prompt,
  readHeader,
  render,
  segment,
} from '../../../src/engine/index.ts';
import { decode, encode, fixture, newEngine } from '../pictures.ts';
import { flatJpeg } from '../jpeg.ts';
import { driven } from './drive.ts';

const engine = newEngine();
const coffee = fixture('photos/coffee.png');

describe('segmenting a photo', () => {
  const set = driven(segment(engine, coffee));

  it('finds 5 to 60 masks of its size, ids by area ascending, scores from 0 to 1, none nearly another', () => {
    expect([set.width, set.height]).toEqual([600, 400]);
    expect(set.records.length).toBeGreaterThanOrEqual(5);
    expect(set.records.length).toBeLessThanOrEqual(60);
    const areas = set.records.map(({ area }) => area);
    expect(areas).toEqual(areas.toSorted((a, b) => a - b));
    expect(set.records.map(({ id }) => id)).toEqual(areas.map((_, id) => id));
    for (const { id, area, box, score } of set.records) {
      const mask = set.mask(id);
      if (!mask) throw new Error('a record has a mask');
      expect([area, box]).toEqual([maskArea(mask), maskBox(mask)]);
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThanOrEqual(1);
    }
  });

  it('comes to the same masks every time', () => {
    expect(driven(segment(engine, coffee)).blob).toEqual(set.blob);
  });

  it('says how far it is', () => {
    const progress = [...segment(engine, coffee)].map((step) => step.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(100);
  });

  it('draws a mask as 0 and 255', () => {
    const mask = set.mask(0);
    if (!mask) throw new Error('there is a mask');
    const { data } = decode(maskPng(engine, mask));
    expect(data.filter((_, i) => i % 4 === 0)).toEqual(maskPixels(mask));
  });

  it('renders a mask in the pixels of the photo', () => {
    const photo = decode(coffee).data;
    const { data } = decode(driven(render(engine, coffee, set, [{ mask_id: 5, color: null }])));
    const mask = set.mask(5);
    if (!mask) throw new Error('there is a mask');
    const wrong = Array.from({ length: 600 * 400 }, (_, i) => i).find((i) => {
      const isInside = maskContains(mask, i % 600, Math.floor(i / 600));
      const expected = isInside ? photo.subarray(4 * i, 4 * i + 4) : new Uint8Array(4);
      return expected.some((value, channel) => data[4 * i + channel] !== value);
    });
    expect(wrong).toBeUndefined();
  });

  it.each([
    [1, 1],
    [1, 300],
    [2, 2],
    [700, 3],
  ])('takes %i × %i pixels of one colour', (width, height) => {
    const data = new Uint8Array(width * height * 4).fill(200);
    const flat = driven(segment(engine, encode({ width, height, data }, 'png')));
    expect([flat.width, flat.height]).toEqual([width, height]);
  });

  it('keeps within its plan, with 12 megapixels too, whose masks have the size of the photo', () => {
    const fresh = newEngine();
    const file = flatJpeg(4000, 3000);
    const large = driven(segment(fresh, file));
    expect([large.width, large.height]).toEqual([4000, 3000]);
    expect(fresh.memoryBytes()).toBeLessThanOrEqual(planSegment(readHeader(file, true)).peakBytes);
    expect(fresh.memoryBytes()).toBeLessThanOrEqual(64 * 1024 * 1024);
  });

  it('keeps within its plan on a real photo', () => {
    const fresh = newEngine();
    const file = fixture('photos/dandelion.jpg');
    driven(segment(fresh, file));
    expect(fresh.memoryBytes()).toBeLessThanOrEqual(planSegment(readHeader(file, true)).peakBytes);
  });

  it('refuses what is too large by its header', () => {
    const header = { ...readHeader(coffee, true), width: 60_000, height: 60_000 };
    expect(() => planSegment(header)).toThrow(EngineError);
  });
});

describe('a prompt', () => {
  const cup = { x: 240, y: 60, label: 1 } as const;

  it('of one point gives up to three masks that hold it, the best first', () => {
    const masks = driven(promptMask(engine, coffee, { points: [cup] }));
    expect(masks.length).toBeGreaterThanOrEqual(1);
    expect(masks.length).toBeLessThanOrEqual(3);
    for (const { mask } of masks) expect([mask.width, mask.height]).toEqual([600, 400]);
    const scores = masks.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  it('leaves out what lies outside its box', () => {
    const box: [number, number, number, number] = [170, 15, 240, 270];
    const [{ mask } = { mask: undefined }] = driven(promptMask(engine, coffee, { points: [], box }));
    if (!mask) throw new Error('a box gives a mask');
    const [x, y, w, h] = maskBox(mask);
    // The edge is refined: it may leave the box by a little.
    expect(Math.min(x - 164, y - 9, 416 - x - w, 291 - y - h)).toBeGreaterThanOrEqual(0);
  });

  it('keeps points inside in, and those outside out', () => {
    const outside = { x: 300, y: 150, label: 0 } as const;
    const [first] = driven(promptMask(engine, coffee, { points: [{ x: 130, y: 200, label: 1 }, outside] }));
    if (!first) throw new Error('points give a mask');
    expect(maskContains(first.mask, 130, 200)).toBe(true);
    expect(maskContains(first.mask, 300, 150)).toBe(false);
  });

  it.each<[string, Prompt]>([
    ['nothing', { points: [] }],
    ['only what is outside', { points: [{ x: 1, y: 1, label: 0 }] }],
    ['a point beside the image', { points: [{ x: 600, y: 1, label: 1 }] }],
    ['a point above it', { points: [{ x: 5, y: -1, label: 1 }] }],
    ['a point that is no number', { points: [{ x: Number.NaN, y: 1, label: 1 }] }],
    ['an empty box', { points: [], box: [10, 10, 0, 5] }],
    ['a box beside the image', { points: [], box: [600, 0, 5, 5] }],
    ['a box without end', { points: [], box: [0, 0, Infinity, 5] }],
  ])('of %s is refused', (_, prompt) => {
    expect(() => driven(promptMask(engine, coffee, prompt))).toThrow(EngineError);
  });

  it('that was refused leaves the engine ready', () => {
    expect(() => driven(promptMask(engine, coffee, { points: [] }))).toThrow(EngineError);
    expect(driven(promptMask(engine, coffee, { points: [cup] })).length).toBeGreaterThan(0);
  });
});
