import { describe, expect, it } from 'vitest';
import { PermanentFailure } from '../../src/jobs/index.ts';
import { claim, endUnfinished, LEASE_MS, MAX_TRIES, renew } from '../../src/jobs/tasks.ts';
import { db, jobThat, newOwner, newTask, readRow, run, withBindings, WITHOUT_HUB } from '../support/tasks.ts';

describe('a run', () => {
  it('completes its task with the job’s result', async () => {
    const task = await newTask();
    expect(
      await run(
        task,
        jobThat(async () => 7),
      ),
    ).toBe('ack');
    expect(await readRow(task.id)).toMatchObject({
      status: 'completed',
      progress: 100,
      attempt: 1,
      error: null,
      result: '{"made":7}',
      leaseExpiresAt: null,
    });
  });

  it('happens once, however often its message comes', async () => {
    const task = await newTask();
    let runs = 0;
    const jobs = jobThat(async () => ++runs);
    const verdicts = await Promise.all([run(task, jobs), run(task, jobs), run(task, jobs)]);
    verdicts.push(await run(task, jobs));
    expect(verdicts).toEqual(['ack', 'ack', 'ack', 'ack']);
    expect(runs).toBe(1);
  });

  it('ends in failure, with its reason, when trying again cannot help', async () => {
    const task = await newTask();
    const jobs = jobThat(async () => {
      throw new PermanentFailure('The photo is upside down.');
    });
    expect(await run(task, jobs)).toBe('ack');
    expect(await readRow(task.id)).toMatchObject({ status: 'failed', error: 'The photo is upside down.' });
  });

  it('gives the task back after a fault that may pass, and the next run completes it', async () => {
    const task = await newTask();
    const faulty = jobThat(async () => {
      throw new Error('R2 is having a moment');
    });
    expect(await run(task, faulty)).toBe('retry');
    expect(await readRow(task.id)).toMatchObject({ status: 'pending', error: null, finishedAt: null });
    expect(
      await run(
        task,
        jobThat(async () => 'done'),
      ),
    ).toBe('ack');
    expect(await readRow(task.id)).toMatchObject({ status: 'completed', attempt: 2 });
  });

  it('tells nothing of a fault’s insides to the owner', async () => {
    const task = await newTask();
    const faulty = jobThat(async () => {
      throw new Error('SQLITE_BUSY: tasks');
    });
    for (let i = 0; i < MAX_TRIES; i++) await run(task, faulty);
    expect(await run(task, faulty)).toBe('ack');
    const row = await readRow(task.id);
    expect(row.status).toBe('failed');
    expect(row.error).not.toContain('SQLITE');
  });

  it('is of no use for a kind that nobody knows', async () => {
    const task = await newTask({ kind: 'render' });
    expect(
      await run(
        task,
        jobThat(async () => 1),
      ),
    ).toBe('ack');
    expect(await readRow(task.id)).toMatchObject({ status: 'failed' });
  });

  it('of a task that does not exist is acknowledged', async () => {
    expect(
      await run(
        { id: 'no-such-task' },
        jobThat(async () => 1),
      ),
    ).toBe('ack');
  });
});

describe('the lease', () => {
  it('passes on once it has run out, and the late twin writes nothing', async () => {
    const task = await newTask();
    const { promise: overtaken, resolve: overtake } = Promise.withResolvers<void>();
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    let discarded = 0;
    const late = run(
      task,
      jobThat(
        async () => {
          start();
          await overtaken;
          return 'late';
        },
        () => discarded++,
      ),
    );
    await started;
    const second = await claim(db, task.id, 5, Date.now() + LEASE_MS + 1);
    expect(second?.attempt).toBe(2);
    overtake();
    expect(await late).toBe('ack');
    expect(discarded).toBe(1);
    expect(await readRow(task.id)).toMatchObject({ status: 'running', attempt: 2, result: null });
  });

  it('is not given twice while it lasts', async () => {
    const task = await newTask();
    const now = Date.now();
    expect(await claim(db, task.id, 5, now)).toBeDefined();
    expect(await claim(db, task.id, 5, now + LEASE_MS - 1)).toBeUndefined();
    expect(await claim(db, task.id, 5, now + LEASE_MS)).toBeDefined();
  });

  it('is renewed by every step', async () => {
    const task = await newTask();
    const now = Date.now();
    await claim(db, task.id, 5, now);
    await renew(db, { taskId: task.id, attempt: 1 }, 'drawing', 50, now + LEASE_MS - 1);
    expect(await claim(db, task.id, 5, now + LEASE_MS)).toBeUndefined();
  });

  it('is given up after as many runs as there may be', async () => {
    const task = await newTask();
    let now = Date.now();
    for (let i = 0; i < MAX_TRIES; i++, now += LEASE_MS) {
      expect(await claim(db, task.id, 5, now)).toBeDefined();
    }
    expect(await claim(db, task.id, 5, now)).toBeUndefined();
  });
});

