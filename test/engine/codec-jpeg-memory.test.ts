import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { plan, readHeader, sketchParameters } from '../../src/engine/index.ts';
import { withExif } from './files.ts';
import { colorJpeg, flatColorJpeg, flatJpeg } from './jpeg.ts';
import { encode, newEngine, paint, sketch } from './pictures.ts';

/** What a sketch may take of an isolate, the file and the result included. */
const TOTAL_BYTES = 100 * 1000 * 1000;

describe('a photo of 24 megapixels', () => {
  const engine = newEngine();

  it.each(
    [false, true].flatMap((progressive) =>
      ([1, 2, 3, 4, 5, 6, 7, 8] as const).map((orientation) => [progressive, orientation] as const),
    ),
  )(
    '(progressive: %s, orientation %i) is drawn at full size, upright, within the plan',
    (progressive, orientation) => {
      const file = withExif(flatJpeg(6000, 4000, progressive), orientation);
      const parameters = { look: 'classic', method: 'basic' };
      const { result } = sketch(engine, file, parameters);
      const upright = orientation >= 5 ? { width: 4000, height: 6000 } : { width: 6000, height: 4000 };
      expect(result).toMatchObject(upright);
      expect(readHeader(result.bytes, true)).toMatchObject(upright);
      const request = sketchParameters.parse(parameters);
      const { peakBytes } = plan(readHeader(file, true), request, file.length);
      expect(engine.memoryBytes() + file.length).toBeLessThanOrEqual(peakBytes);
      expect(engine.memoryBytes() + file.length + result.bytes.length).toBeLessThan(TOTAL_BYTES);
    },
  );

  it.each([
    { method: 'basic' },
    { method: 'advanced' },
    { method: 'artistic', type: 'color' },
    { look: 'classic', method: 'artistic', format: 'jpeg' },
    { look: 'classic', method: 'basic', format: 'webp' },
  ])('is drawn by %j at the size that the plan says', (parameters) => {
    for (const progressive of [false, true]) {
      const own = newEngine();
      const file = flatJpeg(6000, 4000, progressive);
      const { width, height, peakBytes } = plan(readHeader(file, true), sketchParameters.parse(parameters));
      expect(sketch(own, file, parameters).result).toMatchObject({ width, height });
      expect(own.memoryBytes()).toBeLessThanOrEqual(peakBytes);
      expect(peakBytes).toBeLessThanOrEqual(100 * 1024 * 1024);
      expect(width / height).toBeCloseTo(1.5, 2);
    }
  });
});

describe('the file', () => {
  it('is let go of once it is decoded', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage: unknown = runInNewContext('gc');
    if (typeof collectGarbage !== 'function') throw new Error('no gc()');
    const begin = () => {
      const file = flatJpeg(640, 480);
      const request = sketchParameters.parse({ look: 'classic' });
      return { steps: newEngine().sketch(file, request), file: new WeakRef(file) };
    };
    const { steps, file } = begin();
    const stages = [];
    const held = [];
    for (let next = steps.next(); !next.done; next = steps.next()) {
      // What a WeakRef named stays until the end of the task.
      await new Promise((resolve) => setImmediate(resolve));
      collectGarbage();
      stages.push(next.value.stage);
      held.push(file.deref() !== undefined);
    }
    expect(held.slice(0, 2)).toEqual([true, false]);
    expect(stages.slice(0, 2)).toEqual(['decoding', 'drawing']);
  });

  it('is counted', () => {
    const header = readHeader(flatJpeg(640, 480), true);
    const request = sketchParameters.parse({});
    expect(plan(header, request, 1000).peakBytes - plan(header, request).peakBytes).toBe(1000);
  });
});

describe('a photo whose components come in scans of their own', () => {
  const quarter = [0x22, 0x11, 0x11] as const;
  const whole = [0x11, 0x11, 0x11] as const;
  const color = { method: 'advanced', type: 'color' };

  it.each(
    [true, false].flatMap((progressive) =>
      [quarter, [0x21, 0x11, 0x11] as const, whole].map((factors) => [progressive, factors] as const),
    ),
  )('(progressive: %s, factors %j) is drawn in colour within the plan', (progressive, factors) => {
    const file = flatColorJpeg(4000, 3000, progressive, factors);
    const { width, height, peakBytes } = plan(readHeader(file, true), sketchParameters.parse(color));
    const engine = newEngine();
    expect(sketch(engine, file, color).result).toMatchObject({ width, height });
    expect(engine.memoryBytes()).toBeLessThanOrEqual(peakBytes);
  });

  it('is drawn larger when its colours are stored at half the size', () => {
    const pixels = [quarter, whole].map((factors) => {
      const header = readHeader(flatColorJpeg(4000, 2500, true, factors), true);
      const { width, height } = plan(header, sketchParameters.parse(color));
      return width * height;
    });
    expect(pixels[0]).toBeGreaterThan(2 * (pixels[1] ?? Infinity));
  });
});

describe('a photo of 12 megapixels', () => {
  const file = colorJpeg(4000, 3000);

  it.each([
    { look: 'classic', method: 'basic' },
    { look: 'classic', method: 'advanced' },
    { method: 'basic', format: 'jpeg' },
  ])('is drawn by %j at full size', (parameters) => {
    const engine = newEngine();
    const { result } = sketch(engine, file, parameters);
    expect(result).toMatchObject({ width: 4000, height: 3000 });
    expect(engine.memoryBytes() + file.length + result.bytes.length).toBeLessThan(TOTAL_BYTES);
  });

  it('is decoded at a reduction when less is asked for', () => {
    const header = readHeader(file, true);
    const denominators = [4000, 2001, 2000, 1001, 1000, 500, 320].map(
      (max_size) =>
        plan(header, sketchParameters.parse({ max_size, look: 'classic', method: 'basic' })).denominator,
    );
    expect(denominators).toEqual([1, 1, 2, 2, 4, 8, 8]);
  });

  it('looks the same reduced while it is decoded as reduced afterwards', () => {
    const engine = newEngine();
    const picture = paint(1600, 1200, (x, y) => [x >> 3, y >> 3, (x + y) >> 4]);
    const small = sketch(engine, encode(picture, 'jpeg'), {
      look: 'classic',
      method: 'basic',
      max_size: 400,
    });
    const slow = sketch(engine, encode(picture, 'png'), { look: 'classic', method: 'basic', max_size: 400 });
    expect([small.result.width, small.result.height]).toEqual([slow.result.width, slow.result.height]);
  });
});
