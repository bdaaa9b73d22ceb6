import { describe, expect, it } from 'vitest';
import { checkPaintable, paintParameters, readHeader } from '../../../src/engine/index.ts';
import { MAXIMUM_PAGES, PAGE_BYTES } from '../../../src/engine/kernels/arena.ts';
import { png } from '../files.ts';
import { ssim } from '../look/similarity.ts';
import { codeOf, decode, encode, fixture, greyOf, newEngine, paint } from '../pictures.ts';
import { film, tablesOf } from './films.ts';

const coffee = fixture('photos/coffee.png');
const chelsea = fixture('photos/chelsea.png');
const dandelion = fixture('photos/dandelion.jpg');
const SHORT = { duration: 1, fps: 24, size: 'source' };

describe('a film', () => {
  const engine = newEngine();

  it.each([
    { mode: 'draw', photo: 'coffee.png', least: 0.7 },
    { mode: 'draw', photo: 'astronaut.png', least: 0.7 },
    { mode: 'paint', photo: 'coffee.png', least: 0.42 },
    { mode: 'paint', photo: 'astronaut.png', least: 0.42 },
  ])('in mode $mode ends in a picture that shows $photo', ({ mode, photo, least }) => {
    const file = fixture(`photos/${photo}`);
    const { result } = film(engine, file, { mode, duration: 4, size: 'source' });
    expect(ssim(greyOf(decode(result.poster.bytes)), greyOf(decode(file)))).toBeGreaterThan(least);
  });

  it.each([
    { duration: 1, fps: 24, frames: 24 },
    { duration: 1.5, fps: 30, frames: 45 },
    { duration: 9, fps: 24, frames: 216 },
  ])('of $duration s at $fps frames a second has $frames frames', ({ duration, fps, frames }) => {
    const { result } = film(engine, chelsea, { duration, fps, size: 'source' });
    const { sizes, keyFrames, seconds } = tablesOf(result.video);
    expect(result.frames).toBe(frames);
    expect(sizes).toHaveLength(frames);
    expect(seconds).toBeCloseTo(duration, 3);
    // Players may begin every four seconds.
    const keys = Array.from({ length: Math.ceil(duration / 4) }, (_, i) => i * 4 * fps);
    expect(keyFrames).toEqual(keys);
  });

  it.each([
    { duration: 6, held: 30 },
    { duration: 20, held: 60 },
  ])('of $duration s holds its last picture for $held frames at least', ({ duration, held }) => {
    const { result } = film(engine, chelsea, { duration, size: 'source', cursor: 'none' });
    const { sizes, keyFrames } = tablesOf(result.video);
    const last = sizes.slice(-held + 1).filter((_, i) => !keyFrames.includes(sizes.length - held + 1 + i));
    // A frame in which nothing changes says so in a few bytes.
    expect(Math.max(...last)).toBeLessThan(40);
    expect(sizes.at(-held - 6) ?? 0).toBeGreaterThan(40);
  });

  it('is the same for the same seed, and another one for another', () => {
    const [one, same] = [film(engine, chelsea, SHORT), film(newEngine(), chelsea, SHORT)];
    expect(same.result).toEqual(one.result);
    for (const mode of ['draw', 'paint']) {
      const first = film(engine, chelsea, { ...SHORT, mode, seed: 1 });
      const other = film(engine, chelsea, { ...SHORT, mode, seed: 2 });
      expect(other.result.poster.bytes).not.toEqual(first.result.poster.bytes);
    }
  });

  it.each(['draw', 'paint'])(
    'in mode %s ends the same without its tools, which are seen with them',
    (mode) => {
      const shown = film(engine, chelsea, { ...SHORT, duration: 4, mode });
      const bare = film(engine, chelsea, { ...SHORT, duration: 4, mode, cursor: 'none' });
      expect(bare.result.poster).toEqual(shown.result.poster);
      expect(bare.result.video.length).toBeLessThan(shown.result.video.length);
    },
  );

  it.each([
    { size: undefined, width: 1280, height: 852 },
    { size: 'source', width: 452, height: 300 },
    { size: '720p', width: 1082, height: 720 },
    { size: '1080p', width: 1624, height: 1080 },
    { size: 'square', width: 1080, height: 1080 },
    { size: 'portrait', width: 1080, height: 1920 },
    { size: 'landscape', width: 1920, height: 1080 },
  ])('of size $size is $width × $height', ({ size, width, height }) => {
    const { result } = film(engine, chelsea, { duration: 1, fps: 24, size });
    expect([result.width, result.height]).toEqual([width, height]);
    expect(decode(result.poster.bytes)).toMatchObject({ width, height });
    const preview = new DataView(result.preview.buffer);
    expect(Math.max(preview.getUint16(6, true), preview.getUint16(8, true))).toBe(240);
  });

  it('on a sheet leaves paper around the whole photo', () => {
    const { result } = film(engine, chelsea, { duration: 1, fps: 24, size: 'portrait' });
    const { data, width, height } = decode(result.poster.bytes);
    for (const [x, y] of [
      [10, 10],
      [width - 10, height - 10],
      [width / 2, 300],
    ] as const) {
      const at = (y * width + x) * 4;
      expect(Math.min(...data.subarray(at, at + 3))).toBeGreaterThan(220);
    }
    const middle = ((height / 2) * width + width / 2) * 4;
    expect(Math.min(...data.subarray(middle, middle + 3))).toBeLessThan(200);
  });

  it('tells its steps, with progress that never falls and ends at 100', () => {
    const { steps } = film(engine, chelsea, { duration: 3, size: 'source' });
    const progress = steps.map((step) => step.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(100);
    const stages = ['decoding', 'planning', 'painting', 'encoding'];
    expect([...new Set(steps.map((step) => step.stage))]).toEqual(stages);
    expect(steps.filter((step) => step.stage === 'painting').length).toBeGreaterThanOrEqual(90 / 24);
  });

  it('stops when told to, and gives the engine back', () => {
    const run = engine.paint(chelsea, paintParameters.parse({ duration: 3 }));
    for (let i = 0; i < 5; i++) run.next();
    expect(() => film(engine, chelsea, SHORT)).toThrow(/one run at a time/);
    run.return(undefined as never);
    expect(film(engine, chelsea, SHORT).result.frames).toBe(24);
  });
});

describe('the photo of a film', () => {
  const engine = newEngine();
  const flat = Array.from({ length: 64 }, () => Array<number>(90).fill(128));

  it.each([
    {
      name: '97 × 61',
      file: encode(
        paint(97, 61, (x, y) => [x * 2, y * 4, 90]),
        'jpeg',
      ),
    },
    {
      name: '1 × 1',
      file: encode(
        paint(1, 1, () => [200, 30, 40]),
        'png',
      ),
    },
    {
      name: '1:4',
      file: encode(
        paint(60, 240, (x, y) => [y, x * 4, 90]),
        'jpeg',
      ),
    },
    {
      name: '16:9',
      file: encode(
        paint(320, 180, (x, y) => [y, x % 256, 90]),
        'jpeg',
      ),
    },
    { name: 'one grey', file: png(90, 64, 0, 8, flat) },
  ])('may be $name', ({ file }) => {
    for (const mode of ['draw', 'paint']) {
      const { result } = film(engine, file, { mode, duration: 1, fps: 24 });
      expect(Math.max(result.width, result.height)).toBe(1280);
      expect(tablesOf(result.video).sizes).toHaveLength(24);
    }
  });

  it('stands on white where it is transparent', () => {
    const file = encode(
      paint(200, 120, (x) => [0, 0, 0, x < 100 ? 0 : 255]),
      'png',
    );
    const { result } = film(engine, file, { ...SHORT, mode: 'draw' });
    const { data } = decode(result.poster.bytes);
    expect(data[(60 * 200 + 40) * 4]).toBeGreaterThan(225);
    expect(data[(60 * 200 + 160) * 4]).toBeLessThan(60);
  });

  it('is refused when it is damaged or no photo', () => {
    expect(codeOf(() => film(engine, chelsea.subarray(0, 3000)))).toBe('CORRUPT_IMAGE');
    expect(codeOf(() => film(engine, new TextEncoder().encode('no photo at all')))).toBe(
      'UNSUPPORTED_FORMAT',
    );
    expect(film(engine, chelsea, SHORT).result.frames).toBe(24);
  });
});

describe('memory of a film', () => {
  it.each([
    { size: '1080p', file: dandelion },
    { size: 'portrait', file: coffee },
    {
      size: 'source',
      file: encode(
        paint(1900, 1069, (x, y) => [x & 255, y & 255, 90]),
        'jpeg',
      ),
    },
    {
      size: '1080p',
      file: encode(
        paint(1900, 1069, (x, y) => [x & 255, y & 255, 90]),
        'jpeg',
      ),
    },
    {
      size: 'source',
      file: encode(
        paint(2000, 2000, (x, y) => [x & 255, y & 255, 90]),
        'jpeg',
      ),
    },
  ])('of size $size stays within its plan and 64 MiB', ({ size, file }) => {
    for (const mode of ['draw', 'paint']) {
      const engine = newEngine();
      const parameters = { mode, size, duration: 1, fps: 24 };
      film(engine, file, parameters);
      const { peakBytes } = checkPaintable(readHeader(file, true), paintParameters.parse(parameters));
      expect(engine.memoryBytes()).toBeLessThanOrEqual(peakBytes);
      expect(engine.memoryBytes()).toBeLessThanOrEqual(MAXIMUM_PAGES * PAGE_BYTES);
    }
  });
});
