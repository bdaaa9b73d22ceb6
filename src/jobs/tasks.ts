import { and, desc, eq, inArray, isNotNull, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import { type TASK_KINDS, type TASK_STATUSES, tasks } from '../db/schema.ts';

/**
 * The state machine of a task:
 *
 *     pending ──claim──▶ running ──finish──▶ completed | failed | timeout
 *        ▲ ▲               │  │
 *        │ └───release─────┘  └──cancel──▶ cancelled ◀──cancel── pending
 *        └──────────retry by hand── failed | timeout | cancelled
 *
 * Every change is one conditional UPDATE, so of two that race one happens. A run may write only while the row
 * still is `running` under the run's own attempt number (its fence).
 */

export type Task = typeof tasks.$inferSelect;
export type TaskStatus = (typeof TASK_STATUSES)[number];
export type TaskKind = (typeof TASK_KINDS)[number];

/**
 * How long a run may be silent before it counts as dead. Steps report several times a second; a step is never
 * longer than a few seconds.
 */
export const LEASE_MS = 30_000;

/** Runs after which a task is given up: whatever kills it every time will kill it again. */
export const MAX_TRIES = 5;

/** The right to write for one run. */
export interface Lease {
  taskId: string;
  attempt: number;
}

/** Holds only while the run that owns the lease is the task's current one. */
function held({ taskId, attempt }: Lease): SQL | undefined {
  return and(eq(tasks.id, taskId), eq(tasks.attempt, attempt), eq(tasks.status, 'running'));
}

/** The same condition for writes to other tables, in a batch before the task's own change. */
export function fence(db: Database, lease: Lease): SQL {
  return sql`EXISTS ${db.select({ id: tasks.id }).from(tasks).where(held(lease))}`;
}

export function findTask(db: Database, id: string): Promise<Task | undefined> {
  return db.select().from(tasks).where(eq(tasks.id, id)).get();
}

/** The statement that makes a task; batched with what it is for, so that neither exists without the other. */
export function insertTask(
  db: Database,
  task: Pick<Task, 'id' | 'ownerId' | 'kind' | 'subjectId' | 'kwargs' | 'timeoutSeconds'>,
  now: number,
) {
  return db.insert(tasks).values({ ...task, createdAt: now, updatedAt: now });
}

/**
 * Starts a run: of a pending task, or of one whose run fell silent, while its owner has fewer than
 * `maxConcurrent` tasks running.
 * @returns the task under its new attempt, or undefined if there is nothing to run
 */
export async function claim(
  db: Database,
  taskId: string,
  maxConcurrent: number,
  now = Date.now(),
): Promise<Task | undefined> {
  const [task] = await db
    .update(tasks)
    .set({
      status: 'running',
      attempt: sql`${tasks.attempt} + 1`,
      tries: sql`${tasks.tries} + 1`,
      leaseExpiresAt: now + LEASE_MS,
      startedAt: now,
      updatedAt: now,
    })
    .where(and(eq(tasks.id, taskId), runnable(now), lt(tasks.tries, MAX_TRIES), hasRoom(maxConcurrent, now)))
    .returning();
  return task;
}

/** Whether a task's owner has fewer than `maxConcurrent` others running. */
function hasRoom(maxConcurrent: number, now: number): SQL {
  return sql`(SELECT count(*) FROM tasks AS other WHERE other.owner_id = ${tasks.ownerId}
    AND other.id <> ${tasks.id} AND other.status = 'running' AND other.lease_expires_at > ${now}) < ${maxConcurrent}`;
}

function runnable(now: number): SQL | undefined {
  return or(eq(tasks.status, 'pending'), and(eq(tasks.status, 'running'), lte(tasks.leaseExpiresAt, now)));
}

export async function runningCount(db: Database, ownerId: string, now = Date.now()): Promise<number> {
  return db.$count(
    tasks,
    and(eq(tasks.ownerId, ownerId), eq(tasks.status, 'running'), sql`${tasks.leaseExpiresAt} > ${now}`),
  );
}

/**
 * Reports that a run lives, and how far it is; progress never falls.
 * @returns the task, or undefined if the run has lost its right to write: cancelled, timed out or overtaken
 */
export async function renew(
  db: Database,
  lease: Lease,
  stage: string,
  progress: number,
  now = Date.now(),
): Promise<Task | undefined> {
  const [task] = await db
    .update(tasks)
    .set({
      stage,
      progress: sql`max(${tasks.progress}, ${Math.floor(progress)})`,
      leaseExpiresAt: now + LEASE_MS,
      updatedAt: now,
    })
    .where(held(lease))
    .returning();
  return task;
}

export type Outcome =
  | { status: 'completed'; result: Record<string, unknown> }
  | { status: 'failed' | 'timeout'; error: string };

/** The statement that ends a run; its rows are empty if the run had no right to write any more. */
export function finishStatement(db: Database, lease: Lease, outcome: Outcome, now = Date.now()) {
  const completed = outcome.status === 'completed';
  return db
    .update(tasks)
    .set({
      status: outcome.status,
      ...(completed ? { progress: 100 } : {}),
      stage: outcome.status,
      error: completed ? null : outcome.error,
      result: completed ? JSON.stringify(outcome.result) : null,
      leaseExpiresAt: null,
      finishedAt: now,
      updatedAt: now,
    })
    .where(held(lease))
    .returning();
}

/** Gives a run back after a passing fault; the queue's own retry delivers it again. */
export async function release(db: Database, lease: Lease, now = Date.now()): Promise<void> {
  await db
    .update(tasks)
    .set({ status: 'pending', leaseExpiresAt: null, sentAt: now, updatedAt: now })
    .where(held(lease));
}

/** Ends a task that is not finished, whoever runs it. */
export function endUnfinished(
  db: Database,
  taskId: string,
  ending: { status: 'timeout' | 'cancelled'; error: string },
  now = Date.now(),
): Promise<Task | undefined> {
  return endWhere(db, and(eq(tasks.id, taskId), inArray(tasks.status, ['pending', 'running'])), ending, now);
}

/** Ends a task that nothing runs: pending, or its run fell silent. */
export function endAbandoned(
  db: Database,
  taskId: string,
  error: string,
  now = Date.now(),
): Promise<Task | undefined> {
  return endWhere(db, and(eq(tasks.id, taskId), runnable(now)), { status: 'failed', error }, now);
}

async function endWhere(
  db: Database,
  condition: SQL | undefined,
  { status, error }: { status: TaskStatus; error: string },
  now: number,
): Promise<Task | undefined> {
  const [task] = await db
    .update(tasks)
    .set({ status, stage: status, error, leaseExpiresAt: null, finishedAt: now, updatedAt: now })
    .where(condition)
    .returning();
  return task;
}

/** Puts a task that ended without a result back to the start. */
export async function reopen(db: Database, taskId: string, now = Date.now()): Promise<Task | undefined> {
  const [task] = await db
    .update(tasks)
    .set({
      status: 'pending',
      progress: 0,
      stage: null,
      tries: 0,
      sends: 0,
      sentAt: null,
      error: null,
      announcedAt: null,
      startedAt: null,
      finishedAt: null,
      updatedAt: now,
    })
    .where(and(eq(tasks.id, taskId), inArray(tasks.status, ['failed', 'timeout', 'cancelled'])))
    .returning();
  return task;
}

/** Notes that a task's message was handed to the queue. */
export async function markSent(db: Database, taskId: string, now = Date.now()): Promise<void> {
  await db
    .update(tasks)
    .set({ sentAt: now, sends: sql`${tasks.sends} + 1` })
    .where(eq(tasks.id, taskId));
}

/** Notes that a pending task waits for another of its owner's to end; its message is used up. */
export async function park(db: Database, taskId: string, now = Date.now()): Promise<void> {
  await db
    .update(tasks)
    .set({ sentAt: null, updatedAt: now })
    .where(and(eq(tasks.id, taskId), eq(tasks.status, 'pending')));
}

/**
 * Takes the task that has been parked longest of those with the same owner as a given one. It counts as sent from
 * here on, so that two who look at once take two.
 */
export async function takeParked(
  db: Database,
  relativeId: string,
  now = Date.now(),
): Promise<Task | undefined> {
  const owner = db.select({ ownerId: tasks.ownerId }).from(tasks).where(eq(tasks.id, relativeId));
  const oldest = db
    .select({ id: tasks.id })
    .from(tasks)
    .where(and(eq(tasks.ownerId, owner), eq(tasks.status, 'pending'), isNull(tasks.sentAt)))
    .orderBy(tasks.createdAt, tasks.id)
    .limit(1);
  const [task] = await db
    .update(tasks)
    .set({ sentAt: now })
    .where(and(eq(tasks.id, oldest), isNull(tasks.sentAt)))
    .returning();
  return task;
}

export async function markAnnounced(db: Database, taskId: string, finishedAt: number, now = Date.now()) {
  await db
    .update(tasks)
    .set({ announcedAt: now })
    .where(and(eq(tasks.id, taskId), eq(tasks.finishedAt, finishedAt)));
}

/** Finished tasks whose final notice did not reach the owner's hub. */
export function unannounced(db: Database, before: number, limit: number): Promise<Task[]> {
  return db
    .select()
    .from(tasks)
    .where(and(isNotNull(tasks.finishedAt), isNull(tasks.announcedAt), lt(tasks.finishedAt, before)))
    .orderBy(tasks.finishedAt)
    .limit(limit)
    .all();
}

/** Running tasks that have taken longer than they may. */
export function overdue(db: Database, limit: number, now = Date.now()): Promise<Task[]> {
  return db
    .select()
    .from(tasks)
    .where(
      and(eq(tasks.status, 'running'), sql`${tasks.startedAt} + ${tasks.timeoutSeconds} * 1000 < ${now}`),
    )
    .limit(limit)
    .all();
}

/** First wait before an undelivered message is sent again; each further one is twice as long. */
const RESEND_AFTER_MS = 60_000;
const MAX_DOUBLINGS = 6;

/** A task just made is about to be sent by its own request. */
const UNSENT_GRACE_MS = 10_000;

/**
 * Tasks that no message is under way for, as far as can be told: never sent, sent long ago, or run by
 * something that died. Those that wait for another of their owner's to end are left out: its end wakes them.
 */
export function undelivered(
  db: Database,
  limit: number,
  maxConcurrent: number,
  now = Date.now(),
): Promise<Task[]> {
  const wait = sql`(${RESEND_AFTER_MS} << min(max(${tasks.sends} - 1, 0), ${MAX_DOUBLINGS}))`;
  const neverSent = and(isNull(tasks.sentAt), lt(tasks.updatedAt, now - UNSENT_GRACE_MS));
  const sentLongAgo = sql`${tasks.sentAt} + ${wait} < ${now}`;
  return db
    .select()
    .from(tasks)
    .where(
      or(
        and(eq(tasks.status, 'pending'), or(neverSent, sentLongAgo), hasRoom(maxConcurrent, now)),
        and(eq(tasks.status, 'running'), lte(tasks.leaseExpiresAt, now)),
      ),
    )
    .orderBy(tasks.updatedAt)
    .limit(limit)
    .all();
}

/** Everything unfinished, made due at once: for a start after which the queue is known to be empty. */
export async function forgetDeliveries(db: Database): Promise<void> {
  await db
    .update(tasks)
    .set({
      sentAt: null,
      sends: 0,
      updatedAt: 0,
      leaseExpiresAt: sql`CASE ${tasks.status} WHEN 'running' THEN 0 END`,
    })
    .where(inArray(tasks.status, ['pending', 'running']));
}

/** One page of tasks, newest first. */
export function listTasks(db: Database, where: SQL | undefined, limit: number): Promise<Task[]> {
  return db
    .select()
    .from(tasks)
    .where(where)
    .orderBy(desc(tasks.createdAt), desc(tasks.id))
    .limit(limit)
    .all();
}
