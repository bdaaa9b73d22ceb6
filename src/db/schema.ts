import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Method, SketchType, Style } from '../engine/index.ts';

/**
 * All of D1. Times are epoch milliseconds. `ownerId` is a user's id or a guest's id (`guest_…`), so it is
 * no foreign key; everything that has an owner is found, listed and deleted by it.
 */

export const users = sqliteTable('users', {
  id: text().primaryKey(),
  /** Trimmed and lower-cased, so that one mailbox is one account. */
  email: text().notNull().unique(),
  name: text(),
  /** PHC string; see accounts/passwords.ts. */
  passwordHash: text().notNull(),
  role: text({ enum: ['user', 'admin'] })
    .notNull()
    .default('user'),
  status: text({ enum: ['active', 'inactive'] })
    .notNull()
    .default('active'),
  avatarUrl: text(),
  createdAt: integer().notNull(),
  updatedAt: integer().notNull(),
});

/** A row is a live login; logging out deletes it, and the token that names it is dead. */
export const sessions = sqliteTable(
  'sessions',
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    userAgent: text(),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
  },
  (t) => [index('sessions_by_user').on(t.userId), index('sessions_by_expiry').on(t.expiresAt)],
);

/** A presigned upload, from the link to the confirmation that turns it into an image. */
export const uploads = sqliteTable(
  'uploads',
  {
    key: text().primaryKey(),
    ownerId: text().notNull(),
    filename: text().notNull(),
    contentType: text().notNull(),
    status: text({ enum: ['pending', 'ready', 'failed'] })
      .notNull()
      .default('pending'),
    /** Claimed by the one chunked PUT that may complete; see storage/receive.ts. */
    receivedAt: integer(),
    imageId: text().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [index('uploads_by_owner').on(t.ownerId), index('uploads_pending').on(t.status, t.createdAt)],
);

/** An image is an id, which a client may have chosen; what it shows is its newest version. */
export const images = sqliteTable(
  'images',
  {
    id: text().primaryKey(),
    ownerId: text().notNull(),
    /** Segmentation masks of its newest version, counted here so that a list needs no look-up for each image. */
    maskCount: integer().notNull().default(0),
    createdAt: integer().notNull(),
  },
  (t) => [index('images_by_owner').on(t.ownerId, t.createdAt)],
);

export const imageVersions = sqliteTable(
  'image_versions',
  {
    id: text().primaryKey(),
    imageId: text()
      .notNull()
      .references(() => images.id, { onDelete: 'cascade' }),
    key: text().notNull().unique(),
    originalFilename: text().notNull(),
    contentType: text().notNull(),
    fileSize: integer().notNull(),
    /** Pixels as seen, after EXIF orientation. */
    width: integer().notNull(),
    height: integer().notNull(),
    /** R2's ETag of the bytes that were checked; a job refuses other bytes. */
    etag: text().notNull(),
    /** Hex SHA-256 of the bytes: the same photo sent twice is recognised by it. */
    sha256: text().notNull(),
    /** Made with the thumbnail, after the upload was answered; null until then and for what cannot be decoded. */
    blurhash: text(),
    /** A JSON object that its sender gave along. */
    metadata: text({ mode: 'json' }).$type<Record<string, unknown>>(),
    createdAt: integer().notNull(),
  },
  (t) => [index('image_versions_by_image').on(t.imageId, t.createdAt)],
);

/** The segmentation masks of one version of an image, all of them in one object of the bucket. */
export const maskSets = sqliteTable('mask_sets', {
  imageVersionId: text()
    .primaryKey()
    .references(() => imageVersions.id, { onDelete: 'cascade' }),
  /** Changes with every mask that is added: the object under a key never does. */
  key: text().notNull().unique(),
  createdAt: integer().notNull(),
});

/** The mask that somebody drew over an image, as it was sent; the newest takes the place of the one before. */
export const drawnMasks = sqliteTable('drawn_masks', {
  imageId: text()
    .primaryKey()
    .references(() => images.id, { onDelete: 'cascade' }),
  key: text().notNull().unique(),
  contentType: text().notNull(),
  fileSize: integer().notNull(),
  /** Pixels of the file as sent: those of the canvas it was drawn on, not those of the image. */
  width: integer().notNull(),
  height: integer().notNull(),
  etag: text().notNull(),
  createdAt: integer().notNull(),
});

export const USE_KINDS = ['upload', 'segment', 'render'] as const;

/** One use of the service, successful or not, for a month; nothing in it names a person or a file. */
export const uses = sqliteTable(
  'uses',
  {
    id: text().primaryKey(),
    kind: text({ enum: USE_KINDS }).notNull(),
    succeeded: integer({ mode: 'boolean' }).notNull(),
    durationMs: integer().notNull(),
    /** Bytes of the file, 0 if none was taken; and its media type as its bytes have it, if that was found out. */
    fileSize: integer().notNull(),
    contentType: text(),
    createdAt: integer().notNull(),
  },
  (t) => [index('uses_by_time').on(t.createdAt)],
);

/** The uses of all time, summed up as they happen: a row a kind and media type (empty if none was found out). */
export const useTotals = sqliteTable(
  'use_totals',
  {
    kind: text({ enum: USE_KINDS }).notNull(),
    contentType: text().notNull(),
    succeeded: integer().notNull(),
    failed: integer().notNull(),
    /** Of the successful ones. */
    durationMs: integer().notNull(),
    fileSize: integer().notNull(),
    lastAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.contentType] })],
);

