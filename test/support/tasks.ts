import { env } from 'cloudflare:workers';
import { database } from '../../src/db/client.ts';
import { settingsOf } from '../../src/env.ts';
import type { Job, JobContext, JobTable } from '../../src/jobs/index.ts';
import { runTask, type Verdict } from '../../src/jobs/run.ts';
import { findTask, insertTask, type Task } from '../../src/jobs/tasks.ts';

export const db = database(env);

export function newOwner(): string {
  return `guest_${crypto.randomUUID()}`;
}

/** A task's row, with no message under way. */
export async function newTask(fields: Partial<Task> = {}, now = Date.now()): Promise<Task> {
  const id = crypto.randomUUID();
  await insertTask(
    db,
    {
      id,
      ownerId: newOwner(),
      kind: 'sketch',
      subjectId: crypto.randomUUID(),
      kwargs: '{}',
      timeoutSeconds: 300,
      ...fields,
    },
    now,
  );
  return readRow(id);
}

export async function readRow(id: string): Promise<Task> {
  const task = await findTask(db, id);
  if (!task) throw new Error(`no task ${id}`);
  return task;
}

/** A job that does what a test wants and stores nothing. */
export function jobThat(
  act: (context: JobContext, task: Task) => Promise<unknown>,
  discarded?: () => void,
): JobTable {
  const job: Job = {
    async run(task, context) {
      const made = await act(context, task);
      return { result: { made }, writes: [], discard: async () => discarded?.() };
    },
  };
  return { sketch: job };
}

export function run(task: Pick<Task, 'id'>, jobs: JobTable, on: Env = env): Promise<Verdict> {
  return runTask(task.id, on, settingsOf(on), jobs);
}

/** The environment with some bindings exchanged, for faults that workerd cannot be asked for. */
export function withBindings(bindings: Partial<Env>): Env {
  return new Proxy(env, {
    get: (target, name) => Reflect.get(name in bindings ? bindings : target, name) as unknown,
  });
}

/** As while Durable Objects cannot be reached. */
export const WITHOUT_HUB = withBindings({
  USER_HUB: {
    getByName: () => {
      throw new Error('hub down');
    },
  } as unknown as typeof env.USER_HUB,
});
