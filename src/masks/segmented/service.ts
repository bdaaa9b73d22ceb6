import { database } from '../../db/client.ts';
import { EngineError, type MaskRecord, MaskSet, packMasks, type ScoredMask } from '../../engine/index.ts';
import type { Settings } from '../../env.ts';
import { Problem } from '../../http/problem.ts';
import type { Caller, Identified } from '../../identity/caller.ts';
import { imageExists, newImageId, readPhoto, storeImage, viewImage, type ImageVersion } from '../../images/index.ts';
import { dispatch, insertTask } from '../../jobs/index.ts';
import { maskSetKey } from '../../storage/keys.ts';
import { withEngine } from '../../workshop/index.ts';
import { segmentPhoto } from './segmenter.ts';
import { readMaskSet } from './sets.ts';
import { maskSetStatements, replaceMaskSet } from './store.ts';

interface Context {
  env: Env;
  settings: Settings;
}

/** Within a request there is no lease to keep. */
const NO_LEASE = () => Promise.resolve();

/**
 * Takes a photo and finds the masks of everything on it; image and masks come into being together or not at all.
 *
 * @throws Problem `IMAGE_EXISTS`, what is wrong with the photo, `PROVIDER_FAILED`
 */
export async function generateMasks(
  caller: Identified,
  imageId: string | undefined,
  photo: Uint8Array<ArrayBuffer>,
  context: Context,
): Promise<{ version: ImageVersion; set: MaskSet }> {
  await refuseTaken(imageId, context.env);
  const blob = await asProblem(segmentPhoto(photo, context.settings, NO_LEASE));
  const set = new MaskSet(blob);
  const versionId = crypto.randomUUID();
  const row = { imageVersionId: versionId, key: maskSetKey(versionId), createdAt: Date.now() };
  const id = imageId ?? newImageId();
  await context.env.BUCKET.put(row.key, blob);
  try {
    const version = await storeImage(caller, { id, versionId, photo }, context, (db) => [
      ...maskSetStatements(db, row, id, set.records.length),
    ]);
    return { version, set };
  } catch (error) {
    await context.env.BUCKET.delete(row.key);
    throw error;
  }
}

/** The same, but the masks are found by a task. */
export async function generateMasksLater(
  caller: Identified,
  imageId: string | undefined,
  photo: Uint8Array<ArrayBuffer>,
  context: Context,
): Promise<{ imageId: string; taskId: string }> {
  await refuseTaken(imageId, context.env);
  const id = imageId ?? newImageId();
  const versionId = crypto.randomUUID();
  const task = {
    id: crypto.randomUUID(),
    ownerId: caller.id,
    kind: 'segment' as const,
    subjectId: versionId,
    kwargs: JSON.stringify({ image_id: id }),
    timeoutSeconds: context.settings.TASK_TIMEOUT,
  };
  await storeImage(caller, { id, versionId, photo }, context, (db) => [insertTask(db, task, Date.now())]);
  await dispatch(context.env, task);
  return { imageId: id, taskId: task.id };
}

async function refuseTaken(imageId: string | undefined, env: Env): Promise<void> {
  if (imageId === undefined || !(await imageExists(imageId, env))) return;
  throw new Problem('IMAGE_EXISTS', `Image with ID '${imageId}' already exists. Use a different ID.`);
}

/** What an engine finds wrong with a file, as the answer to the request that brought it. */
async function asProblem<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof EngineError) throw problemOf(error);
    throw error;
  }
}

const CODES = {
  UNSUPPORTED_FORMAT: 'UNSUPPORTED_MEDIA_TYPE',
  CORRUPT_IMAGE: 'CORRUPT_IMAGE',
  NEED_MORE_BYTES: 'CORRUPT_IMAGE',
  IMAGE_TOO_LARGE: 'IMAGE_TOO_LARGE',
  INVALID_PARAMETER: 'INVALID_REQUEST',
} as const satisfies Record<EngineError['code'], unknown>;

function problemOf(error: EngineError): Problem {
  return new Problem(CODES[error.code], error.message, { cause: error });
}

/** An image and the masks of its newest version; a set without masks when none were ever made. */
export async function viewMasks(caller: Caller, imageId: string, env: Env) {
  const image = await viewImage(caller, imageId, env);
  const read = await readMaskSet(image.version.id, env);
  const { width, height } = image.version;
  return { image, key: read?.key, set: read?.set ?? new MaskSet(packMasks([], width, height)) };
}

/**
 * Finds the object that points and a box mean, and adds its mask under the next free id.
 *
 * @throws Problem `OUTSIDE_IMAGE`, `CONFLICT` when others add masks all the time
 */
export async function addPromptedMask(
  caller: Identified,
  imageId: string,
  prompt: Prompt,
  { env }: Context,
): Promise<{ record: MaskRecord; set: MaskSet }> {
  const { image } = await viewMasks(caller, imageId, env);
  const { version } = image;
  refuseOutside(prompt, version);
  const photo = await readPhoto(version, env);
  const found = await asProblem(withEngine(NO_LEASE, async (engine) => engine.promptMask(photo, prompt)));
  for (let tries = 0; tries < MAX_ADD_TRIES; tries++) {
    // oxlint-disable-next-line no-await-in-loop -- each try reads what the one before lost to
    const added = await tryAdd(version, imageId, found, env);
    if (added) return added;
  }
  throw new Problem('CONFLICT', 'Other masks were added at the same moment. Try again.');
}

const MAX_ADD_TRIES = 5;

export interface Prompt {
  points: { x: number; y: number; label: number }[];
  box?: [x: number, y: number, width: number, height: number] | undefined;
}

function refuseOutside({ points, box }: Prompt, { width, height }: ImageVersion): void {
  for (const { x, y } of points) checkInside(x, y, width, height);
  if (!box) return;
  const [left, top, across, down] = box;
  if (across < 1 || down < 1) throw new Problem('OUTSIDE_IMAGE', 'The box is empty.');
  checkInside(left, top, width, height);
  checkInside(left + across - 1, top + down - 1, width, height);
}

/** @throws Problem `OUTSIDE_IMAGE` */
export function checkInside(x: number, y: number, width: number, height: number): void {
  if (x >= 0 && y >= 0 && x < width && y < height) return;
  throw new Problem('OUTSIDE_IMAGE', `Point (${x}, ${y}) is outside image bounds (${width}x${height})`);
}

async function tryAdd(version: ImageVersion, imageId: string, found: ScoredMask, env: Env) {
  const before = await readMaskSet(version.id, env);
  const set = new MaskSet(appendMask(before?.set, found, version.width, version.height));
  const key = maskSetKey(version.id);
  await env.BUCKET.put(key, set.blob);
  const row = { imageVersionId: version.id, key, createdAt: Date.now() };
  const placed = await replaceMaskSet(database(env), row, before?.key, imageId, set.records.length);
  // The loser takes its own object back; the winner the one that it has replaced.
  const useless = placed ? before?.key : key;
  if (useless !== undefined) await env.BUCKET.delete(useless);
  const record = set.records.at(-1);
  return placed && record ? { record, set } : undefined;
}