describe('a step', () => {
  it('stops a run whose task was cancelled', async () => {
    const task = await newTask();
    let after = false;
    const jobs = jobThat(async (context) => {
      await endUnfinished(db, task.id, { status: 'cancelled', error: 'Cancelled' });
      await context.step('drawing', 50);
      after = true;
    });
    expect(await run(task, jobs)).toBe('ack');
    expect(after).toBe(false);
    expect(await readRow(task.id)).toMatchObject({ status: 'cancelled' });
  });

  it('stops a run that is out of time, and the task says so', async () => {
    const task = await newTask({ timeoutSeconds: 0 });
    const jobs = jobThat(async (context) => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      await context.step('drawing', 50);
    });
    expect(await run(task, jobs)).toBe('ack');
    expect(await readRow(task.id)).toMatchObject({
      status: 'timeout',
      error: expect.stringContaining('longer'),
    });
  });

  it('is written down for each stage, and within one for each tenth', async () => {
    const task = await newTask();
    const seen: [string | null, number][] = [];
    const jobs = jobThat(async (context) => {
      for (const [stage, progress] of [
        ['loading', 1],
        ['loading', 5],
        ['drawing', 6],
        ['drawing', 15],
        ['drawing', 16],
        ['drawing', 25],
        ['saving', 25],
      ] as const) {
        await context.step(stage, progress);
        const row = await readRow(task.id);
        seen.push([row.stage, row.progress]);
      }
    });
    await run(task, jobs);
    expect(seen).toEqual([
      ['loading', 1],
      ['loading', 1],
      ['drawing', 6],
      ['drawing', 6],
      ['drawing', 16],
      ['drawing', 16],
      ['saving', 25],
    ]);
  });

  it('never takes progress back', async () => {
    const task = await newTask();
    const seen: number[] = [];
    const jobs = jobThat(async (context) => {
      for (const [index, progress] of [10, 40, 20, 60, 5].entries()) {
        await context.step(`stage ${index}`, progress);
        seen.push((await readRow(task.id)).progress);
      }
    });
    await run(task, jobs);
    expect(seen).toEqual([10, 40, 40, 60, 60]);
  });
});

describe('an owner’s limit', () => {
  it('holds the sixth task until one of five has ended, and no other owner’s', async () => {
    const ownerId = newOwner();
    const tasks = await Promise.all(Array.from({ length: 6 }, () => newTask({ ownerId })));
    const gates = tasks.map(() => Promise.withResolvers<void>());
    const started: number[] = [];
    const jobs = jobThat(async (_, task) => {
      const index = tasks.findIndex(({ id }) => id === task.id);
      started.push(index);
      await gates[index]?.promise;
    });
    const sent: string[] = [];
    const send = async (message: unknown) => {
      sent.push((message as { task_id: string }).task_id);
    };
    const watched = withBindings({ SKETCH_QUEUE: { send } as unknown as Queue });

    const running = [];
    for (const task of tasks.slice(0, 5)) running.push(run(task, jobs, watched));
    await expect.poll(() => started.length).toBe(5);

    const [, , , , , sixth] = tasks;
    if (!sixth) throw new Error('six tasks were made');
    expect(await run(sixth, jobs, watched)).toBe('ack');
    expect(await readRow(sixth.id)).toMatchObject({ status: 'pending', sentAt: null, tries: 0 });
    expect(sent).toEqual([]);

    const other = await newTask();
    expect(
      await run(
        other,
        jobThat(async () => 1),
        watched,
      ),
    ).toBe('ack');
    expect((await readRow(other.id)).status).toBe('completed');

    gates[0]?.resolve();
    await running[0];
    expect(sent).toEqual([sixth.id]);
    gates.forEach(({ resolve }) => resolve());
    await Promise.all(running);
    expect(await run(sixth, jobs, watched)).toBe('ack');
    expect((await readRow(sixth.id)).status).toBe('completed');
  });
});

describe('a notice that the hub does not take', () => {
  it('does not undo the run, and is still owed', async () => {
    const task = await newTask();
    expect(
      await run(
        task,
        jobThat(async () => 1),
        WITHOUT_HUB,
      ),
    ).toBe('ack');
    expect(await readRow(task.id)).toMatchObject({ status: 'completed', announcedAt: null });
  });
});
