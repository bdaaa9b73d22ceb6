import type { Caller, Identified } from '../identity/caller.ts';
import { isGuest, listedFor, mayDelete, mayView } from '../identity/ownership.ts';
import { invalid } from '../api/parameters.ts';
import { database } from '../db/client.ts';
import { sketches } from '../db/schema.ts';
import {
  checkSketchable,
  CONTENT_TYPES,
  EngineError,
  type ImageType,
  METHODS,
  type Method,
  type SketchRequest,
} from '../engine/index.ts';
import type { Settings } from '../env.ts';
import { Problem } from '../http/problem.ts';
import { quotedList } from '../http/text.ts';
import { confirmUpload, findImage, type ImageVersion } from '../images/index.ts';
import { findRegion, type RegionChoice } from '../masks/index.ts';
import { dispatch, endTask } from '../jobs/index.ts';
import { deleteObjects } from '../storage/delete.ts';
import { sketchPrefix } from '../storage/keys.ts';
import { taskStatusesOf } from './present.ts';
import { reuseKeyOf } from './reuse.ts';
import type { CreateRequest, SKETCH_STATUSES } from './schemas.ts';
import { deleteSketch, findSketch, insertSketch, listSketches, type SketchRow } from './store.ts';

interface Context {
  env: Env;
  settings: Settings;
}

/**
 * Accepts a sketch to be drawn: its rows are there before its message is sent, so it cannot be lost.
 * @throws Problem `INVALID_METHOD`, `FORBIDDEN`, `IMAGE_NOT_FOUND`, `MASK_NOT_FOUND`, `IMAGE_TOO_LARGE`, and those of confirming
 *   an upload that was not confirmed yet
 */
export async function createSketch(
  caller: Identified,
  parameters: CreateRequest,
  { env, settings }: Context,
): Promise<{ sketchId: string; taskId: string }> {
  const { input_key: inputKey, image_id: imageId, sketch_type: type, method, ...rest } = parameters;
  const { mask_id: maskId, drawn_mask: drawnMask, ...drawing } = rest;
  const request: SketchRequest = { ...drawing, type, method: checkMethod(method) };
  const version = await inputOf(caller, inputKey, imageId, { env, settings });
  const choice: RegionChoice = { mask_id: maskId, drawn_mask: drawnMask };
  const region = await findRegion(version, choice, env);
  refuseTooLarge(version, request, region !== undefined);

  const sketchId = crypto.randomUUID();
  const task = {
    id: crypto.randomUUID(),
    ownerId: caller.id,
    kind: 'sketch' as const,
    subjectId: sketchId,
    kwargs: JSON.stringify({ ...request, ...choice, region: region?.identity }),
    timeoutSeconds: settings.TASK_TIMEOUT,
  };
  const { style } = request;
  await insertSketch(
    database(env),
    {
      id: sketchId,
      ownerId: caller.id,
      taskId: task.id,
      imageVersionId: version.id,
      style,
      type,
      method: request.method,
      reuseKey: await reuseKeyOf(version.sha256, request, region?.identity),
    },
    task,
  );
  await dispatch(env, task);
  return { sketchId, taskId: task.id };
}

function checkMethod(method: string): Method {
  const known = METHODS.find((candidate) => candidate === method);
  if (known) return known;
  throw new Problem('INVALID_METHOD', `Invalid method. Must be one of: ${quotedList(METHODS)}`);
}

/** The photo to draw: an own upload by its key, or any image that the caller may view by its id. */
async function inputOf(
  caller: Identified,
  inputKey: string | undefined,
  imageId: string | undefined,
  context: Context,
): Promise<ImageVersion> {
  if (inputKey) return ownUpload(caller, inputKey, context);
  if (!imageId) throw invalid([{ loc: ['query', 'input_key'], msg: 'Field required', type: 'missing' }]);
  const image = await findImage(database(context.env), imageId);
  if (!image || !mayView(caller, image.ownerId)) throw new Problem('IMAGE_NOT_FOUND', 'Image not found');
  return image.version;
}

async function ownUpload(caller: Identified, key: string, context: Context): Promise<ImageVersion> {
  try {
    const { version } = await confirmUpload(caller, key, undefined, context);
    return version;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'FORBIDDEN') throw error;
    throw new Problem('FORBIDDEN', 'You can only process your own uploaded files', { cause: error });
  }
}

function refuseTooLarge(
  { contentType, width, height, fileSize }: ImageVersion,
  request: SketchRequest,
  hasRegion: boolean,
): void {
  const types = Object.keys(CONTENT_TYPES) as ImageType[];
  const type = types.find((candidate) => CONTENT_TYPES[candidate] === contentType) ?? 'jpeg';
  try {
    // The stored size is the upright one.
    const header = { type, contentType, width, height, frames: 1, orientation: 1, bits: 8 } as const;
    checkSketchable(header, request, fileSize, hasRegion);
  } catch (error) {
    if (error instanceof EngineError) throw new Problem('IMAGE_TOO_LARGE', error.message, { cause: error });
    throw error;
  }
}

/** @throws Problem `SKETCH_NOT_FOUND` also for a sketch that is not the caller's to see */
export async function viewSketch(caller: Caller, id: string, env: Env): Promise<SketchRow> {
  const row = await findSketch(database(env), id);
  if (!row || !mayView(caller, row.sketch.ownerId)) throw notFound();
  return row;
}

export function ownSketches(
  caller: Caller,
  filter: { skip: number; limit: number; status_filter?: (typeof SKETCH_STATUSES)[number] | undefined },
  { env, settings }: Context,
): Promise<SketchRow[]> {
  const statuses = filter.status_filter ? taskStatusesOf(filter.status_filter) : undefined;
  return listSketches(database(env), listedFor(caller, settings, sketches.ownerId), statuses, filter);
}

/**
 * Deletes a sketch with its pictures, and stops its task if that still runs.
 * @throws Problem `SKETCH_NOT_FOUND`; `FORBIDDEN` for a sketch of another guest, which is no secret
 */
export async function removeSketch(caller: Caller, id: string, env: Env): Promise<void> {
  const row = await viewSketch(caller, id, env);
  if (!mayDelete(caller, row.sketch.ownerId)) {
    if (isGuest(row.sketch.ownerId)) throw new Problem('FORBIDDEN', 'You can only delete your own sketches.');
    throw notFound();
  }
  await eraseSketch(row, env);
}

/** Removes a sketch with its pictures. Doing it again is harmless. */
export async function eraseSketch({ sketch, task }: SketchRow, env: Env): Promise<void> {
  // First its run loses the right to write; then the pictures go, also those of a run that has just ended; the row
  // last: should a fault come between, the sketch is still there to be deleted again.
  await endTask(task.id, 'The sketch was deleted.', env);
  await deleteObjects(env.BUCKET, sketchPrefix(sketch.id));
  await deleteSketch(database(env), sketch.id);
}

function notFound(): Problem {
  return new Problem('SKETCH_NOT_FOUND', 'Sketch not found');
}
