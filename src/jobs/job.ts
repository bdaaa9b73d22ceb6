import type { BatchItem } from 'drizzle-orm/batch';
import type { Database } from '../db/client.ts';
import type { Settings } from '../env.ts';
import type { Lease, Task, TaskKind } from './tasks.ts';

/** What a run gets to work with. */
export interface JobContext {
  env: Env;
  db: Database;
  settings: Settings;
  lease: Lease;
  /**
   * Reports how far the run is, and is the place where it is stopped.
   * @throws Stopped once the run may not go on: cancelled, out of time, overtaken
   */
  step(stage: string, progress: number): Promise<void>;
  /**
   * Keeps the lease while the run waits for something.
   * @throws Stopped as `step` does
   */
  keepAlive(): Promise<void>;
}

/** What a run has made; it becomes visible with the task's completion or not at all. */
export interface JobResult {
  /** Told to the owner and kept with the task. */
  result: Record<string, unknown>;
  /** Writes that belong to the completion, each under the lease's fence. */
  writes: BatchItem<'sqlite'>[];
  /** Removes what the run stored, if it turns out that it may not complete. */
  discard(): Promise<void>;
  /** Removes what this has taken the place of, once it is complete. */
  replace?: () => Promise<void>;
}

/** The code for one kind of task. It may run more than once, so it looks everything up anew. */
export interface Job {
  /** @throws PermanentFailure if trying again cannot help; anything else is tried again */
  run(task: Task, context: JobContext): Promise<JobResult>;
}

export type JobTable = Partial<Record<TaskKind, Job>>;

/** A failure that will not pass; its message is a sentence for the owner. */
export class PermanentFailure extends Error {
  override name = 'PermanentFailure';
}

/** The run may not go on; whatever stopped it has already written the task's new state, or will. */
export class Stopped extends Error {
  override name = 'Stopped';
}

export class TimedOut extends Stopped {
  override name = 'TimedOut';
}
