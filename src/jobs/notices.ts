import { database } from '../db/client.ts';
import { log } from '../http/log.ts';
import { announce } from '../notify/index.ts';
import { markAnnounced, type Task } from './tasks.ts';

/**
 * Tells the owner's hub what a task's row says. A final notice is marked as told; one that fails is repeated by
 * the sweeper. The key makes the hub pass on each change once, however often it is told, and no step of a run after its
 * end.
 */
export async function tell(env: Env, task: Task): Promise<void> {
  const run = `${task.id}:${task.attempt}`;
  const key =
    task.finishedAt === null
      ? { key: `${run}:step:${task.progress}:${task.stage ?? ''}`, staleAfter: `${run}:end:` }
      : { key: `${run}:end:${task.status}:${task.finishedAt}` };
  try {
    await announce(env, task.ownerId, {
      ...key,
      data: {
        task_id: task.id,
        kind: task.kind,
        status: task.status,
        progress: task.progress,
        stage: task.stage,
        error: task.error,
        result: task.result === null ? null : (JSON.parse(task.result) as Record<string, unknown>),
      },
    });
    if (task.finishedAt !== null) await markAnnounced(database(env), task.id, task.finishedAt);
  } catch (error) {
    log('WARNING', 'notice_failed', { task_id: task.id, status: task.status, error });
  }
}
