import { drawFromPhoto } from '../drawing/index.ts';
import { type EncodedImage, EngineError, type Mask, type SketchResult } from '../engine/index.ts';
import { Problem } from '../http/problem.ts';
import { findVersion, type ImageVersion } from '../images/index.ts';
import { type Job, type JobContext, PermanentFailure, type Task } from '../jobs/index.ts';
import { findRegion, type Region, type RegionChoice } from '../masks/index.ts';
import { deleteObjects } from '../storage/delete.ts';
import { sketchKey, sketchPrefix, sketchThumbnailKey } from '../storage/keys.ts';
import { contentTypeOf } from './present.ts';
import { taskParameters } from './schemas.ts';
import { findSketch, findTwin, pictureStatement, type Sketch } from './store.ts';

/** Share of the whole that reading the photo and writing the picture take, in per cent. */
const LOADED = 5;
const DRAWN = 95;

interface Picture {
  width: number;
  height: number;
  resultKey: string;
  thumbnailKey: string;
}

/** Draws a sketch: the photo from R2, through the engine, the picture and its thumbnail back into R2. */
export const sketchJob: Job = {
  async run(task, context) {
    const sketch = await stillWanted(task, context);
    // What an earlier run left behind: it has lost its right to write, so nothing will ever name it.
    if (task.attempt > 1) await deleteObjects(context.env.BUCKET, sketchPrefix(sketch.id));
    const picture = (await copyTwin(sketch, task, context)) ?? (await draw(sketch, task, context));
    const { width, height, resultKey, thumbnailKey } = picture;
    return {
      result: { sketch_id: sketch.id, width, height },
      writes: [pictureStatement(context.db, context.lease, sketch.id, picture)],
      discard: () => context.env.BUCKET.delete([resultKey, thumbnailKey]),
    };
  },
};

async function stillWanted(task: Task, { db }: JobContext): Promise<Sketch> {
  const row = await findSketch(db, task.subjectId);
  // Both as they are now: a guest who has just registered has taken the two along.
  if (!row || row.sketch.ownerId !== row.task.ownerId) throw new PermanentFailure('The sketch was deleted.');
  return row.sketch;
}

/** The result of an earlier sketch of the same bytes with the same parameters, as objects of this one's own. */
async function copyTwin(sketch: Sketch, task: Task, context: JobContext): Promise<Picture | undefined> {
  const twin = await findTwin(context.db, sketch);
  if (!twin?.resultKey || !twin.thumbnailKey || !twin.width || !twin.height) return undefined;
  const resultKey = sketchKey(sketch.id, task.attempt, extensionOf(twin.resultKey));
  const thumbnailKey = sketchThumbnailKey(sketch.id, task.attempt, extensionOf(twin.thumbnailKey));
  await context.step('reusing an earlier result', LOADED);
  const copied = await Promise.all([
    copy(context.env.BUCKET, twin.resultKey, resultKey),
    copy(context.env.BUCKET, twin.thumbnailKey, thumbnailKey),
  ]);
  if (!copied.every(Boolean)) return undefined;
  return { width: twin.width, height: twin.height, resultKey, thumbnailKey };
}

function extensionOf(key: string): string {
  return key.split('.').at(-1) ?? '';
}

function formatOf({ contentType }: EncodedImage): string {
  return contentType.replace('image/', '');
}

async function copy(bucket: R2Bucket, from: string, to: string): Promise<boolean> {
  const object = await bucket.get(from);
  if (!object) return false;
  await bucket.put(to, object.body, { httpMetadata: object.httpMetadata ?? {} });
  return true;
}

async function draw(sketch: Sketch, task: Task, context: JobContext): Promise<Picture> {
  const { mask_id, drawn_mask, region: meant, ...request } = taskParameters.parse(JSON.parse(task.kwargs));
  const version = await photoOf(sketch, context);
  const region = await regionOf(version, { mask_id, drawn_mask }, context);
  if (region?.identity !== meant) throw new PermanentFailure('The mask was replaced by another.');
  const drawn = await drawFromPhoto(sketch.imageVersionId, context, {
    shares: { loaded: LOADED, made: DRAWN },
    prepare: (engine): Promise<Mask | undefined> => asFailure(async () => (await region?.fetch())?.(engine)),
    begin: (engine, photo, mask) => engine.sketch(photo, request, mask),
  });
  await context.step('saving', DRAWN);
  return store(sketch.id, task.attempt, drawn, context.env.BUCKET);
}

async function photoOf({ imageVersionId }: Sketch, { db }: JobContext): Promise<ImageVersion> {
  const version = imageVersionId ? await findVersion(db, imageVersionId) : undefined;
  if (!version) throw new PermanentFailure('The photo was deleted.');
  return version;
}

async function regionOf(
  version: ImageVersion,
  choice: RegionChoice,
  { env }: JobContext,
): Promise<Region | undefined> {
  return asFailure(() => findRegion(version, choice, env));
}

/** @throws PermanentFailure for what is wrong with what the client has sent: another try would meet the same */
async function asFailure<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem || error instanceof EngineError)
      throw new PermanentFailure(error.message, { cause: error });
    throw error;
  }
}

async function store(id: string, attempt: number, drawn: SketchResult, bucket: R2Bucket): Promise<Picture> {
  const resultKey = sketchKey(id, attempt, formatOf(drawn));
  const thumbnailKey = sketchThumbnailKey(id, attempt, formatOf(drawn.thumbnail));
  await Promise.all(
    [[resultKey, drawn.bytes] as const, [thumbnailKey, drawn.thumbnail.bytes] as const].map(([key, bytes]) =>
      bucket.put(key, bytes, { httpMetadata: { contentType: contentTypeOf(key) } }),
    ),
  );
  return { width: drawn.width, height: drawn.height, resultKey, thumbnailKey };
}
