import { lt, sql } from 'drizzle-orm';
import { database } from '../db/client.ts';
import { type USE_KINDS, uses, useTotals } from '../db/schema.ts';
import { log } from '../http/log.ts';

type UseKind = (typeof USE_KINDS)[number];

/** Single uses are kept this long; their totals for good. */
const KEPT_MS = 30 * 24 * 3600 * 1000;

/** What a use turned out to be about; nothing of it is known of one that failed early. */
export interface Used {
  fileSize: number;
  contentType: string;
}

/**
 * Does a piece of work and records how it went, also when it throws.
 * @param work says undefined for what turns out to be no use of its own: then nothing is recorded
 */
export async function metered<Result extends Used | undefined>(
  env: Env,
  kind: UseKind,
  work: () => Promise<Result>,
): Promise<Result> {
  const started = Date.now();
  try {
    const result = await work();
    if (result) await recordUse(env, kind, Date.now() - started, result);
    return result;
  } catch (error) {
    await recordUse(env, kind, Date.now() - started, undefined);
    throw error;
  }
}

/** Writes one use down. The record is for statistics: that it cannot be written is logged and no reason to fail. */
export async function recordUse(
  env: Env,
  kind: UseKind,
  durationMs: number,
  used: Used | undefined,
  now = Date.now(),
): Promise<void> {
  const db = database(env);
  const succeeded = used !== undefined;
  const fileSize = used?.fileSize ?? 0;
  const contentType = used?.contentType ?? null;
  const total = {
    kind,
    contentType: contentType ?? '',
    succeeded: succeeded ? 1 : 0,
    failed: succeeded ? 0 : 1,
    durationMs: succeeded ? durationMs : 0,
    fileSize,
    lastAt: now,
  };
  try {
    await db.batch([
      db.insert(uses).values({
        id: crypto.randomUUID(),
        kind,
        succeeded,
        durationMs,
        fileSize,
        contentType,
        createdAt: now,
      }),
      db
        .insert(useTotals)
        .values(total)
        .onConflictDoUpdate({
          target: [useTotals.kind, useTotals.contentType],
          set: {
            succeeded: sql`${useTotals.succeeded} + excluded.succeeded`,
            failed: sql`${useTotals.failed} + excluded.failed`,
            durationMs: sql`${useTotals.durationMs} + excluded.duration_ms`,
            fileSize: sql`${useTotals.fileSize} + excluded.file_size`,
            lastAt: sql`max(${useTotals.lastAt}, excluded.last_at)`,
          },
        }),
    ]);
  } catch (error) {
    log('WARNING', 'use_not_recorded', { kind, error });
  }
}

/** Removes single uses that are too old for any question; their totals stay. */
export async function forgetUses(env: Env, now = Date.now()): Promise<void> {
  await database(env)
    .delete(uses)
    .where(lt(uses.createdAt, now - KEPT_MS));
}
