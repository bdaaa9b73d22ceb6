import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';
import { drawnMasks, images } from '../../db/schema.ts';
import type { DrawnMask } from '../../images/index.ts';

/**
 * Puts a mask in the place of the one that an image had.
 * @returns the key of that one, if there was one; undefined if the image is gone, and then nothing is written
 */
export async function putDrawnMask(
  db: Database,
  mask: DrawnMask,
): Promise<{ replacedKey: string | undefined } | undefined> {
  const { imageId, ...columns } = mask;
  const values = { imageId, ...columns };
  const row = {
    imageId: images.id,
    key: sql`${values.key}`.as('key'),
    contentType: sql`${values.contentType}`.as('content_type'),
    fileSize: sql`${values.fileSize}`.as('file_size'),
    width: sql`${values.width}`.as('width'),
    height: sql`${values.height}`.as('height'),
    etag: sql`${values.etag}`.as('etag'),
    createdAt: sql`${values.createdAt}`.as('created_at'),
  };
  const put = db
    .insert(drawnMasks)
    .select(
      db
        .select(row)
        .from(images)
        .where(and(eq(images.id, imageId))),
    )
    .onConflictDoUpdate({ target: drawnMasks.imageId, set: columns })
    .returning({ imageId: drawnMasks.imageId });
  // In one transaction: each of many that come at once replaces another.
  const [before, written] = await db.batch([
    db.select({ key: drawnMasks.key }).from(drawnMasks).where(eq(drawnMasks.imageId, imageId)),
    put,
  ]);
  return written.length > 0 ? { replacedKey: before[0]?.key } : undefined;
}
