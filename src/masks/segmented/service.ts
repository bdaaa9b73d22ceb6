import { invalid } from '../../api/parameters.ts';
import { database } from '../../db/client.ts';
import {
  appendMask,
  type Instruction,
  maskArea,
  type MaskRecord,
  MaskSet,
  type PromptPoint,
  promptMask,
  render,
  type ScoredMask,
} from '../../engine/index.ts';
import type { Settings } from '../../env.ts';
import { Problem } from '../../http/problem.ts';
import type { Caller, Identified } from '../../identity/caller.ts';
import {
  beginImage,
  checkPhoto,
  freeImageId,
  type ImageRow,
  type ImageVersion,
  type Photo,
  readPhoto,
  viewImage,
} from '../../images/index.ts';
import { atOnce, inTurn } from '../../isolate/engine.ts';
import { dispatch, insertTask } from '../../jobs/index.ts';
import { maskSetKey } from '../../storage/keys.ts';
import { metered } from '../../usage/index.ts';
import { segmentPhoto, type Workbench } from './segmenter.ts';
import { readMaskSet } from './sets.ts';
import { insertMaskSet, isOutrun, replaceStatements } from './store.ts';

interface Context {
  env: Env;
  settings: Settings;
}

/** A request takes its turns with others, and holds nothing while it waits for a provider. */
function benchFor(photo: Photo): Workbench {
  return {
    work: (steps) => inTurn((run) => run((engine) => atOnce(steps(engine)))),
    workOnPhoto: (steps) => inTurn((run) => run((engine) => atOnce(steps(engine, photo)))),
    wait: (answer) => answer,
  };
}

/** An image that has just been made, and its masks. */
export interface Generated {
  version: ImageVersion;
  set: MaskSet;
}

/**
 * Takes a photo and finds the masks of everything on it; image and masks come into being together or not at all.
 * @throws Problem `INVALID_IMAGE_ID`, `IMAGE_EXISTS`, what is wrong with the photo, `PROVIDER_FAILED`
 */
export async function generateMasks(
  caller: Identified,
  chosenId: string | undefined,
  photo: Photo,
  { env, settings }: Context,
): Promise<Generated> {
  const imageId = await freeImageId(chosenId, env);
  return metered(env, 'upload', async () => {
    const inspection = await checkPhoto(photo, settings);
    const used = { fileSize: photo.length, contentType: inspection.contentType };
    const { set } = await metered(env, 'segment', async () => ({
      ...used,
      set: await segmentPhoto(inspection, settings, benchFor(photo)),
    }));
    const versionId = crypto.randomUUID();
    const row = { imageVersionId: versionId, key: maskSetKey(versionId), createdAt: Date.now() };
    await env.BUCKET.put(row.key, set.blob);
    try {
      const beginning = { imageId, versionId, photo, inspection, maskCount: set.records.length };
      const beside = [insertMaskSet(database(env), row)];
      return { ...used, set, version: await beginImage(caller, beginning, beside, env) };
    } catch (error) {
      await env.BUCKET.delete(row.key);
      throw error;
    }
  });
}

/**
 * Takes a photo at once and leaves its masks to a task, which can be tried again.
 * @throws Problem `INVALID_IMAGE_ID`, `IMAGE_EXISTS`, what is wrong with the photo
 */
export async function generateMasksLater(
  caller: Identified,
  chosenId: string | undefined,
  photo: Photo,
  { env, settings }: Context,
): Promise<{ version: ImageVersion; taskId: string }> {
  const imageId = await freeImageId(chosenId, env);
  const versionId = crypto.randomUUID();
  const task = {
    id: crypto.randomUUID(),
    ownerId: caller.id,
    kind: 'segment' as const,
    subjectId: versionId,
    kwargs: JSON.stringify({ image_id: imageId }),
    timeoutSeconds: settings.TASK_TIMEOUT,
  };
  const { version } = await metered(env, 'upload', async () => {
    const inspection = await checkPhoto(photo, settings);
    const beside = [insertTask(database(env), task, Date.now())];
    const begun = await beginImage(caller, { imageId, versionId, photo, inspection }, beside, env);
    return { fileSize: photo.length, contentType: inspection.contentType, version: begun };
  });
  await dispatch(env, task);
  return { version, taskId: task.id };
}

