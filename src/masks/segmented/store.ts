import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';
import { maskSets } from '../../db/schema.ts';
import { type ImageVersion, maskCountStatement } from '../../images/index.ts';

export type MaskSetRow = typeof maskSets.$inferSelect;

export function findMaskSet(db: Database, imageVersionId: string): Promise<MaskSetRow | undefined> {
  return db.select().from(maskSets).where(eq(maskSets.imageVersionId, imageVersionId)).get();
}

/** The statement that gives a version its masks; it fails if it has any. */
export function insertMaskSet(db: Database, row: MaskSetRow) {
  return db.insert(maskSets).values(row);
}

interface Replacement {
  version: ImageVersion;
  key: string;
  /** Of the set that this one was made from; undefined when there was none. */
  previousKey: string | undefined;
  count: number;
  /** When it may be done at all. */
  condition?: SQL | undefined;
}

/**
 * The statements that put a set in the place of another. Where the other is not the current one any more, somebody else
 * was first: then they fail, and with them the transaction (see {@link isOutrun}).
 */
export function replaceStatements(
  db: Database,
  { version, key, previousKey, count, condition }: Replacement,
  now = Date.now(),
) {
  const isPlaced = sql`EXISTS (SELECT 1 FROM ${maskSets} s WHERE s.key = ${key})`;
  const update = db
    .update(maskSets)
    .set({ key, createdAt: now })
    .where(and(eq(maskSets.imageVersionId, version.id), eq(maskSets.key, previousKey ?? ''), condition));
  // Its primary key keeps this one from a version that still has a set.
  const insert = db
    .insert(maskSets)
    .select(sql`SELECT ${version.id}, ${key}, ${now} WHERE NOT ${isPlaced} AND ${condition ?? sql`TRUE`}`);
  return [update, insert, maskCountStatement(db, version, count, isPlaced)] as const;
}

/** Whether a transaction failed because somebody else's set came first. */
export function isOutrun(error: unknown): boolean {
  return error instanceof Error && /UNIQUE constraint failed: mask_sets\./.test(error.message);
}
