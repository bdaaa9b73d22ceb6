/**
 * Makes what the Worker needs and git does not hold: the SIMD kernels, the docs page's files, the types of
 * the bindings. Quick enough to run before every start and every test.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quietWrangler } from './wrangler.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** No growth past 64 MiB (1024 pages): half of an isolate's 128 MB stays for input, output and JavaScript. */
const KERNEL_MEMORY_PAGES = 1024;

function buildKernels(): void {
  const kernels = join(root, 'src/engine/kernels');
  execFileSync(
    process.execPath,
    [
      join(root, 'node_modules/assemblyscript/bin/asc.js'),
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
  const from = join(root, 'node_modules/swagger-ui-dist');
  const to = join(root, 'build/assets/docs');
  mkdirSync(to, { recursive: true });
  for (const file of ['swagger-ui-bundle.js', 'swagger-ui.css', 'favicon-32x32.png']) {
    cpSync(join(from, file), join(to, file));
  }
  cpSync(join(root, 'src/pages'), join(root, 'build/assets'), { recursive: true });
}

buildKernels();
copyPages();
quietWrangler(['types', 'build/worker-configuration.d.ts']);
