import { and, eq, gte, inArray, isNotNull, like, lt, notExists, notLike } from 'drizzle-orm';
import { database } from '../db/client.ts';
import { images, imageVersions, sketches, tasks, videos } from '../db/schema.ts';
import { settingsOf } from '../env.ts';
import { log } from '../http/log.ts';
import { eraseImage } from '../images/index.ts';
import { eraseSketch, findSketch } from '../sketch/index.ts';

const HOUR_MS = 3600 * 1000;
/** Of each kind; the next run goes on. Each takes a few calls of R2. */
const ERASED_PER_RUN = 20;
const TASKS_PER_RUN = 200;

/** Guests' ids begin so; see identity/ownership.ts. */
const GUESTS = 'guest_%';

/**
 * Erases what guests have left behind: images that got no version since, sketches, videos, and tasks that ended. What
 * a user owns stays, also when it was made of a guest's photo.
 */
export async function eraseGuestWork(env: Env, now = Date.now()): Promise<void> {
  const before = now - settingsOf(env).GUEST_RETENTION_HOURS * HOUR_MS;
  const erased = {
    images: await eraseImages(env, before),
    sketches: await eraseSketches(env, before),
    tasks: await forgetTasks(env, before),
  };
  if (Object.values(erased).some((count) => count > 0)) log('INFO', 'guest_work_erased', erased);
}

async function eraseImages(env: Env, before: number): Promise<number> {
  const db = database(env);
  const lately = db
    .select({ id: imageVersions.id })
    .from(imageVersions)
    .where(and(eq(imageVersions.imageId, images.id), gte(imageVersions.createdAt, before)));
  const ofUsers = db
    .select({ id: videos.taskId })
    .from(videos)
    .where(and(eq(videos.imageId, images.id), notLike(videos.ownerId, GUESTS)));
  const old = await db
    .select({ id: images.id })
    .from(images)
    .where(
      and(like(images.ownerId, GUESTS), lt(images.createdAt, before), notExists(lately), notExists(ofUsers)),
    )
    .limit(ERASED_PER_RUN);
  for (const { id } of old) await eraseImage(id, env);
  return old.length;
}

async function eraseSketches(env: Env, before: number): Promise<number> {
  const db = database(env);
  const old = await db
    .select({ id: sketches.id })
    .from(sketches)
    .where(and(like(sketches.ownerId, GUESTS), lt(sketches.createdAt, before)))
    .limit(ERASED_PER_RUN);
  for (const { id } of old) {
    const row = await findSketch(db, id);
    if (row) await eraseSketch(row, env);
  }
  return old.length;
}

/** Tasks whose sketch or video still stands stay with it. */
async function forgetTasks(env: Env, before: number): Promise<number> {
  const db = database(env);
  const ended = and(
    like(tasks.ownerId, GUESTS),
    isNotNull(tasks.finishedAt),
    lt(tasks.finishedAt, before),
    notExists(db.select({ id: sketches.id }).from(sketches).where(eq(sketches.taskId, tasks.id))),
    notExists(db.select({ id: videos.taskId }).from(videos).where(eq(videos.taskId, tasks.id))),
  );
  const old = db.select({ id: tasks.id }).from(tasks).where(ended).limit(TASKS_PER_RUN);
  const gone = await db.delete(tasks).where(inArray(tasks.id, old)).returning({ id: tasks.id });
  return gone.length;
}
