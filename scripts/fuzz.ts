/**
 * `npm run fuzz -- --runs 20000 --seed 1`: damages small files of every format and draws them. Whatever is neither
 * drawn nor refused is written to test/fixtures/broken. `--files 'gif|bmp'` keeps to those of that name.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine } from '../src/engine/index.ts';
import { MEMORY_BUDGET_BYTES } from '../src/engine/plan.ts';
import { loadModules } from '../test/engine/modules.ts';
import { goodFiles, hugeFiles } from '../test/fuzz/corpus.ts';
import { mutate } from '../test/fuzz/mutate.ts';
import { attempt, HANG_MS } from '../test/fuzz/trial.ts';
import { build } from './build.ts';
import { ROOT } from './wrangler.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '0' },
    files: { type: 'string', default: '' },
  },
});
const runs = Number(values.runs);
const firstSeed = Number(values.seed);

build();
const wanted = new RegExp(values.files);
const corpus = goodFiles()
  .filter(({ name }) => wanted.test(name))
  .map(({ bytes }) => bytes);
const outcomes: Record<string, number> = {};
let engine = createEngine(loadModules());
let defects = 0;
let longestMs = 0;
let mostBytes = 0;

for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
  const bytes = mutate(corpus, seed);
  const started = performance.now();
  let outcome: string;
  try {
    outcome = attempt(engine, bytes);
  } catch (error) {
    outcome = 'DEFECT';
    keep(bytes, `${seed}.defect`, String(error));
    engine = createEngine(loadModules());
  }
  const took = performance.now() - started;
  if (took > HANG_MS) keep(bytes, `${seed}.slow`, `${took.toFixed(0)} ms`);
  longestMs = Math.max(longestMs, took);
  mostBytes = Math.max(mostBytes, engine.memoryBytes());
  if (engine.memoryBytes() > MEMORY_BUDGET_BYTES)
    keep(bytes, `${seed}.large`, `${engine.memoryBytes()} bytes`);
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
}

for (const { name, bytes } of hugeFiles()) {
  const started = performance.now();
  const outcome = attempt(engine, bytes);
  console.log(`60000 × 60000 ${name}: ${outcome} in ${(performance.now() - started).toFixed(2)} ms`);
}
const stillDraws = corpus.every((bytes) => attempt(engine, bytes) === 'drawn');
console.log(`${runs} runs from seed ${firstSeed}:`, outcomes);
console.log(`longest ${longestMs.toFixed(0)} ms; most wasm memory ${(mostBytes / 2 ** 20).toFixed(1)} MiB`);
console.log(
  `process ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB; good files drawn afterwards: ${stillDraws}`,
);
if (defects > 0 || !stillDraws) process.exitCode = 1;

function keep(bytes: Uint8Array, name: string, why: string): void {
  defects++;
  const file = join(ROOT, 'test/fixtures/broken', name);
  writeFileSync(file, bytes);
  console.error(`${file}: ${why}`);
}
