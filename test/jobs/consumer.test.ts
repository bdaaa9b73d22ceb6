import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { deadLetters } from '../../src/db/schema.ts';
import { retryDelaySeconds } from '../../src/jobs/backoff.ts';
import { DEAD_LETTER_QUEUE } from '../../src/jobs/dead-letters.ts';
import { consume, type JobTable, PermanentFailure } from '../../src/jobs/index.ts';
import { claim } from '../../src/jobs/tasks.ts';
import { db, jobThat, newTask, readRow } from '../support/tasks.ts';

async function deliver(bodies: unknown[], jobs: JobTable, queue = 'easel-sketch') {
  const messages = bodies.map((body) => ({
    id: crypto.randomUUID(),
    timestamp: new Date(),
    attempts: 1,
    body,
  }));
  const batch = createMessageBatch(queue, messages);
  const context = createExecutionContext();
  await consume(batch, env, jobs);
  const { explicitAcks, retryMessages } = await getQueueResult(batch, context);
  return {
    ids: messages.map(({ id }) => id),
    acked: explicitAcks,
    retried: retryMessages.map(({ msgId }) => msgId),
  };
}

function letterOf(id: string) {
  return db.select().from(deadLetters).where(eq(deadLetters.id, id)).get();
}

describe('a batch', () => {
  it('settles each message by itself: a poison, a fault and a good one', async () => {
    const [poison, fault, good] = [await newTask(), await newTask(), await newTask()];
    const jobs = jobThat(async (_, { id }) => {
      if (id === poison.id) throw new PermanentFailure('Not a photo.');
      if (id === fault.id) throw new Error('passing');
    });
    const { ids, acked, retried } = await deliver(
      [poison, fault, good].map(({ id }) => ({ v: 1, task_id: id })),
      jobs,
    );
    expect(acked).toEqual([ids[0], ids[2]]);
    expect(retried).toEqual([ids[1]]);
    expect((await readRow(poison.id)).status).toBe('failed');
    expect((await readRow(fault.id)).status).toBe('pending');
    expect((await readRow(good.id)).status).toBe('completed');
  });

  it('acknowledges a message whose task is gone', async () => {
    const { ids, acked } = await deliver([{ v: 1, task_id: 'gone' }], {});
    expect(acked).toEqual(ids);
  });

  it.each([
    ['another version', { v: 2, task_id: 'x' }],
    ['no version', { task_id: 'x' }],
    ['no task', { v: 1 }],
    ['text', 'hello'],
    ['null', null],
  ])('keeps a message of %s among the dead letters', async (_, body) => {
    const { ids, acked, retried } = await deliver([body], {});
    expect([acked, retried]).toEqual([ids, []]);
    const letter = await letterOf(ids[0] ?? '');
    expect(letter).toMatchObject({ queue: 'easel-sketch', body: JSON.stringify(body), taskId: null });
  });
});

describe('the dead-letter queue', () => {
  it('fails the task, keeps why, and does so once', async () => {
    const task = await newTask();
    const message = {
      id: crypto.randomUUID(),
      timestamp: new Date(),
      attempts: 1,
      body: { v: 1, task_id: task.id },
    };
    for (let i = 0; i < 2; i++) {
      const batch = createMessageBatch(DEAD_LETTER_QUEUE, [message]);
      await consume(batch, env, {});
      expect((await getQueueResult(batch, createExecutionContext())).explicitAcks).toEqual([message.id]);
    }
    expect(await readRow(task.id)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('fault'),
    });
    expect(await letterOf(message.id)).toMatchObject({ queue: DEAD_LETTER_QUEUE, taskId: task.id });
  });

  it('leaves a task alone that another message of it is at work on', async () => {
    const task = await newTask();
    const now = Date.now();
    await claim(db, task.id, 5, now);
    await deliver([{ v: 1, task_id: task.id }], {}, DEAD_LETTER_QUEUE);
    expect((await readRow(task.id)).status).toBe('running');
  });

  it('does not touch a task that has completed meanwhile', async () => {
    const task = await newTask();
    await deliver(
      [{ v: 1, task_id: task.id }],
      jobThat(async () => 1),
    );
    await deliver([{ v: 1, task_id: task.id }], {}, DEAD_LETTER_QUEUE);
    expect((await readRow(task.id)).status).toBe('completed');
  });
});

describe('the wait before another delivery', () => {
  it('doubles, with jitter in its upper half, up to ten minutes', () => {
    for (let deliveries = 1; deliveries <= 20; deliveries++) {
      const least = retryDelaySeconds(deliveries, 0);
      const most = retryDelaySeconds(deliveries, 1 - Number.EPSILON);
      expect(least).toBeGreaterThanOrEqual(Math.floor(most / 2));
      expect(most).toBe(Math.min(5 * 2 ** (deliveries - 1), 600));
    }
  });
});
