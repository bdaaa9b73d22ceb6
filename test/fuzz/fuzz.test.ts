import { beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../src/engine/index.ts';
import { MEMORY_BUDGET_BYTES } from '../../src/engine/plan.ts';
import { loadModules } from '../engine/modules.ts';
import { brokenFiles, goodFiles } from './corpus.ts';
import { mutate } from './mutate.ts';
import { attempt, HANG_MS } from './trial.ts';

const MUTATIONS = 2000;
const REFUSALS = ['UNSUPPORTED_FORMAT', 'CORRUPT_IMAGE', 'IMAGE_TOO_LARGE'];

let engine: Engine;
beforeAll(() => {
  engine = createEngine(loadModules());
});

it.each(goodFiles())('the corpus is good: $name is drawn', ({ bytes }) => {
  expect(attempt(engine, bytes)).toBe('drawn');
});

it.each(brokenFiles())('what once broke the engine is refused: $name', ({ bytes }) => {
  expect(REFUSALS).toContain(attempt(engine, bytes));
});

describe('damaged files of every format', () => {
  it('are drawn or refused, soon and within the memory, and the next good file is drawn', () => {
    const corpus = goodFiles().map(({ bytes }) => bytes);
    const outcomes = new Map<string, number>();
    let longest = 0;
    let most = 0;
    for (let seed = 0; seed < MUTATIONS; seed++) {
      const started = performance.now();
      const outcome = attempt(engine, mutate(corpus, seed));
      longest = Math.max(longest, performance.now() - started);
      most = Math.max(most, engine.memoryBytes());
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect(
      [...outcomes.keys()].filter((outcome) => outcome !== 'drawn' && !REFUSALS.includes(outcome)),
    ).toEqual([]);
    // Damage that is always refused, or never, would test little.
    expect(outcomes.get('drawn')).toBeGreaterThan(MUTATIONS / 10);
    expect(outcomes.get('CORRUPT_IMAGE')).toBeGreaterThan(MUTATIONS / 10);
    expect(longest).toBeLessThan(HANG_MS);
    expect(most).toBeLessThanOrEqual(MEMORY_BUDGET_BYTES);
    for (const bytes of corpus) expect(attempt(engine, bytes)).toBe('drawn');
  });
});
