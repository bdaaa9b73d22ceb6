import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createEngine, type Engine, sketchParameters, type SketchResult } from '../src/engine/index.ts';

const root = join(import.meta.dirname, '..');

/** In a Worker, modules are made by `import` only, and its types forbid what Node allows. */
export function compile(path: string): WebAssembly.Module {
  const { Module }: { Module: unknown } = WebAssembly;
  if (typeof Module !== 'function') throw new Error('no WebAssembly here');
  return Reflect.construct(Module, [readFileSync(path)]);
}

export const kernelsPath = join(root, 'src/engine/kernels/kernels.wasm');
const { resolve } = createRequire(import.meta.url);
export const photonPath = resolve('@cf-wasm/photon/photon.wasm');
export const webpDecoderPath = resolve('icodec/webp-dec.wasm');
export const webpEncoderPath = resolve('icodec/webp-enc.wasm');

export function newEngine(): Engine {
  return createEngine({
    kernels: compile(kernelsPath),
    photon: compile(photonPath),
    webpDecoder: compile(webpDecoderPath),
    webpEncoder: compile(webpEncoderPath),
  });
}

export function photoPath(name: string): string {
  return join(root, 'test/fixtures/photos', name);
}

export function readPhoto(name: string): Uint8Array {
  return new Uint8Array(readFileSync(photoPath(name)));
}

export interface TimedSketch {
  result: SketchResult;
  /** Milliseconds between the photo standing in memory and the drawing standing there. */
  drawingMs: number;
  /** Milliseconds from file to file, thumbnail included. */
  totalMs: number;
}

/** `clock` answers milliseconds; without one, time passes as on the wall. */
export function timedSketch(
  engine: Engine,
  file: Uint8Array,
  parameters: Record<string, unknown>,
  clock: () => number = () => performance.now(),
): TimedSketch {
  const begin = clock();
  let drawing = 0;
  let encoding = 0;
  const run = engine.sketch(file, sketchParameters.parse(parameters));
  for (;;) {
    const next = run.next();
    if (next.done) {
      return { result: next.value, drawingMs: encoding - drawing, totalMs: clock() - begin };
    }
    if (next.value.stage === 'drawing' && drawing === 0) drawing = clock();
    if (next.value.stage === 'encoding') encoding = clock();
  }
}
