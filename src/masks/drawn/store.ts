import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';
import { drawnMasks, images } from '../../db/schema.ts';
import type { DrawnMask } from '../../images/index.ts';

/**
 * Puts a mask in the place of the one that an image had.
 * @returns false if the image is gone; then nothing is written
 */
export async function putDrawnMask(db: Database, mask: DrawnMask): Promise<boolean> {
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
  const written = await db
    .insert(drawnMasks)
    .select(
      db
        .select(row)
        .from(images)
        .where(and(eq(images.id, imageId))),
    )
    .onConflictDoUpdate({ target: drawnMasks.imageId, set: columns })
    .returning({ imageId: drawnMasks.imageId });
  return written.length > 0;
}
