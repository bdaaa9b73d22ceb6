import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { tasks } from '../../src/db/schema.ts';
import { dispatch } from '../../src/jobs/dispatch.ts';
import { sweepAfterRestart, sweepTasks } from '../../src/jobs/sweeper.ts';
import { claim, LEASE_MS, markSent, type Task } from '../../src/jobs/tasks.ts';
import { db, jobThat, newOwner, newTask, readRow, run, withBindings, WITHOUT_HUB } from '../support/tasks.ts';

/** Catches what is sent; every test looks only at its own tasks. */
function post() {
  const sent: string[] = [];
  const send = async (message: unknown) => {
    sent.push((message as { task_id: string }).task_id);
  };
  return { sent, on: withBindings({ SKETCH_QUEUE: { send } as unknown as Queue }) };
}

const MINUTE_MS = 60_000;

describe('the sweeper', () => {
  it('sends a task whose sending failed', async () => {
    const task = await newTask();
    const broken = withBindings({
      SKETCH_QUEUE: { send: () => Promise.reject(new Error('Queue send failed')) } as unknown as Queue,
    });
    await dispatch(broken, task);
    expect(await readRow(task.id)).toMatchObject({ status: 'pending', sentAt: null });
    const { sent, on } = post();
    await sweepTasks(on, Date.now() + MINUTE_MS);
    expect(sent).toContain(task.id);
    expect((await readRow(task.id)).sends).toBe(1);
  });

  it('leaves a task alone that its own request is about to send', async () => {
    const task = await newTask();
    const { sent, on } = post();
    await sweepTasks(on);
    expect(sent).not.toContain(task.id);
  });

  it('sends again what was sent and never arrived, each time after a longer wait', async () => {
    const task = await newTask();
    let now = Date.now();
    await markSent(db, task.id, now);
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) {
      const { sent, on } = post();
      const before = now;
      while (!sent.includes(task.id)) {
        now += MINUTE_MS / 2;
        await sweepTasks(on, now);
        // The sweeper's own clock is the test's; the sending is noted with the real one.
        await db
          .update(tasks)
          .set({ sentAt: sent.includes(task.id) ? now : before })
          .where(eq(tasks.id, task.id));
      }
      waits.push(now - before);
    }
    expect(waits).toEqual([1.5, 2.5, 4.5, 8.5].map((minutes) => minutes * MINUTE_MS));
  });

  it('sends a task whose run fell silent', async () => {
    const task = await newTask();
    const now = Date.now();
    await claim(db, task.id, 5, now);
    const { sent, on } = post();
    await sweepTasks(on, now + LEASE_MS - 1);
    expect(sent).not.toContain(task.id);
    await sweepTasks(on, now + LEASE_MS);
    expect(sent).toContain(task.id);
  });

  it('is not kept busy by one owner whose tasks wait for their turn', async () => {
    const hog = newOwner();
    const running = await Promise.all(Array.from({ length: 5 }, () => newTask({ ownerId: hog })));
    const long = Date.now() + 60 * MINUTE_MS;
    for (const { id } of running) await claim(db, id, 5, long);
    const waiting = await Promise.all(Array.from({ length: 110 }, () => newTask({ ownerId: hog })));
    const victim = await newTask();
    const { sent, on } = post();
    await sweepTasks(on, long);
    expect(sent).toContain(victim.id);
    expect(sent.filter((id) => waiting.some((task) => task.id === id))).toEqual([]);
    await db.delete(tasks).where(eq(tasks.ownerId, hog));
  });

  it('ends a task that takes too long', async () => {
    const task = await newTask({ timeoutSeconds: 10 });
    const now = Date.now();
    await claim(db, task.id, 5, now);
    await sweepTasks(post().on, now + 10_000);
    expect((await readRow(task.id)).status).toBe('running');
    await sweepTasks(post().on, now + 10_001);
    expect(await readRow(task.id)).toMatchObject({ status: 'timeout', announcedAt: expect.any(Number) });
  });

  it('tells the owner what the hub did not take', async () => {
    const task = await newTask();
    await run(
      task,
      jobThat(async () => 1),
      WITHOUT_HUB,
    );
    await sweepTasks(post().on, Date.now() + MINUTE_MS);
    expect((await readRow(task.id)).announcedAt).not.toBeNull();
  });

  it('does nothing twice', async () => {
    const task = await newTask();
    const now = Date.now() + MINUTE_MS;
    const { sent, on } = post();
    await sweepTasks(on, now);
    await sweepTasks(on, now);
    expect(sent.filter((id) => id === task.id)).toHaveLength(1);
  });

  it('after a restart sends everything unfinished at once, and nothing that is finished', async () => {
    const sentBefore = await newTask();
    await markSent(db, sentBefore.id);
    const wasRunning = await newTask();
    await claim(db, wasRunning.id, 5);
    const done = await newTask();
    await run(
      done,
      jobThat(async () => 1),
    );
    const { sent, on } = post();
    await sweepAfterRestart(on);
    const mine = (task: Task) => sent.filter((id) => id === task.id).length;
    expect([mine(sentBefore), mine(wasRunning), mine(done)]).toEqual([1, 1, 0]);
    expect(await claim(db, wasRunning.id, 5)).toMatchObject({ attempt: 2 });
  });
});
