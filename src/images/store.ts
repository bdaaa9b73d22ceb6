import { and, desc, eq, isNull, lt, ne } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import { images, imageVersions, uploads } from '../db/schema.ts';
import type { Inspection } from './inspect.ts';

export type Upload = typeof uploads.$inferSelect;
export type ImageVersion = typeof imageVersions.$inferSelect;

export async function insertUpload(db: Database, upload: typeof uploads.$inferInsert): Promise<void> {
  await db.insert(uploads).values(upload);
}

export function findUpload(db: Database, key: string): Promise<Upload | undefined> {
  return db.select().from(uploads).where(eq(uploads.key, key)).get();
}

/** True for the first caller and no other. */
export async function claimReception(db: Database, key: string, now = Date.now()): Promise<boolean> {
  const claimed = await db
    .update(uploads)
    .set({ receivedAt: now })
    .where(and(eq(uploads.key, key), isNull(uploads.receivedAt)))
    .returning({ key: uploads.key });
  return claimed.length > 0;
}

/** The object was refused and is gone: the link may be used again. */
export async function markUploadFailed(db: Database, key: string): Promise<void> {
  await db
    .update(uploads)
    .set({ status: 'failed', receivedAt: null })
    .where(and(eq(uploads.key, key), ne(uploads.status, 'ready')));
}

/** Turns an upload into an image, all or nothing. Doing it twice changes nothing. */
export async function promoteUpload(
  db: Database,
  upload: Upload,
  object: R2Object,
  { contentType, width, height, sha256 }: Inspection,
  now = Date.now(),
): Promise<void> {
  const version = {
    id: upload.imageId,
    imageId: upload.imageId,
    key: upload.key,
    originalFilename: upload.filename,
    contentType,
    fileSize: object.size,
    width,
    height,
    etag: object.etag,
    sha256,
    createdAt: now,
  };
  await db.batch([
    db
      .insert(images)
      .values({ id: upload.imageId, ownerId: upload.ownerId, createdAt: now })
      .onConflictDoNothing(),
    db.insert(imageVersions).values(version).onConflictDoNothing(),
    db.update(uploads).set({ status: 'ready' }).where(eq(uploads.key, upload.key)),
  ]);
}

export function findVersionByKey(db: Database, key: string): Promise<ImageVersion | undefined> {
  return db.select().from(imageVersions).where(eq(imageVersions.key, key)).get();
}

export function findVersion(db: Database, id: string): Promise<ImageVersion | undefined> {
  return db.select().from(imageVersions).where(eq(imageVersions.id, id)).get();
}

/** An image's owner and newest version. */
export async function findImage(db: Database, imageId: string) {
  return db
    .select({ ownerId: images.ownerId, version: imageVersions })
    .from(images)
    .innerJoin(imageVersions, eq(imageVersions.imageId, images.id))
    .where(eq(images.id, imageId))
    .orderBy(desc(imageVersions.createdAt), desc(imageVersions.id))
    .limit(1)
    .get();
}

export function staleUploads(db: Database, before: number, limit: number): Promise<Upload[]> {
  return db
    .select()
    .from(uploads)
    .where(and(ne(uploads.status, 'ready'), lt(uploads.createdAt, before)))
    .limit(limit)
    .all();
}

export async function deleteUpload(db: Database, key: string): Promise<void> {
  await db.delete(uploads).where(and(eq(uploads.key, key), ne(uploads.status, 'ready')));
}