export const TASK_STATUSES = ['pending', 'running', 'completed', 'failed', 'timeout', 'cancelled'] as const;
export const TASK_KINDS = ['sketch', 'render', 'segment'] as const;

/** The truth about every job. Queue messages only say which row to look at. */
export const tasks = sqliteTable(
  'tasks',
  {
    id: text().primaryKey(),
    ownerId: text().notNull(),
    kind: text({ enum: TASK_KINDS }).notNull(),
    /** What the task makes, e.g. the sketch's id. */
    subjectId: text().notNull(),
    status: text({ enum: TASK_STATUSES }).notNull().default('pending'),
    progress: integer().notNull().default(0),
    stage: text(),
    /** The parameters as JSON text. */
    kwargs: text().notNull(),
    timeoutSeconds: integer().notNull(),
    /** Fencing token: a run may write only while this is still its own number. */
    attempt: integer().notNull().default(0),
    /** Runs used up since the task was created or last retried by hand. */
    tries: integer().notNull().default(0),
    leaseExpiresAt: integer(),
    /** When its message was last sent, and how often; null while it is parked or was never delivered. */
    sentAt: integer(),
    sends: integer().notNull().default(0),
    error: text(),
    result: text(),
    /** When the owner's hub took the final notice; null means the sweeper still has to tell. */
    announcedAt: integer(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
    startedAt: integer(),
    finishedAt: integer(),
  },
  (t) => [
    index('tasks_by_owner').on(t.ownerId, t.createdAt),
    index('tasks_by_subject').on(t.subjectId),
    // The sweeper and the per-owner limit read only what is not finished.
    index('tasks_open')
      .on(t.status, t.sentAt)
      .where(sql`status IN ('pending', 'running')`),
    index('tasks_unannounced')
      .on(t.finishedAt)
      .where(sql`finished_at IS NOT NULL AND announced_at IS NULL`),
  ],
);

/** A sketch; its status is its task's. */
export const sketches = sqliteTable(
  'sketches',
  {
    id: text().primaryKey(),
    ownerId: text().notNull(),
    taskId: text()
      .notNull()
      .references(() => tasks.id, { onDelete: 'cascade' }),
    imageVersionId: text().references(() => imageVersions.id, { onDelete: 'set null' }),
    style: text().$type<Style>().notNull(),
    type: text().$type<SketchType>().notNull(),
    method: text().$type<Method>().notNull(),
    /** Same photo bytes and same parameters give the same key, hence the same picture. */
    reuseKey: text().notNull(),
    resultKey: text(),
    thumbnailKey: text(),
    width: integer(),
    height: integer(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    index('sketches_by_owner').on(t.ownerId, t.createdAt),
    uniqueIndex('sketches_by_task').on(t.taskId),
    index('sketches_by_reuse_key')
      .on(t.ownerId, t.reuseKey)
      .where(sql`result_key IS NOT NULL`),
  ],
);

/** A paint animation; its status is its task's. */
export const videos = sqliteTable(
  'videos',
  {
    /** The name it is asked for by; says which image, and which parameters. */
    filename: text().primaryKey(),
    ownerId: text().notNull(),
    imageId: text()
      .notNull()
      .references(() => images.id, { onDelete: 'cascade' }),
    /** The version it shows: a newer one makes it out of date. */
    imageVersionId: text().notNull(),
    taskId: text()
      .notNull()
      .references(() => tasks.id, { onDelete: 'cascade' }),
    videoKey: text(),
    posterKey: text(),
    previewKey: text(),
    width: integer(),
    height: integer(),
    fileSize: integer(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    index('videos_by_owner').on(t.ownerId, t.createdAt),
    index('videos_by_image').on(t.imageId),
    uniqueIndex('videos_by_task').on(t.taskId),
  ],
);

/** A message that failed on its last delivery, kept until an administrator retries it. */
export const deadLetters = sqliteTable(
  'dead_letters',
  {
    /** The message's own id, so that the same letter delivered twice is one row. */
    id: text().primaryKey(),
    queue: text().notNull(),
    taskId: text(),
    body: text().notNull(),
    reason: text().notNull(),
    createdAt: integer().notNull(),
    retriedAt: integer(),
  },
  (t) => [index('dead_letters_by_time').on(t.createdAt)],
);
