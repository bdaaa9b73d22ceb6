import { afterEach, describe, expect, it } from 'vitest';
import { sketchParameters } from '../../src/engine/index.ts';
import { shrink } from '../../src/engine/shrink.ts';
import { converterFor } from '../../src/engine/styles/registry.ts';
import { arena, kernels, makePixels, randomNumbers, SIZES } from './planes.ts';

const random = randomNumbers(20);
const ODD_SIZES = [
  ...SIZES,
  [1, 90],
  [90, 1],
  [16, 16],
  [65, 64],
  [3, 700],
  ...Array.from({ length: 6 }, () => [1 + random(200), 1 + random(200)] as const),
] as const;

const WAYS = ['basic', 'advanced', 'artistic'].flatMap((method) => [
  { look: 'classic', method },
  { method, paper: 'laid' },
  { method, paper: 'canvas', type: 'color', detail: 1 },
  { style: 'ink', method, type: 'color', strength: 1 },
  { style: 'charcoal', method, type: 'color', detail: 0 },
  { style: 'watercolor', method, type: 'color', detail: 0 },
  { style: 'watercolor', method, strength: 1 },
  { style: 'pastel', method, type: 'color', detail: 0 },
  { style: 'pastel', method, detail: 1 },
]);

/** A plane in the arena; its slack holds what was there before. */
function noise(width: number, height: number, seed: number) {
  return arena.put(makePixels(width, height, 'random', seed));
}

afterEach(() => {
  arena.reset();
});

describe.each(ODD_SIZES)('at %i × %i, out of noise, nothing is written outside of its memory', (w, h) => {
  it.each(WAYS)('by %j', (parameters) => {
    const request = sketchParameters.parse(parameters);
    const [grey, red, green, blue] = [1, 2, 3, 4].map((seed) => noise(w, h, seed));
    if (!grey || !red || !green || !blue) throw new Error('no planes');
    const color = { kind: 'color', red, green, blue } as const;
    const drawing = converterFor(request).draw({
      arena,
      width: w,
      height: h,
      grey,
      color: request.type === 'color' ? color : undefined,
      request,
    });
    while (!drawing.next().done) arena.check();
    expect(() => arena.check()).not.toThrow();
  });

  it('by the shrink', () => {
    const source = noise(w, h, 5);
    const [toWidth, toHeight] = [Math.ceil(w / 3), Math.ceil((h * 3) / 4)];
    shrink(arena, source, w, h, arena.alloc(toWidth * toHeight), toWidth, toHeight);
    shrink(arena, source, w, h, source, toWidth, toHeight);
    expect(() => arena.check()).not.toThrow();
  });

  it('by the conversions between RGBA and planes', () => {
    const count = w * h;
    const rgba = noise(w * 4, h, 6);
    const [grey, red, green, blue] = [1, 2, 3, 4].map(() => arena.alloc(count));
    if (!grey || !red || !green || !blue) throw new Error('no planes');
    kernels.compositeOnWhite(rgba, count);
    kernels.greyFromRgba(rgba, count, grey);
    kernels.planesFromRgba(rgba, count, red, green, blue);
    kernels.rgbaFromPlanes(red, green, blue, count, rgba);
    kernels.orient(grey, 0, w, 1, red, h, w);
    expect(() => arena.check()).not.toThrow();
  });
});

describe('an arena with guards', () => {
  it('notices a byte before an allocation and one behind its slack', () => {
    for (const offset of [-1, 128]) {
      const at = arena.alloc(64);
      arena.bytes(at + offset, 1)[0] = 0;
      expect(() => arena.check()).toThrow(/outside/);
      arena.bytes(at + offset, 1)[0] = 0xa5;
    }
  });
});
