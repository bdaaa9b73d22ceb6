import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';
import { images, imageVersions, maskSets } from '../../db/schema.ts';

export type MaskSetRow = typeof maskSets.$inferSelect;

export function findMaskSet(db: Database, imageVersionId: string): Promise<MaskSetRow | undefined> {
  return db.select().from(maskSets).where(eq(maskSets.imageVersionId, imageVersionId)).get();
}

/** The statements that give a version its masks, in place of any that it had. */
export function maskSetStatements(db: Database, row: MaskSetRow, imageId: string, count: number) {
  return [
    db.insert(maskSets).values(row).onConflictDoUpdate({
      target: maskSets.imageVersionId,
      set: { key: row.key, createdAt: row.createdAt },
    }),
    countStatement(db, imageId, row.imageVersionId, count),
  ] as const;
}

/**
 * Puts a set in the place of another.
 * @returns false when the other is no longer the current one: somebody else was first
 */
export async function replaceMaskSet(
  db: Database,
  row: MaskSetRow,
  previousKey: string | undefined,
  imageId: string,
  count: number,
): Promise<boolean> {
  const change =
    previousKey === undefined
      ? db.insert(maskSets).values(row).onConflictDoNothing().returning({ key: maskSets.key })
      : db
          .update(maskSets)
          .set({ key: row.key, createdAt: row.createdAt })
          .where(and(eq(maskSets.imageVersionId, row.imageVersionId), eq(maskSets.key, previousKey)))
          .returning({ key: maskSets.key });
  const changed = await change;
  if (changed.length === 0) return false;
  await countStatement(db, imageId, row.imageVersionId, count);
  return true;
}

/** An image shows how many masks its newest version has. */
function countStatement(db: Database, imageId: string, imageVersionId: string, count: number) {
  const newest = sql`(SELECT ${imageVersions.id} FROM ${imageVersions} WHERE ${imageVersions.imageId} = ${imageId}
    ORDER BY ${imageVersions.createdAt} DESC, ${imageVersions.id} DESC LIMIT 1)`;
  return db
    .update(images)
    .set({ maskCount: count })
    .where(and(eq(images.id, imageId), sql`${newest} = ${imageVersionId}`));
}
