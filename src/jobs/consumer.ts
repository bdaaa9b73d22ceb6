import { database } from '../db/client.ts';
import { settingsOf } from '../env.ts';
import { log } from '../http/log.ts';
import { retryDelaySeconds } from './backoff.ts';
import { bury, DEAD_LETTER_QUEUE, recordDeadLetter } from './dead-letters.ts';
import type { JobTable } from './job.ts';
import { parseMessage } from './messages.ts';
import { runTask, type Verdict } from './run.ts';

/**
 * Takes messages off the queues. Each is acknowledged or retried by itself, so that one that cannot be handled
 * never brings back its neighbours.
 */
export async function consume(batch: MessageBatch, env: Env, jobs: JobTable): Promise<void> {
  for (const message of batch.messages) {
    const verdict = await handle(batch.queue, message, env, jobs);
    if (verdict === 'ack') message.ack();
    else message.retry({ delaySeconds: retryDelaySeconds(message.attempts) });
  }
}

async function handle(queue: string, message: Message, env: Env, jobs: JobTable): Promise<Verdict> {
  try {
    if (queue === DEAD_LETTER_QUEUE) {
      await bury(message, env);
      return 'ack';
    }
    const parsed = parseMessage(message.body);
    if (parsed) return await runTask(parsed.task_id, env, settingsOf(env), jobs);
    await recordDeadLetter(database(env), queue, message, 'The message is of an unknown version or shape.');
    return 'ack';
  } catch (error) {
    log('ERROR', 'message_fault', { queue, message_id: message.id, error });
    return 'retry';
  }
}
