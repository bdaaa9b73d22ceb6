import { removeExpiredSessions } from './accounts/index.ts';
import { log } from './http/log.ts';
import { reapUploads } from './images/index.ts';
import { sweepAfterRestart, sweepTasks } from './jobs/index.ts';
import { forgetUses } from './usage/index.ts';

/** What `npm start` calls once its server is up, in place of a cron pattern. */
const AFTER_RESTART = 'after-restart';

/** Every minute's work; one part that fails does not keep the others from being done. */
export async function runScheduled({ cron }: Pick<ScheduledController, 'cron'>, env: Env): Promise<void> {
  const tasks = cron === AFTER_RESTART ? sweepAfterRestart(env) : sweepTasks(env);
  const work = [tasks, reapUploads(env), removeExpiredSessions(env), forgetUses(env)];
  for (const outcome of await Promise.allSettled(work)) {
    if (outcome.status === 'rejected') log('ERROR', 'scheduled_fault', { error: outcome.reason });
  }
}
