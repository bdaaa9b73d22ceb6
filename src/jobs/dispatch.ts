import { database } from '../db/client.ts';
import type { Settings } from '../env.ts';
import { log } from '../http/log.ts';
import { MESSAGE_VERSION, queueOf, type TaskMessage } from './messages.ts';
import { markSent, takeParked, park, runningCount, type Task } from './tasks.ts';

/**
 * Hands a task to its queue. A failure is only logged: the row is there, and the sweeper sends what was never
 * sent.
 */
export async function dispatch(env: Env, task: Pick<Task, 'id' | 'kind'>): Promise<void> {
  const message: TaskMessage = { v: MESSAGE_VERSION, task_id: task.id };
  try {
    await queueOf(task.kind, env).send(message);
    await markSent(database(env), task.id);
  } catch (error) {
    log('WARNING', 'dispatch_failed', { task_id: task.id, error });
  }
}

/** Sends the next waiting task of a task's owner, now that this one has ended. */
export async function dispatchNext(env: Env, endedTaskId: string): Promise<void> {
  const next = await takeParked(database(env), endedTaskId);
  if (next) await dispatch(env, next);
}

/** Sets a task aside until another of its owner's ends; sends it at once if that has happened meanwhile. */
export async function waitForTurn(env: Env, task: Task, settings: Settings): Promise<void> {
  const db = database(env);
  await park(db, task.id);
  if ((await runningCount(db, task.ownerId)) < settings.MAX_CONCURRENT_TASKS) await dispatch(env, task);
}
