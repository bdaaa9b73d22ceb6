import { and, desc, eq, type SQL } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import { violatesUnique } from '../db/faults.ts';
import { isAfter } from '../db/keyset.ts';
import { tasks, videos } from '../db/schema.ts';
import type { Position } from '../http/cursor.ts';
import { fence, insertTask, type Lease, type Task } from '../jobs/index.ts';

export type Video = typeof videos.$inferSelect;

/** A video with its task, which knows its status. */
export interface VideoRow {
  video: Video;
  task: Task;
}

/**
 * A video and its task, or neither.
 * @returns false when the name is taken: another request was first
 */
export async function insertVideo(
  db: Database,
  video: Pick<Video, 'filename' | 'ownerId' | 'imageId' | 'imageVersionId'>,
  task: Parameters<typeof insertTask>[1],
  now = Date.now(),
): Promise<boolean> {
  try {
    await db.batch([
      insertTask(db, task, now),
      db.insert(videos).values({ ...video, taskId: task.id, createdAt: now, updatedAt: now }),
    ]);
    return true;
  } catch (error) {
    if (violatesUnique(error, 'videos.filename')) return false;
    throw error;
  }
}

function selectRows(db: Database) {
  return db.select({ video: videos, task: tasks }).from(videos).innerJoin(tasks, eq(tasks.id, videos.taskId));
}

export function findVideo(db: Database, filename: string): Promise<VideoRow | undefined> {
  return selectRows(db).where(eq(videos.filename, filename)).get();
}

export function findVideoOfTask(db: Database, taskId: string): Promise<VideoRow | undefined> {
  return selectRows(db).where(eq(videos.taskId, taskId)).get();
}

export function listVideos(
  db: Database,
  owner: SQL | undefined,
  after: Position | undefined,
  limit: number,
): Promise<VideoRow[]> {
  const place = { createdAt: videos.createdAt, id: videos.filename };
  return selectRows(db)
    .where(and(owner, after && isAfter(place, after)))
    .orderBy(desc(videos.createdAt), desc(videos.filename))
    .limit(limit)
    .all();
}

export type Rendering = Required<
  Pick<Video, 'videoKey' | 'posterKey' | 'previewKey' | 'width' | 'height' | 'fileSize'>
>;

/** The statement that gives a video its files, while the run may still write. */
export function renderingStatement(db: Database, lease: Lease, rendering: Rendering, now = Date.now()) {
  return db
    .update(videos)
    .set({ ...rendering, updatedAt: now })
    .where(and(eq(videos.taskId, lease.taskId), fence(db, lease)));
}

/** Forgets a video; only while it still is the one that a task makes. */
export async function deleteVideo(db: Database, { filename, taskId }: Video): Promise<void> {
  await db.delete(videos).where(and(eq(videos.filename, filename), eq(videos.taskId, taskId)));
}
