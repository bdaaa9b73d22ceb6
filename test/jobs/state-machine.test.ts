import {
  type Arbitrary,
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  nat,
  oneof,
  record,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  claim,
  endUnfinished,
  finishStatement,
  LEASE_MS,
  type Lease,
  release,
  renew,
  type Task,
} from '../../src/jobs/tasks.ts';
import { db, newTask, readRow } from '../support/tasks.ts';

/** What may happen to a task, in any order: by its runs, by its owner, by time. */
type Move =
  | { do: 'claim' }
  | { do: 'renew' | 'complete' | 'fail' | 'release'; run: number; progress: number }
  | { do: 'cancel' | 'time out' | 'let the lease run out' };

const move: Arbitrary<Move> = oneof(
  { weight: 3, arbitrary: constant({ do: 'claim' as const }) },
  {
    weight: 5,
    arbitrary: record({
      do: constantFrom('renew' as const, 'complete' as const, 'fail' as const, 'release' as const),
      run: nat(3),
      progress: nat(100),
    }),
  },
  record({
    do: constantFrom('cancel' as const, 'time out' as const, 'let the lease run out' as const),
  }),
);

describe('a task', () => {
  it('ends exactly once, never loses progress, and obeys none but its latest run', async () => {
    await assert(
      asyncProperty(array(move, { minLength: 1, maxLength: 12 }), async (moves) => {
        const { id } = await newTask();
        const leases: Lease[] = [];
        let now = Date.now();
        let before = await readRow(id);
        for (const next of moves) {
          now += 1;
          const acting = 'run' in next ? leases[next.run % Math.max(leases.length, 1)] : undefined;
          await make(next, id, acting, leases, now);
          if (next.do === 'let the lease run out') now += LEASE_MS;
          const after = await readRow(id);
          check(before, after, next, acting);
          before = after;
        }
      }),
      { numRuns: 60 },
    );
  });
});

async function make(
  next: Move,
  id: string,
  acting: Lease | undefined,
  leases: Lease[],
  now: number,
): Promise<void> {
  switch (next.do) {
    case 'claim': {
      const task = await claim(db, id, 5, now);
      if (task) leases.push({ taskId: id, attempt: task.attempt });
      return;
    }
    case 'cancel':
      await endUnfinished(db, id, { status: 'cancelled', error: 'Cancelled' }, now);
      return;
    case 'time out':
      await endUnfinished(db, id, { status: 'timeout', error: 'late' }, now);
      return;
    case 'let the lease run out':
      return;
    default:
      if (acting) await act(next.do, acting, next.progress, now);
  }
}

async function act(
  what: 'renew' | 'complete' | 'fail' | 'release',
  lease: Lease,
  progress: number,
  now: number,
) {
  if (what === 'renew') await renew(db, lease, 'drawing', progress, now);
  else if (what === 'release') await release(db, lease, now);
  else if (what === 'complete') await finishStatement(db, lease, { status: 'completed', result: {} }, now);
  else await finishStatement(db, lease, { status: 'failed', error: 'no' }, now);
}

function check(before: Task, after: Task, next: Move, acting: Lease | undefined): void {
  const stale = acting && (acting.attempt !== before.attempt || before.status !== 'running');
  const mayChange = before.finishedAt === null && !(stale && 'run' in next);
  expect(after).toEqual(mayChange ? after : before);
  expect(after.progress).toBeGreaterThanOrEqual(before.progress);
  expect(after.progress).toBeLessThanOrEqual(100);
  expect(after.attempt).toBeGreaterThanOrEqual(before.attempt);
  expect(after.finishedAt !== null).toBe(!['pending', 'running'].includes(after.status));
}
