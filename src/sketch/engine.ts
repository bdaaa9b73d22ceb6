import photon from '@cf-wasm/photon/photon.wasm';
import webpDecoder from 'icodec/webp-dec.wasm';
import webpEncoder from 'icodec/webp-enc.wasm';
import { Mutex, type MutexInterface } from 'async-mutex';
import { createEngine, type Engine } from '../engine/index.ts';
import kernels from '../engine/kernels/kernels.wasm';

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
