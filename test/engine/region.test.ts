import { describe, expect, it } from 'vitest';
import { maskFromPixels, plan, readHeader, sketchParameters } from '../../src/engine/index.ts';
import { MEMORY_BUDGET_BYTES } from '../../src/engine/plan.ts';
import { driven } from './segment/drive.ts';
import { newArena } from './jpeg.ts';
import { fixture, newEngine } from './pictures.ts';
import { readPng } from '../support/png.ts';

const engine = newEngine();
const CHELSEA = fixture('photos/chelsea.png');
const [WIDTH, HEIGHT] = [451, 300];

/** The left half, but for a hole. */
function isInside(x: number, y: number): boolean {
  return x < 225 && !(x > 50 && x < 100 && y > 50 && y < 100);
}

function leftHalf(width = WIDTH, height = HEIGHT) {
  const inside = (i: number) =>
    isInside(((i % width) * WIDTH) / width, (Math.floor(i / width) * HEIGHT) / height);
  const pixels = Uint8Array.from({ length: width * height }, (_, i) => (inside(i) ? 255 : 0));
  return maskFromPixels(pixels, width, height);
}

/** Whether all pixels within two of this one are on the same side of the edge. */
function isFarFromEdge(x: number, y: number): boolean {
  const offsets = [-2, -1, 0, 1, 2];
  return offsets.every((dx) => offsets.every((dy) => isInside(x + dx, y + dy) === isInside(x, y)));
}

describe('mixing planes', () => {
  it('takes the one at 0, the other at 255, and rounds between', () => {
    const arena = newArena();
    const count = 256 * 256 + 5;
    const values = (at: (i: number) => number) => Uint8Array.from({ length: count }, (_, i) => at(i) & 255);
    const [under, over, amounts] = [values((i) => i * 7), values((i) => i >> 8), values((i) => i)];
    const [a, b, m] = [arena.put(under), arena.put(over), arena.put(amounts)];
    arena.kernels.mix(a, b, m, count, a);
    const expected = under.map((value, i) => {
      const amount = amounts[i] ?? 0;
      return Math.round((value * (255 - amount) + (over[i] ?? 0) * amount) / 255);
    });
    expect(arena.bytes(a, count)).toEqual(expected);
  });
});

describe('a sketch of a region', () => {
  const photo = readPng(CHELSEA);

  it.each([
    ['pencil', 'black_and_white'],
    ['pencil', 'color'],
    ['watercolor', 'color'],
    ['oil', 'color'],
    ['ink', 'black_and_white'],
  ] as const)('%s, %s, is the sketch inside and the photo outside', (style, type) => {
    const request = sketchParameters.parse({ style, type, method: 'advanced' });
    const whole = readPng(driven(engine.sketch(CHELSEA, request)).bytes);
    const part = readPng(driven(engine.sketch(CHELSEA, request, leftHalf())).bytes);
    expect(part).toMatchObject({ width: WIDTH, height: HEIGHT, channels: 3 });
    const wrong: number[][] = [];
    for (let i = 0; i < WIDTH * HEIGHT; i++) {
      const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
      if (!isFarFromEdge(x, y)) continue;
      const { samples, channels } = isInside(x, y) ? whole : photo;
      const sampleOf = (channel: number) => samples[i * channels + Math.min(channel, channels - 1)];
      const isRight = [0, 1, 2].every((channel) => part.samples[3 * i + channel] === sampleOf(channel));
      if (!isRight) wrong.push([x, y]);
    }
    expect(wrong).toEqual([]);
  });

  it('has a soft edge', () => {
    const request = sketchParameters.parse({ style: 'pencil', method: 'basic' });
    const whole = readPng(driven(engine.sketch(CHELSEA, request)).bytes);
    const part = readPng(driven(engine.sketch(CHELSEA, request, leftHalf())).bytes);
    const between = Array.from({ length: HEIGHT }, (_, y) => {
      const at = y * WIDTH + 225;
      const [drawn = 0, seen = 0] = [whole.samples[at], photo.samples[photo.channels * at]];
      const value = part.samples[3 * at] ?? 0;
      return Math.abs(drawn - seen) < 20 || (value > Math.min(drawn, seen) && value < Math.max(drawn, seen));
    });
    expect(between.every(Boolean)).toBe(true);
  });

  it('takes a region of any size, and of nothing is the photo', () => {
    const request = sketchParameters.parse({ style: 'ink', method: 'basic', max_size: 200 });
    const small = driven(engine.sketch(CHELSEA, request, leftHalf(902, 600)));
    expect([small.width, small.height]).toEqual([200, 133]);
    const nothing = maskFromPixels(new Uint8Array(WIDTH * HEIGHT), WIDTH, HEIGHT);
    const untouched = readPng(
      driven(engine.sketch(CHELSEA, sketchParameters.parse({ style: 'ink' }), nothing)).bytes,
    );
    const { channels, samples } = photo;
    const expected = samples.filter((_, i) => i % channels < 3);
    expect(untouched.samples).toEqual(expected);
  });

  it('is planned for: kernels and codecs stay within the plan and the budget', () => {
    const file = fixture('photos/dandelion.jpg');
    const request = sketchParameters.parse({ style: 'pencil', type: 'color', format: 'jpeg' });
    const job = plan(readHeader(file, true), request, file.length, true);
    expect(job.peakBytes).toBeLessThanOrEqual(MEMORY_BUDGET_BYTES);
    const fresh = newEngine();
    const { width, height } = driven(fresh.sketch(file, request, leftHalf()));
    expect([width, height]).toEqual([job.width, job.height]);
    expect(fresh.memoryBytes()).toBeLessThanOrEqual(job.peakBytes);
  });
});
