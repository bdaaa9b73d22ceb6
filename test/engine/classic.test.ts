import { describe, expect, it } from 'vitest';
import { decode, fixture, greyOf, newEngine, sketch } from './pictures.ts';

const INPUTS = {
  '320x240': 'golden/synth_320x240.png',
  '97x61': 'golden/synth_97x61.png',
  chelsea: 'photos/chelsea.png',
  coffee: 'photos/coffee.png',
};
const CASES = ['basic', 'advanced', 'artistic'].flatMap((method) =>
  Object.entries(INPUTS).map(([name, path]) => [method, name, path] as const),
);

const engine = newEngine();

function goldenDifference(method: string, name: string, path: string, parameters = {}) {
  const { result } = sketch(engine, fixture(path), { look: 'classic', method, ...parameters });
  const ours = greyOf(decode(result.bytes));
  const theirs = greyOf(decode(fixture(`golden/${method}_${name}.png`)));
  expect([ours.width, ours.height]).toEqual([theirs.width, theirs.height]);
  const differences = ours.data.map((value, i) => Math.abs(value - (theirs.data[i] ?? NaN))).toSorted();
  return {
    mean: differences.reduce((sum, difference) => sum + difference, 0) / differences.length,
    percentile99: differences[Math.floor(differences.length * 0.99)],
  };
}

describe('the classic look', () => {
  it.each(CASES)('draws %s of %s as OpenCV does', (method, name, path) => {
    const { mean, percentile99 } = goldenDifference(method, name, path);
    expect(mean).toBeLessThanOrEqual(0.05);
    expect(percentile99).toBeLessThan(0.5);
  });

  it('ignores style and type, as the earlier service did', () => {
    const { mean } = goldenDifference('artistic', '97x61', INPUTS['97x61'], { style: 'oil', type: 'color' });
    expect(mean).toBeLessThanOrEqual(0.05);
  });

  it('keeps a black picture dark instead of dividing zero by zero', () => {
    const { result } = sketch(engine, fixture('golden/black_40x40.png'), {
      look: 'classic',
      method: 'basic',
    });
    expect(new Set(greyOf(decode(result.bytes)).data.map(Math.round))).toEqual(new Set([10]));
  });
});
