import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { EngineModules } from '../../src/engine/index.ts';

const kernelsPath = join(import.meta.dirname, '../../src/engine/kernels/kernels.wasm');
const { resolve } = createRequire(import.meta.url);

/** In a Worker, modules are made by `import` only, and its types forbid what Node allows. */
function compile(path: string): WebAssembly.Module {
  const { Module }: { Module: unknown } = WebAssembly;
  if (typeof Module !== 'function') throw new Error('no WebAssembly here');
  return Reflect.construct(Module, [readFileSync(path)]);
}

/** The engine's WebAssembly modules from disk, as a Worker gets them by `import`. */
export function loadModules(): EngineModules {
  return {
    kernels: compile(kernelsPath),
    photon: compile(resolve('@cf-wasm/photon/photon.wasm')),
    webpDecoder: compile(resolve('icodec/webp-dec.wasm')),
    webpEncoder: compile(resolve('icodec/webp-enc.wasm')),
  };
}
