import photon from '@cf-wasm/photon/photon.wasm';
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
    engine ??= createEngine({ kernels, photon });
    return await use(engine);
  } finally {
    giveBack();
  }
}

/** Lends it to a request, which has nothing to keep alive; what is wrong with its picture is the caller's to know. */
export async function withEngineNow<Result>(use: (engine: Engine) => Promise<Result>): Promise<Result> {
  try {
    return await withEngine(() => Promise.resolve(), use);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const code = PROBLEM_CODES[error.code];
    throw new Problem(code, error.message, { cause: error });
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
    for (;;) {
      const giveBack = await Promise.race([mine, scheduler.wait(KEEP_ALIVE_MS)]);
      if (giveBack) return giveBack;
      await keepAlive();
    }
  } catch (error) {
    // The place in the queue stays until its turn comes; then it is given up unused.
    void mine.then((giveBack) => giveBack());
    throw error;
  }
}
