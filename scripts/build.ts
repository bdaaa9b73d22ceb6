/**
 * Makes what the Worker needs and git does not hold: the SIMD kernels, the docs page's files, the types of
 * the bindings. Quick enough to run before every start and every test.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { quietWrangler, ROOT } from './wrangler.ts';

/** No growth past 64 MiB (1024 pages): half of an isolate's 128 MB stays for input, output and JavaScript. */
const KERNEL_MEMORY_PAGES = 1024;

function buildKernels(): void {
  const kernels = join(ROOT, 'src/engine/kernels');
  execFileSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/assemblyscript/bin/asc.js'),
      join(kernels, 'assembly/index.ts'),
      '--outFile',
      join(kernels, 'kernels.wasm'),
      '--runtime=stub',
      '--enable=simd',
      '--use=abort=',
      '-O3',
      '--noAssert',
      '--importMemory',
      '--noExportMemory',
      '--initialMemory=16',
      `--maximumMemory=${KERNEL_MEMORY_PAGES}`,
    ],
    { stdio: 'inherit' },
  );
}

function copyPages(): void {
  const from = join(ROOT, 'node_modules/swagger-ui-dist');
  const to = join(ROOT, 'build/assets/docs');
  mkdirSync(to, { recursive: true });
  for (const file of ['swagger-ui-bundle.js', 'swagger-ui.css', 'favicon-32x32.png']) {
    cpSync(join(from, file), join(to, file));
  }
  cpSync(join(ROOT, 'src/pages'), join(ROOT, 'build/assets'), { recursive: true });
}

export function build(): void {
  buildKernels();
  copyPages();
  quietWrangler(['types', 'build/worker-configuration.d.ts']);
}

if (import.meta.main) build();
