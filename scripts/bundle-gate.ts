/** Fails when the Worker has become too large to start quickly: all of its code and wasm, gzipped. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from './build.ts';
import { quietWrangler } from './wrangler.ts';

/** Half of the 3 MB that a free plan takes, and quick to load. */
const MAX_GZIPPED_BYTES = 1.5 * 1024 * 1024;

build();
const out = mkdtempSync(join(tmpdir(), 'easel-bundle-'));
try {
  quietWrangler(['deploy', '--dry-run', '--minify', '--outdir', out]);
  const parts = readdirSync(out)
    .filter((name) => /\.(?:js|wasm)$/.test(name))
    .map((name) => ({ name, gzipped: gzipSync(readFileSync(join(out, name))).length }));
  const total = parts.reduce((sum, { gzipped }) => sum + gzipped, 0);
  for (const { name, gzipped } of parts) console.log(`${kib(gzipped).padStart(10)}  ${name}`);
  console.log(`${kib(total).padStart(10)}  in all, of ${kib(MAX_GZIPPED_BYTES)}`);
  if (parts.length === 0 || total > MAX_GZIPPED_BYTES) process.exitCode = 1;
} finally {
  rmSync(out, { recursive: true });
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KiB`;
}
