import type { BatchItem } from 'drizzle-orm/batch';
import { type Database, database } from '../db/client.ts';
import type { Settings } from '../env.ts';
import { log } from '../http/log.ts';
import { dispatchNext, waitForTurn } from './dispatch.ts';
import {
  type JobContext,
  type JobResult,
  type JobTable,
  PermanentFailure,
  Stopped,
  TimedOut,
} from './job.ts';
import { tell } from './notices.ts';
import {
  claim,
  endAbandoned,
  findTask,
  finishStatement,
  type Lease,
  MAX_TRIES,
  type Outcome,
  release,
  renew,
  type Task,
} from './tasks.ts';

/** What becomes of the message: used up, or to be delivered again. */
export type Verdict = 'ack' | 'retry';

/** Runs a task once, if it is there to be run. Never throws for what the task itself does. */
export async function runTask(
  taskId: string,
  env: Env,
  settings: Settings,
  jobs: JobTable,
): Promise<Verdict> {
  const db = database(env);
  const task = await claim(db, taskId, settings.MAX_CONCURRENT_TASKS);
  if (!task) {
    await explainRefusal(taskId, env, settings);
    return 'ack';
  }
  const started = Date.now();
  const lease = { taskId, attempt: task.attempt };
  const verdict = await attempt(task, lease, env, settings, jobs);
  log('INFO', 'task_run', {
    task_id: taskId,
    kind: task.kind,
    attempt: task.attempt,
    verdict,
    duration_ms: Date.now() - started,
  });
  await dispatchNext(env, taskId);
  return verdict;
}

/** Why there was nothing to run: gone or finished, running elsewhere, over its owner's limit, or out of tries. */
async function explainRefusal(taskId: string, env: Env, settings: Settings): Promise<void> {
  const db = database(env);
  const task = await findTask(db, taskId);
  if (!task || task.finishedAt !== null) return;
  if (task.tries >= MAX_TRIES) {
    const ended = await endAbandoned(
      db,
      taskId,
      `Given up after ${MAX_TRIES} tries that did not come to an end.`,
    );
    if (ended) await tell(env, ended);
  } else if (task.status === 'pending') {
    await waitForTurn(env, task, settings);
  }
}

async function attempt(
  task: Task,
  lease: Lease,
  env: Env,
  settings: Settings,
  jobs: JobTable,
): Promise<Verdict> {
  const db = database(env);
  const context: JobContext = { env, db, settings, lease, ...reporter(env, lease, task) };
  try {
    await tell(env, task);
    const job = jobs[task.kind];
    if (!job) throw new PermanentFailure(`Tasks of kind ${task.kind} cannot be run here.`);
    const made = await job.run(task, context);
    const completed = await complete(db, lease, made);
    if (completed) {
      await tell(env, completed);
      await made.replace?.();
    } else await made.discard();
    return 'ack';
  } catch (error) {
    return conclude(error, lease, env);
  }
}

/** The job's writes and the task's change in one transaction; the writes first, while their fence still holds. */
async function complete(
  db: Database,
  lease: Lease,
  { result, writes }: JobResult,
): Promise<Task | undefined> {
  const finish = finishStatement(db, lease, { status: 'completed', result });
  const statements: [BatchItem<'sqlite'>, ...BatchItem<'sqlite'>[]] = [finish];
  statements.unshift(...writes);
  const results = await db.batch(statements);
  const [task] = results.at(-1) as Task[];
  return task;
}

/** Progress, in per cent, that is worth a write to D1 and a message to the owner. */
const REPORTED_PROGRESS = 10;

/** How the run reports: each new stage, and within one every tenth of the whole. */
function reporter(env: Env, lease: Lease, task: Task): Pick<JobContext, 'step' | 'keepAlive'> {
  const deadline = (task.startedAt ?? Date.now()) + task.timeoutSeconds * 1000;
  const last = { stage: '', progress: 0 };
  const report = async () => {
    const now = Date.now();
    if (now > deadline) throw new TimedOut();
    const renewed = await renew(database(env), lease, last.stage, last.progress, now);
    if (!renewed) throw new Stopped();
    return renewed;
  };
  return {
    async keepAlive() {
      await report();
    },
    async step(stage, progress) {
      // A turn for everything else in this process: answers that are ready, other requests, a cancellation.
      await scheduler.wait(1);
      if (stage === last.stage && progress - last.progress < REPORTED_PROGRESS) return;
      Object.assign(last, { stage, progress });
      await tell(env, await report());
    },
  };
}

/** What a run's failure means for its task and its message. */
async function conclude(error: unknown, lease: Lease, env: Env): Promise<Verdict> {
  const db = database(env);
  const end = async (outcome: Outcome) => {
    const [ended] = await finishStatement(db, lease, outcome);
    if (ended) await tell(env, ended);
  };
  if (error instanceof TimedOut) {
    await end({ status: 'timeout', error: 'The task took longer than it may and was stopped.' });
    return 'ack';
  }
  if (error instanceof Stopped) return 'ack';
  if (error instanceof PermanentFailure) {
    await end({ status: 'failed', error: error.message });
    return 'ack';
  }
  log('ERROR', 'task_fault', { task_id: lease.taskId, attempt: lease.attempt, error });
  await release(db, lease);
  return 'retry';
}
