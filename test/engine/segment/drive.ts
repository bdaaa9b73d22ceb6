import type { Step } from '../../../src/engine/index.ts';

/** What a run comes to. */
export function driven<T>(run: Generator<Step, T, void>): T {
  for (;;) {
    const next = run.next();
    if (next.done) return next.value;
  }
}
