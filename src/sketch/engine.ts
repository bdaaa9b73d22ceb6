import photon from '@cf-wasm/photon/photon.wasm';
import { Mutex } from 'async-mutex';
import { createEngine, type Engine } from '../engine/index.ts';
import kernels from '../engine/kernels/kernels.wasm';

/** One engine an isolate, hence one wasm memory; made on first use, so that start-up costs nothing. */
let engine: Engine | undefined;

/** Requests and jobs share the isolate's 128 MB, so pictures are drawn one at a time. */
const turn = new Mutex();

/** Lends the isolate's engine, to one borrower at a time. */
export function withEngine<Result>(use: (engine: Engine) => Promise<Result>): Promise<Result> {
  engine ??= createEngine({ kernels, photon });
  const lent = engine;
  return turn.runExclusive(() => use(lent));
}
