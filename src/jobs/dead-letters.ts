import { type Database, database } from '../db/client.ts';
import { deadLetters } from '../db/schema.ts';
import { log } from '../http/log.ts';
import { dispatchNext } from './dispatch.ts';
import { parseMessage } from './messages.ts';
import { tell } from './notices.ts';
import { endAbandoned, findTask } from './tasks.ts';

/** The queue that takes what failed on its last delivery (wrangler.toml). */
export const DEAD_LETTER_QUEUE = 'easel-dead';

/** Keeps a message that cannot be delivered; the same one twice is kept once. */
export async function recordDeadLetter(
  db: Database,
  queue: string,
  message: Pick<Message, 'id' | 'body'>,
  reason: string,
): Promise<void> {
  const taskId = parseMessage(message.body)?.task_id ?? null;
  await db
    .insert(deadLetters)
    .values({
      id: message.id,
      queue,
      taskId,
      body: JSON.stringify(message.body) ?? 'null',
      reason,
      createdAt: Date.now(),
    })
    .onConflictDoNothing();
  log('ERROR', 'dead_letter', { message_id: message.id, task_id: taskId, reason });
}

/** Takes a message off the dead-letter queue: its task, unless it ended otherwise, has failed. */
export async function bury(message: Message, env: Env): Promise<void> {
  const db = database(env);
  const taskId = parseMessage(message.body)?.task_id;
  const task = taskId === undefined ? undefined : await findTask(db, taskId);
  const reason = task?.error ?? 'Every delivery ended in a fault.';
  await recordDeadLetter(db, DEAD_LETTER_QUEUE, message, reason);
  if (!task) return;
  // Another message of the same task may be at work on it; then that run decides.
  const error = 'It could not be done because of a fault on our side. It is kept, and can be tried again.';
  const ended = await endAbandoned(db, task.id, error);
  if (!ended) return;
  await tell(env, ended);
  await dispatchNext(env, ended.id);
}