/** An image and the masks of its newest version. */
export interface MaskedImage {
  image: ImageRow;
  set: MaskSet;
}

/** @throws Problem `IMAGE_NOT_FOUND` */
export async function viewMasks(caller: Caller, imageId: string, env: Env): Promise<MaskedImage> {
  const image = await viewImage(caller, imageId, env);
  const { set } = await readMaskSet(image.version, env);
  return { image, set };
}

/**
 * Draws masks as a PNG; see {@link render}.
 * @throws Problem `IMAGE_NOT_FOUND`, what is wrong with the photo
 */
export async function renderMasks(
  caller: Caller,
  imageId: string,
  instructions: readonly Instruction[],
  env: Env,
): Promise<Uint8Array> {
  const { image, set } = await viewMasks(caller, imageId, env);
  return inTurn(async (run) => {
    const photo = await readPhoto(image.version, env);
    return run((engine) => atOnce(render(engine, photo, set, instructions)));
  });
}

/** Points and a box in pixels of the image. */
export interface PromptRequest {
  points: PromptPoint[];
  box?: [x: number, y: number, width: number, height: number] | undefined;
}

/** Tries to add a mask while others add theirs: each failure means that somebody else got through. */
const MAX_ADD_TRIES = 20;

/**
 * Finds the object that points and a box mean, and adds its mask under the next free id.
 * @throws Problem `IMAGE_NOT_FOUND`, `OUTSIDE_IMAGE`, `NO_OBJECT_FOUND`, `CONFLICT` when others add masks all the time
 */
export async function addPromptedMask(
  caller: Caller,
  imageId: string,
  prompt: PromptRequest,
  env: Env,
): Promise<{ record: MaskRecord; set: MaskSet }> {
  const { version } = await viewImage(caller, imageId, env);
  refuseOutside(prompt, version);
  const { fileSize, contentType } = version;
  return metered(env, 'segment', async () => {
    const [found] = await inTurn(async (run) => {
      const photo = await readPhoto(version, env);
      return run((engine) => atOnce(promptMask(engine, photo, prompt)));
    });
    if (!found || maskArea(found.mask) === 0) throw new Problem('NO_OBJECT_FOUND');
    for (let tries = 0; tries < MAX_ADD_TRIES; tries++) {
      const added = await tryAdd(version, found, env);
      if (added) return { ...added, fileSize, contentType };
    }
    throw new Problem('CONFLICT', 'Too many masks were added at the same moment. Try again.');
  });
}

function refuseOutside({ points, box }: PromptRequest, size: { width: number; height: number }): void {
  if (!box && !points.some(({ label }) => label === 1)) {
    const msg = 'A box or a point on the object is needed';
    throw invalid([{ loc: ['body', 'points'], msg, type: 'missing' }]);
  }
  for (const { x, y } of points) checkInside(x, y, size);
  if (!box) return;
  const [left, top, width, height] = box;
  if (width < 1 || height < 1) throw new Problem('OUTSIDE_IMAGE', 'The box is empty.');
  checkInside(left, top, size);
  checkInside(left + width - 1, top + height - 1, size);
}

/** @throws Problem `OUTSIDE_IMAGE` */
export function checkInside(
  x: number,
  y: number,
  { width, height }: { width: number; height: number },
): void {
  if (x >= 0 && y >= 0 && x < width && y < height) return;
  throw new Problem('OUTSIDE_IMAGE', `Point (${x}, ${y}) is outside image bounds (${width}x${height})`);
}

/** @returns undefined if somebody else was first */
async function tryAdd(version: ImageVersion, found: ScoredMask, env: Env) {
  const before = await readMaskSet(version, env);
  const set = new MaskSet(appendMask(before.set, found));
  const key = maskSetKey(version.id);
  await env.BUCKET.put(key, set.blob);
  const db = database(env);
  const change = { version, key, previousKey: before.key, count: set.records.length };
  try {
    await db.batch(replaceStatements(db, change));
  } catch (error) {
    await env.BUCKET.delete(key);
    if (isOutrun(error)) return undefined;
    throw error;
  }
  if (before.key !== undefined) await env.BUCKET.delete(before.key);
  const record = set.records.at(-1);
  return record && { record, set };
}
