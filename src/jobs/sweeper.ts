import { database } from '../db/client.ts';
import { settingsOf } from '../env.ts';
import { log } from '../http/log.ts';
import { dispatch, dispatchNext } from './dispatch.ts';
import { tell } from './notices.ts';
import { endUnfinished, forgetDeliveries, overdue, unannounced, undelivered } from './tasks.ts';

/** Tasks that one run handles of each kind of trouble; what is left is next minute's. */
const PER_RUN = 100;

/** A final notice is told by the run itself; only one that is still untold by then needs the sweeper. */
const ANNOUNCE_GRACE_MS = 10_000;

/**
 * Makes true every minute what a crash may have left half done: stops what ran too long, sends again what no
 * message is under way for, and tells owners what they have not heard. Doing it twice is harmless.
 */
export async function sweepTasks(env: Env, now = Date.now()): Promise<void> {
  const db = database(env);

  const late = await overdue(db, PER_RUN, now);
  for (const task of late) {
    const ended = await endUnfinished(db, task.id, {
      status: 'timeout',
      error: 'The task took longer than it may and was stopped.',
    });
    if (!ended) continue;
    await tell(env, ended);
    await dispatchNext(env, ended.id);
  }

  const lost = await undelivered(db, PER_RUN, settingsOf(env).MAX_CONCURRENT_TASKS, now);
  for (const task of lost) await dispatch(env, task);

  const untold = await unannounced(db, now - ANNOUNCE_GRACE_MS, PER_RUN);
  for (const task of untold) await tell(env, task);

  if (late.length + lost.length + untold.length > 0) {
    log('INFO', 'swept', { timed_out: late.length, sent_again: lost.length, told_again: untold.length });
  }
}

/**
 * The sweep after a start of `wrangler dev`, whose queues are in memory and empty by then, and in whose storage
 * nothing can be running.
 */
export async function sweepAfterRestart(env: Env): Promise<void> {
  await forgetDeliveries(database(env));
  await sweepTasks(env);
}
