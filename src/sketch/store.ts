import { and, desc, eq, inArray, isNotNull, ne, type SQL } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import { imageVersions, sketches, tasks } from '../db/schema.ts';
import { fence, insertTask, type Lease, type Task } from '../jobs/index.ts';

export type Sketch = typeof sketches.$inferSelect;

/** A sketch with its task, which knows its status, and the key of the photo, if that still exists. */
export interface SketchRow {
  sketch: Sketch;
  task: Task;
  photo: { key: string; contentType: string; etag: string } | null;
}

/** A sketch and its task, or neither. */
export async function insertSketch(
  db: Database,
  sketch: Omit<typeof sketches.$inferInsert, 'createdAt' | 'updatedAt'>,
  task: Parameters<typeof insertTask>[1],
  now = Date.now(),
): Promise<void> {
  await db.batch([
    insertTask(db, task, now),
    db.insert(sketches).values({ ...sketch, createdAt: now, updatedAt: now }),
  ]);
}

function selectRows(db: Database) {
  return db
    .select({
      sketch: sketches,
      task: tasks,
      photo: {
        key: imageVersions.key,
        contentType: imageVersions.contentType,
        etag: imageVersions.etag,
      },
    })
    .from(sketches)
    .innerJoin(tasks, eq(tasks.id, sketches.taskId))
    .leftJoin(imageVersions, eq(imageVersions.id, sketches.imageVersionId));
}

export function findSketch(db: Database, id: string): Promise<SketchRow | undefined> {
  return selectRows(db).where(eq(sketches.id, id)).get();
}

export function listSketches(
  db: Database,
  owner: SQL | undefined,
  statuses: Task['status'][] | undefined,
  { skip, limit }: { skip: number; limit: number },
): Promise<SketchRow[]> {
  return selectRows(db)
    .where(and(owner, statuses ? inArray(tasks.status, statuses) : undefined))
    .orderBy(desc(sketches.createdAt), desc(sketches.id))
    .limit(limit)
    .offset(skip)
    .all();
}

/** A finished sketch of the same owner from the same bytes with the same parameters. */
export function findTwin(db: Database, { id, ownerId, reuseKey }: Sketch): Promise<Sketch | undefined> {
  return db
    .select()
    .from(sketches)
    .where(
      and(
        eq(sketches.ownerId, ownerId),
        eq(sketches.reuseKey, reuseKey),
        isNotNull(sketches.resultKey),
        ne(sketches.id, id),
      ),
    )
    .limit(1)
    .get();
}

/** The statement that gives a sketch its picture, while the run may still write. */
export function pictureStatement(
  db: Database,
  lease: Lease,
  sketchId: string,
  picture: { resultKey: string; thumbnailKey: string; width: number; height: number },
  now = Date.now(),
) {
  return db
    .update(sketches)
    .set({ ...picture, updatedAt: now })
    .where(and(eq(sketches.id, sketchId), fence(db, lease)));
}

export async function deleteSketch(db: Database, id: string): Promise<void> {
  await db.delete(sketches).where(eq(sketches.id, id));
}
