import { invalid } from '../api/parameters.ts';
import { database } from '../db/client.ts';
import { videos } from '../db/schema.ts';
import { paintParameters, type PaintRequest } from '../engine/index.ts';
import type { Settings } from '../env.ts';
import { decodeCursor, page } from '../http/cursor.ts';
import { Problem } from '../http/problem.ts';
import type { Caller, Identified } from '../identity/caller.ts';
import { isGuest, listedFor, mayDelete, mayView } from '../identity/ownership.ts';
import { confirmUpload, findImage, type ImageVersion } from '../images/index.ts';
import { dispatch, endTask, restartTask } from '../jobs/index.ts';
import { deleteObjects } from '../storage/delete.ts';
import { videoPrefix } from '../storage/keys.ts';
import { nameOf, parseName } from './names.ts';
import type { CreateRequest } from './schemas.ts';
import { deleteVideo, findVideo, insertVideo, listVideos, type VideoRow } from './store.ts';

interface Context {
  env: Env;
  settings: Settings;
}

interface Subject {
  imageId: string;
  version: ImageVersion;
}

/**
 * Accepts a video to be made. The same photo with the same parameters is made once: whoever asks again gets the same
 * task, started anew if it had failed.
 *
 * @throws Problem `IMAGE_NOT_FOUND`, `FORBIDDEN`, and those of confirming an upload
 */
export async function createVideo(
  caller: Identified,
  { input_key: inputKey, image_id: imageId, ...request }: CreateRequest,
  context: Context,
): Promise<VideoRow> {
  const subject = await subjectOf(caller, inputKey, imageId, context);
  return ensureVideo(caller.id, subject, request, context);
}

/** Begins the video that every image has, for one that has just come. */
export function animateImage(caller: Identified, imageId: string, context: Context): Promise<VideoRow> {
  return createVideo(caller, { ...paintParameters.parse({}), image_id: imageId }, context);
}

async function subjectOf(
  caller: Identified,
  inputKey: string | undefined,
  imageId: string | undefined,
  context: Context,
): Promise<Subject> {
  if (inputKey) {
    const { version } = await ownUpload(caller, inputKey, context);
    return { imageId: version.imageId, version };
  }
  if (!imageId) throw invalid([{ loc: ['query', 'image_id'], msg: 'Field required', type: 'missing' }]);
  const image = await findImage(database(context.env), imageId);
  if (!image || !mayView(caller, image.ownerId)) throw new Problem('IMAGE_NOT_FOUND', 'Image not found');
  return { imageId, version: image.version };
}

async function ownUpload(caller: Identified, key: string, context: Context) {
  try {
    return await confirmUpload(caller, key, undefined, context);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'FORBIDDEN') throw error;
    throw new Problem('FORBIDDEN', 'You can only process your own uploaded files', { cause: error });
  }
}

/** The video of a photo and parameters, under way at least. */
async function ensureVideo(
  ownerId: string,
  { imageId, version }: Subject,
  request: PaintRequest,
  { env, settings }: Context,
): Promise<VideoRow> {
  const db = database(env);
  const filename = await nameOf(imageId, request);
  const known = await findVideo(db, filename);
  if (known && known.video.imageVersionId === version.id) {
    const restarted = await restartTask(known.task.id, env);
    return restarted ? { ...known, task: restarted } : known;
  }
  if (known) await forget(known, 'A newer version of the image has come.', env);

  const task = {
    id: crypto.randomUUID(),
    ownerId,
    kind: 'render' as const,
    subjectId: filename,
    kwargs: JSON.stringify(request),
    timeoutSeconds: settings.TASK_TIMEOUT,
  };
  const first = await insertVideo(db, { filename, ownerId, imageId, imageVersionId: version.id }, task);
  if (first) await dispatch(env, task);
  const row = await findVideo(db, filename);
  if (!row) throw new Problem('CONFLICT', 'The video was deleted meanwhile.');
  return row;
}

/**
 * The finished video of a name. One that was not made yet is begun, if it is the one that every image has, and waited
 * for.
 *
 * @throws Problem `VIDEO_NOT_FOUND`; `NOT_READY` when it takes longer than `patienceMs`; `RENDER_FAILED`
 */
export async function awaitVideo(
  caller: Caller,
  filename: string,
  patienceMs: number,
  context: Context,
): Promise<VideoRow> {
  const db = database(context.env);
  const until = Date.now() + patienceMs;
  let row = await openVideo(caller, filename, context);
  for (
    let pause = FIRST_PAUSE_MS;
    row.task.finishedAt === null;
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS)
  ) {
    if (Date.now() + pause > until) {
      throw new Problem('NOT_READY', 'The video is being made. Ask again soon.', {
        headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
      });
    }
    // oxlint-disable-next-line no-await-in-loop -- one look after the other
    await scheduler.wait(pause);
    // oxlint-disable-next-line no-await-in-loop
    const next = await findVideo(db, filename);
    if (!next) throw notFound();
    row = next;
  }
  if (row.task.status === 'completed') return row;
  throw new Problem('RENDER_FAILED', row.task.error ?? undefined);
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 1000;
const RETRY_AFTER_SECONDS = 5;

async function openVideo(caller: Caller, filename: string, context: Context): Promise<VideoRow> {
  const db = database(context.env);
  const name = parseName(filename);
  const image = name && (await findImage(db, name.imageId));
  if (!image || !mayView(caller, image.ownerId)) throw notFound();
  const { imageId, standard } = name;
  const known = await findVideo(db, filename);
  if (known && known.video.imageVersionId === image.version.id) return known;
  if (!standard) throw notFound();
  return ensureVideo(image.ownerId, { imageId, version: image.version }, paintParameters.parse({}), context);
}

export async function ownVideos(
  caller: Caller,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
  { env, settings }: Context,
) {
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const owner = listedFor(caller, settings, videos.ownerId);
  const rows = await listVideos(database(env), owner, after, limit + 1);
  return page(
    rows.map((row) => ({ ...row, createdAt: row.video.createdAt, id: row.video.filename })),
    limit,
  );
}

/**
 * Deletes a video, and stops its task if that still runs.
 * @throws Problem `VIDEO_NOT_FOUND`; `FORBIDDEN` for one of another guest, which is no secret
 */
export async function removeVideo(caller: Caller, filename: string, env: Env): Promise<void> {
  const row = await findVideo(database(env), filename);
  if (!row || !mayView(caller, row.video.ownerId)) throw notFound();
  if (!mayDelete(caller, row.video.ownerId)) {
    if (isGuest(row.video.ownerId)) throw new Problem('FORBIDDEN', 'You can only delete your own videos.');
    throw notFound();
  }
  await forget(row, 'The video was deleted.', env);
}

/** First its run loses the right to write, then the files go, the row last: a fault between loses nothing. */
async function forget({ video, task }: VideoRow, why: string, env: Env): Promise<void> {
  await endTask(task.id, why, env);
  await deleteObjects(env.BUCKET, videoPrefix(task.id));
  await deleteVideo(database(env), video);
}

function notFound(): Problem {
  return new Problem('VIDEO_NOT_FOUND', 'Video not found');
}
