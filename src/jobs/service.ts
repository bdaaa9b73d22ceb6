import { and, eq } from 'drizzle-orm';
import type { Caller } from '../identity/caller.ts';
import { listedFor, mayDelete, mayView } from '../identity/ownership.ts';
import { database } from '../db/client.ts';
import { isAfter } from '../db/keyset.ts';
import { tasks } from '../db/schema.ts';
import type { Settings } from '../env.ts';
import { decodeCursor, page } from '../http/cursor.ts';
import { Problem } from '../http/problem.ts';
import { dispatch, dispatchNext } from './dispatch.ts';
import { tell } from './notices.ts';
import { endUnfinished, findTask, listTasks, reopen, type Task, type TaskStatus } from './tasks.ts';

/** @throws Problem `TASK_NOT_FOUND` also for a task that is not the caller's to see */
export async function viewTask(caller: Caller, id: string, env: Env): Promise<Task> {
  const task = await findTask(database(env), id);
  if (!task || !mayView(caller, task.ownerId)) throw notFound();
  return task;
}

export async function ownTasks(
  caller: Caller,
  { status, cursor, limit }: { status?: TaskStatus | undefined; cursor?: string | undefined; limit: number },
  env: Env,
  settings: Settings,
) {
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const where = and(
    listedFor(caller, settings, tasks.ownerId),
    status ? eq(tasks.status, status) : undefined,
    after && isAfter(tasks, after),
  );
  return page(await listTasks(database(env), where, limit + 1), limit);
}

/**
 * Ends a task that is not finished: a queued one never runs, a running one stops at its next step.
 * @throws Problem `TASK_NOT_FOUND`, `FORBIDDEN` for another guest's, `CONFLICT` for a finished one
 */
export async function cancelTask(caller: Caller, id: string, env: Env): Promise<Task> {
  const task = await steerable(caller, id, env);
  const ended = await endTask(id, 'Cancelled', env);
  if (!ended) throw new Problem('CONFLICT', `This task is ${task.status} and cannot be cancelled.`);
  return ended;
}

/** Cancels a task, tells its owner why, and lets the next one have its place. @returns undefined if it was finished */
export async function endTask(id: string, why: string, env: Env): Promise<Task | undefined> {
  const ended = await endUnfinished(database(env), id, { status: 'cancelled', error: why });
  if (!ended) return undefined;
  await tell(env, ended);
  await dispatchNext(env, ended.id);
  return ended;
}

/**
 * Starts a task again that ended without a result.
 * @throws Problem `TASK_NOT_FOUND`, `CONFLICT` for one that is not finished, or is completed
 */
export async function retryTask(caller: Caller, id: string, env: Env): Promise<Task> {
  const task = await steerable(caller, id, env);
  const reopened = await restartTask(id, env);
  if (!reopened) throw new Problem('CONFLICT', `This task is ${task.status} and cannot be tried again.`);
  return reopened;
}

/** Starts a task again that ended without a result. @returns undefined if there is none such */
export async function restartTask(id: string, env: Env): Promise<Task | undefined> {
  const reopened = await reopen(database(env), id);
  if (reopened) await dispatch(env, reopened);
  return reopened;
}

async function steerable(caller: Caller, id: string, env: Env): Promise<Task> {
  const task = await viewTask(caller, id, env);
  if (!mayDelete(caller, task.ownerId)) throw new Problem('FORBIDDEN', 'You can only steer your own tasks.');
  return task;
}

function notFound(): Problem {
  return new Problem('TASK_NOT_FOUND', 'Task not found');
}
