import photon from '@cf-wasm/photon/photon.wasm';
import webpDecoder from 'icodec/webp-dec.wasm';
import webpEncoder from 'icodec/webp-enc.wasm';
import { Mutex, type MutexInterface } from 'async-mutex';
import { createEngine, type Engine, EngineError, type EngineErrorCode } from '../engine/index.ts';
import kernels from '../engine/kernels/kernels.wasm';
import type { ErrorCode } from '../http/codes.ts';
import { Problem } from '../http/problem.ts';

/** One engine an isolate, hence one wasm memory; made on first use, so that start-up costs nothing. */
let engine: Engine | undefined;

/** Requests and jobs share the isolate's 128 MB, so pictures are drawn one at a time. */
const turn = new Mutex();

/** Well within a lease. */
const KEEP_ALIVE_MS = 10_000;

/**
 * Lends the isolate's engine, to one borrower at a time.
 * @param keepAlive called now and then while waiting for the engine; what it throws ends the wait
 */
export async function withEngine<Result>(
  keepAlive: () => Promise<void>,
  use: (engine: Engine) => Promise<Result>,
): Promise<Result> {
  const giveBack = await waitForTurn(keepAlive);
  try {
    engine ??= createEngine({ kernels, photon, webpDecoder, webpEncoder });
    return await use(engine);
  } finally {
    giveBack();
  }
}

/** A request's turn ends by itself after this long: one whose client has gone is ended anywhere and cleans up nothing. */
const TURN_MS = 20_000;
/** Longest that a request waits for its turn and for a job that draws. */
const PATIENCE_MS = 25_000;
const LOOK_AGAIN_MS = 10;

let requestTurn: { endsAt: number } | undefined;

/**
 * Lends the engine to requests, one at a time, for work that has no steps. Requests hold no lock of jobs: the engine
 * is used only while no job draws, and between `work`'s beginning and end nothing else runs.
 * @param use is given `run`, which waits until no job draws and then calls `work`
 * @throws Problem `SERVICE_UNAVAILABLE` after half a minute; what is wrong with a picture, as the caller may know it
 */
export async function inTurn<Result>(
  use: (run: <Made>(work: (engine: Engine) => Made) => Promise<Made>) => Promise<Result>,
): Promise<Result> {
  await until(() => requestTurn === undefined || requestTurn.endsAt < Date.now());
  const mine = { endsAt: Date.now() + TURN_MS };
  requestTurn = mine;
  try {
    return await use(async (work) => {
      await until(() => !turn.isLocked());
      engine ??= createEngine({ kernels, photon, webpDecoder, webpEncoder });
      return work(engine);
    });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new Problem(PROBLEM_CODES[error.code], error.message, { cause: error });
  } finally {
    if (requestTurn === mine) requestTurn = undefined;
  }
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!isSo()) {
    if (Date.now() > deadline) {
      throw new Problem('SERVICE_UNAVAILABLE', 'The service is busy drawing. Try again in a moment.', {
        headers: { 'Retry-After': '5' },
      });
    }
    await scheduler.wait(LOOK_AGAIN_MS);
  }
}

const PROBLEM_CODES = {
  UNSUPPORTED_FORMAT: 'UNSUPPORTED_MEDIA_TYPE',
  CORRUPT_IMAGE: 'CORRUPT_IMAGE',
  IMAGE_TOO_LARGE: 'IMAGE_TOO_LARGE',
  INVALID_PARAMETER: 'INVALID_REQUEST',
  NEED_MORE_BYTES: 'CORRUPT_IMAGE',
} as const satisfies Record<EngineErrorCode, ErrorCode>;

async function waitForTurn(keepAlive: () => Promise<void>): Promise<MutexInterface.Releaser> {
  const mine = turn.acquire();
  try {
    return await keptAlive(mine, keepAlive);
  } catch (error) {
    // The place in the queue stays until its turn comes; then it is given up unused.
    void mine.then((giveBack) => giveBack());
    throw error;
  }
}

const STILL_WAITING = Symbol('still waiting');

/**
 * Waits for something that takes long.
 * @param keepAlive called now and then meanwhile; what it throws ends the wait
 */
export async function keptAlive<Result>(
  work: Promise<Result>,
  keepAlive: () => Promise<void>,
): Promise<Result> {
  // Of what nobody waits for any more, nobody need know how it ends.
  work.catch(() => undefined);
  for (;;) {
    const done = await Promise.race([work, scheduler.wait(KEEP_ALIVE_MS).then(() => STILL_WAITING)]);
    if (done !== STILL_WAITING) return done as Result;
    await keepAlive();
  }
}

/** Does work of the engine that has steps in one go. */
export function atOnce<Result>(steps: Generator<unknown, Result, void>): Result {
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
  }
}
