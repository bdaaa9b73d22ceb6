import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { EngineModules } from '../../src/engine/index.ts';

const photonPath = createRequire(import.meta.url).resolve('@cf-wasm/photon/photon.wasm');

/** The engine's WebAssembly modules from disk, as a Worker gets them by `import`. */
export function loadModules(): EngineModules {
  const kernels = readFileSync(new URL('../../src/engine/kernels/kernels.wasm', import.meta.url));
  return { kernels: new WebAssembly.Module(kernels), photon: new WebAssembly.Module(readFileSync(photonPath)) };
}
