import { describe, expect, it } from 'vitest';
import { plan, readHeader, sketchParameters } from '../../src/engine/index.ts';
import { MEMORY_BUDGET_BYTES } from '../../src/engine/plan.ts';
import { newEngine, sketch } from './pictures.ts';
import { rampPng } from './png.ts';

const KINDS = [
  ['8-bit RGB', 2, 8, false],
  ['16-bit RGBA', 6, 16, false],
  ['interlaced 8-bit RGB', 2, 8, true],
  ['interlaced 16-bit RGBA', 6, 16, true],
] as const;

const WAYS = [
  { look: 'classic', method: 'basic' },
  { method: 'advanced', type: 'color' },
  { look: 'classic', method: 'artistic', format: 'webp' },
];

describe.each([
  ['12', 4000, 3000],
  ['24', 6000, 4000],
] as const)('a PNG of %s megapixels', (_, width, height) => {
  it.each(KINDS)(
    'of %s is drawn within the plan, at the size that it says',
    (_kind, colorType, depth, interlaced) => {
      const file = rampPng(width, height, colorType, depth, interlaced);
      for (const parameters of WAYS) {
        const engine = newEngine();
        const job = plan(readHeader(file, true), sketchParameters.parse(parameters));
        const { result } = sketch(engine, file, parameters);
        expect([result.width, result.height]).toEqual([job.width, job.height]);
        expect(result.width / result.height).toBeCloseTo(width / height, 2);
        expect(engine.memoryBytes()).toBeLessThanOrEqual(job.peakBytes);
        expect(job.peakBytes).toBeLessThanOrEqual(MEMORY_BUDGET_BYTES);
      }
    },
  );

  it('is drawn at full size in luminance, turned or not', () => {
    const file = rampPng(width, height, 0, 8);
    const engine = newEngine();
    const { result } = sketch(engine, file, { look: 'classic', method: 'basic' });
    expect([result.width, result.height]).toEqual([width, height]);
  });
});

it('is decoded at a reduction when less is asked for', () => {
  const header = readHeader(rampPng(4000, 3000, 0, 8), true);
  const denominators = [4000, 2001, 2000, 1001, 1000, 500, 320].map(
    (max_size) =>
      plan(header, sketchParameters.parse({ max_size, look: 'classic', method: 'basic' })).denominator,
  );
  expect(denominators).toEqual([1, 1, 2, 2, 4, 8, 8]);
});

it('takes rows as long as a side may be', () => {
  for (const interlaced of [false, true]) {
    const engine = newEngine();
    const file = rampPng(65_535, 3, 6, 16, interlaced);
    const parameters = { look: 'classic', method: 'basic' };
    const { result } = sketch(engine, file, parameters);
    expect([result.width, result.height]).toEqual([65_535, 3]);
    const { peakBytes } = plan(readHeader(file, true), sketchParameters.parse(parameters));
    expect(engine.memoryBytes()).toBeLessThanOrEqual(peakBytes);
  }
});
