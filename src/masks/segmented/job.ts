import { appendMask, EngineError, MaskSet, type Step } from '../../engine/index.ts';
import { Problem } from '../../http/problem.ts';
import { findVersion, type ImageVersion, readPhoto } from '../../images/index.ts';
import { keptAlive, withEngine } from '../../isolate/engine.ts';
import { fence, type Job, type JobContext, PermanentFailure } from '../../jobs/index.ts';
import { maskSetKey } from '../../storage/keys.ts';
import { metered } from '../../usage/index.ts';
import { segmentPhoto, type Workbench } from './segmenter.ts';
import { readMaskSet } from './sets.ts';
import { replaceStatements } from './store.ts';

/** Share of the whole that finding masks takes, in per cent; then they are stored. */
const FOUND = 95;

/** Finds the masks of a version of an image. */
export const segmentJob: Job = {
  async run(task, context) {
    const { env, db, lease } = context;
    const version = await findVersion(db, task.subjectId);
    if (!version) throw new PermanentFailure('The photo was deleted.');
    const found = await find(version, context);
    await context.step('saving', FOUND);
    const before = await readMaskSet(version, env);
    const set = before.key === undefined ? found : joined(before.set, found);
    const key = maskSetKey(version.id);
    await env.BUCKET.put(key, set.blob);
    const count = set.records.length;
    const condition = fence(db, lease);
    return {
      result: {
        image_id: version.imageId,
        mask_count: count,
        image_dimensions: { width: version.width, height: version.height },
        mask_ids: set.records.map(({ id }) => id),
      },
      writes: [...replaceStatements(db, { version, key, previousKey: before.key, count, condition })],
      discard: () => env.BUCKET.delete(key),
      replace: async () => {
        if (before.key !== undefined) await env.BUCKET.delete(before.key);
      },
    };
  },
};

/** Masks that somebody has added meanwhile keep their ids. */
function joined(before: MaskSet, found: MaskSet): MaskSet {
  return found.records.reduce((set, { id, score }) => {
    const mask = found.mask(id);
    return mask ? new MaskSet(appendMask(set, { mask, score })) : set;
  }, before);
}

async function find(version: ImageVersion, context: JobContext): Promise<MaskSet> {
  const { env, settings } = context;
  const { fileSize, contentType } = version;
  try {
    const { set } = await metered(env, 'segment', async () => {
      await context.step('loading', 0);
      return { set: await segmentPhoto(version, settings, benchOf(version, context)), fileSize, contentType };
    });
    return set;
  } catch (error) {
    // Another try would meet the same photo, or a provider that has been asked more than once by now.
    if (error instanceof EngineError || error instanceof Problem)
      throw new PermanentFailure(error.message, { cause: error });
    throw error;
  }
}

/** A job has the engine for itself while it works, and reports its steps. */
function benchOf(version: ImageVersion, context: JobContext): Workbench {
  const keepAlive = () => context.keepAlive();
  return {
    work: (steps) => withEngine(keepAlive, async (engine) => reported(steps(engine), context)),
    workOnPhoto: (steps) =>
      withEngine(keepAlive, async (engine) =>
        reported(steps(engine, await readPhoto(version, context.env)), context),
      ),
    wait: (answer) => keptAlive(answer, keepAlive),
  };
}

async function reported<Result>(run: Generator<Step, Result, void>, context: JobContext): Promise<Result> {
  try {
    for (;;) {
      const next = run.next();
      if (next.done) return next.value;
      await context.step(next.value.stage, (next.value.progress * FOUND) / 100);
    }
  } finally {
    // A run that is stopped between two steps gives the engine back.
    run.return(undefined as never);
  }
}
