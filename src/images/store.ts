import {
  and,
  count,
  desc,
  eq,
  getTableColumns,
  inArray,
  isNull,
  lt,
  ne,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import { drawnMasks, images, imageVersions, maskSets, tasks, uploads, videos } from '../db/schema.ts';
import type { Inspection } from './inspect.ts';

export type Upload = typeof uploads.$inferSelect;
export type ImageVersion = typeof imageVersions.$inferSelect;
export type DrawnMask = typeof drawnMasks.$inferSelect;

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

/**
 * Turns an upload into an image, all or nothing. Doing it twice changes nothing.
 * @returns true for the first caller and no other
 */
export async function promoteUpload(
  db: Database,
  upload: Upload,
  object: R2Object,
  { contentType, width, height, sha256 }: Inspection,
  now = Date.now(),
): Promise<boolean> {
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
  const [, , promoted] = await db.batch([
    db
      .insert(images)
      .values({ id: upload.imageId, ownerId: upload.ownerId, createdAt: now })
      .onConflictDoNothing(),
    db.insert(imageVersions).values(version).onConflictDoNothing(),
    db
      .update(uploads)
      .set({ status: 'ready' })
      .where(and(eq(uploads.key, upload.key), ne(uploads.status, 'ready')))
      .returning({ key: uploads.key }),
  ]);
  return promoted.length > 0;
}

export function findVersionByKey(db: Database, key: string): Promise<ImageVersion | undefined> {
  return db.select().from(imageVersions).where(eq(imageVersions.key, key)).get();
}

export function findVersion(db: Database, id: string): Promise<ImageVersion | undefined> {
  return db.select().from(imageVersions).where(eq(imageVersions.id, id)).get();
}

/** Newest first; of two that came within one millisecond the row that was written later. */
const NEWEST_FIRST = [desc(imageVersions.createdAt), sql`${imageVersions}.rowid desc`];

const newestVersionId = sql`(select v.id from ${imageVersions} v where v.image_id = ${images.id}
  order by v.created_at desc, v.rowid desc limit 1)`;

/** An image with its newest version. */
export interface ImageRow {
  id: string;
  ownerId: string;
  maskCount: number;
  createdAt: number;
  version: ImageVersion;
}

function selectImages(db: Database) {
  return db
    .select({ ...getTableColumns(images), version: imageVersions })
    .from(images)
    .innerJoin(imageVersions, eq(imageVersions.id, newestVersionId));
}

export function findImage(db: Database, imageId: string): Promise<ImageRow | undefined> {
  return selectImages(db).where(eq(images.id, imageId)).get();
}

/** Newest first, ties by id. */
export function listImages(db: Database, where: SQL | undefined, limit: number): Promise<ImageRow[]> {
  return selectImages(db).where(where).orderBy(desc(images.createdAt), desc(images.id)).limit(limit).all();
}

/** The newest versions of an image, newest first, and how many it has. */
export async function listVersions(
  db: Database,
  imageId: string,
  limit: number,
): Promise<{ versions: ImageVersion[]; count: number }> {
  const ofImage = eq(imageVersions.imageId, imageId);
  const [versions, [total]] = await db.batch([
    db
      .select()
      .from(imageVersions)
      .where(ofImage)
      .orderBy(...NEWEST_FIRST)
      .limit(limit),
    db.select({ count: count() }).from(imageVersions).where(ofImage),
  ]);
  return { versions, count: total?.count ?? 0 };
}

/**
 * Adds a version to an image, which it begins if there is none.
 * @param ownerId whom the image must belong to: of two who begin it at once, one finds that it is the other's
 * @returns false if it belongs to somebody else by now, or was deleted; then nothing is written
 */
export async function insertVersion(
  db: Database,
  ownerId: string,
  begins: boolean,
  version: typeof imageVersions.$inferInsert & { createdAt: number },
): Promise<boolean> {
  const values = { blurhash: null, metadata: null, ...version };
  const columns = Object.keys(getTableColumns(imageVersions)) as (keyof typeof values)[];
  const row = Object.fromEntries(
    columns.map((column) => [
      column,
      sql`${column === 'metadata' && values.metadata ? JSON.stringify(values.metadata) : values[column]}`.as(
        column,
      ),
    ]),
  ) as Record<keyof typeof values, SQL.Aliased>;
  const insert = db
    .insert(imageVersions)
    .select(
      db
        .select(row)
        .from(images)
        .where(and(eq(images.id, version.imageId), eq(images.ownerId, ownerId))),
    )
    .returning({ id: imageVersions.id });
  if (!begins) {
    const [written] = await db.batch([insert, maskCountStatement(db, version, 0)]);
    return written.length > 0;
  }
  const [, written] = await db.batch([
    db
      .insert(images)
      .values({ id: version.imageId, ownerId, createdAt: version.createdAt })
      .onConflictDoNothing(),
    insert,
  ]);
  return written.length > 0;
}

/** Says how many masks a version has, if it is the newest of its image and `condition` holds. */
export function maskCountStatement(
  db: Database,
  version: Pick<ImageVersion, 'id' | 'imageId'>,
  masks: number,
  condition?: SQL,
) {
  return db
    .update(images)
    .set({ maskCount: masks })
    .where(and(eq(images.id, version.imageId), eq(newestVersionId, version.id), condition));
}

/** The statements that write a new image; they fail, all of them, if its id is taken. */
export function beginStatements(db: Database, ownerId: string, version: ImageVersion, maskCount: number) {
  const { imageId: id, createdAt } = version;
  return [
    db.insert(images).values({ id, ownerId, maskCount, createdAt }),
    db.insert(imageVersions).values(version),
  ] as const;
}

export async function setBlurhash(db: Database, versionId: string, blurhash: string): Promise<void> {
  await db.update(imageVersions).set({ blurhash }).where(eq(imageVersions.id, versionId));
}

/** What rows of an image have named. */
export interface Named {
  /** Of its versions, newest first. */
  versionIds: string[];
  /** Of objects: originals, masks, films. */
  keys: string[];
  /** Of tasks that are still to make something of it. */
  taskIds: string[];
}

/**
 * Deletes an image; versions, masks and films go with it, by their foreign keys.
 * @returns what they named at that moment, so that nothing that is written at the same time is missed
 */
export async function deleteImage(db: Database, imageId: string): Promise<Named> {
  const ofImage = eq(imageVersions.imageId, imageId);
  const versionIds = db.select({ id: imageVersions.id }).from(imageVersions).where(ofImage);
  const filmTasks = db.select({ id: videos.taskId }).from(videos).where(eq(videos.imageId, imageId));
  const [versions, drawn, segmented, films, unfinished] = await db.batch([
    db
      .select({ id: imageVersions.id, key: imageVersions.key })
      .from(imageVersions)
      .where(ofImage)
      .orderBy(...NEWEST_FIRST),
    db.select({ key: drawnMasks.key }).from(drawnMasks).where(eq(drawnMasks.imageId, imageId)),
    db.select({ key: maskSets.key }).from(maskSets).where(inArray(maskSets.imageVersionId, versionIds)),
    db
      .select({ a: videos.videoKey, b: videos.posterKey, c: videos.previewKey })
      .from(videos)
      .where(eq(videos.imageId, imageId)),
    db
      .select({ id: tasks.id })
      .from(tasks)
      .where(
        and(
          inArray(tasks.status, ['pending', 'running']),
          or(inArray(tasks.subjectId, versionIds), inArray(tasks.id, filmTasks)),
        ),
      ),
    db
      .delete(uploads)
      .where(inArray(uploads.key, db.select({ key: imageVersions.key }).from(imageVersions).where(ofImage))),
    db.delete(images).where(eq(images.id, imageId)),
  ]);
  const filmed = films.flatMap(({ a, b, c }) => [a, b, c]).filter((key) => key !== null);
  return {
    versionIds: versions.map(({ id }) => id),
    keys: [...[...versions, ...drawn, ...segmented].map(({ key }) => key), ...filmed],
    taskIds: unfinished.map(({ id }) => id),
  };
}

export function findDrawnMask(db: Database, imageId: string): Promise<DrawnMask | undefined> {
  return db.select().from(drawnMasks).where(eq(drawnMasks.imageId, imageId)).get();
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
