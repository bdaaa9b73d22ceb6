/** What the jobs that make something of a photo share. */
import { type Engine, EngineError, type Step } from '../engine/index.ts';
import { findVersion } from '../images/index.ts';
import { withEngine } from '../isolate/engine.ts';
import { type JobContext, PermanentFailure } from '../jobs/index.ts';

/** Shares of the whole job, in per cent: what loading ends at, and the engine's work. */
interface Shares {
  loaded: number;
  made: number;
}

/** What an engine does for a job. */
interface Work<Prepared, Result> {
  shares: Shares;
  /** Reads what the work takes besides the photo, before that stands in memory. */
  prepare: (engine: Engine) => Promise<Prepared>;
  /** Starts the work on the photo's bytes. */
  begin: (engine: Engine, photo: Uint8Array, prepared: Prepared) => Generator<Step, Result, void>;
}

/**
 * Takes a photo through the engine and reports its steps.
 *
 * @param imageVersionId of the photo; null when it is known to be gone
 * @throws {PermanentFailure} for a photo that is gone, changed, or not to be drawn
 */
export function drawFromPhoto<Prepared, Result>(
  imageVersionId: string | null,
  context: JobContext,
  { shares: { loaded, made }, prepare, begin }: Work<Prepared, Result>,
): Promise<Result> {
  return withEngine(
    () => context.keepAlive(),
    async (engine) => {
      await context.step('loading', 0);
      const prepared = await prepare(engine);
      // Only now, so that no more than one photo at a time is held in memory; and by the engine alone, which lets go
      // of it before the result is made.
      const steps = begin(engine, await loadPhoto(imageVersionId, context), prepared);
      await context.step('loading', loaded);
      try {
        for (;;) {
          const next = steps.next();
          if (next.done) return next.value;
          await context.step(next.value.stage, loaded + (next.value.progress * (made - loaded)) / 100);
        }
      } catch (error) {
        throw error instanceof EngineError ? new PermanentFailure(error.message, { cause: error }) : error;
      } finally {
        // A run that is stopped between two steps gives the engine back.
        steps.return(undefined as never);
      }
    },
  );
}

async function loadPhoto(imageVersionId: string | null, { db, env }: JobContext): Promise<Uint8Array> {
  const version = imageVersionId ? await findVersion(db, imageVersionId) : undefined;
  // The bytes that were checked on arrival, or none: a presigned link may have been used once more since.
  const object = version && (await env.BUCKET.get(version.key, { onlyIf: { etagMatches: version.etag } }));
  if (!object) throw new PermanentFailure('The photo was deleted.');
  if (!('body' in object)) throw new PermanentFailure('The photo was changed after it was uploaded.');
  return new Uint8Array(await object.arrayBuffer());
}
