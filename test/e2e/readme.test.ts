import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Server, startServer } from '../support/server.ts';

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

let server: Server;
let folder: string;
beforeAll(async () => {
  server = await startServer();
  folder = mkdtempSync(join(tmpdir(), 'easel-readme-'));
  copyFileSync('test/fixtures/photos/coffee.png', join(folder, 'photo.png'));
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

it('the curl examples of the README work as pasted', () => {
  const readme = readFileSync('README.md', 'utf8');
  const script = /## With curl[\s\S]*?```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect(script).toContain('/api/sketch/create');
  const here = script.replace('http://localhost:8787', server.url);
  // No shell option but pipefail: a pasted script goes on after an error, and then has no picture.
  execFileSync('bash', ['-o', 'pipefail', '-c', here], { cwd: folder, timeout: 60_000, stdio: 'pipe' });
  expect(readFileSync(join(folder, 'sketch.png')).subarray(0, 4)).toEqual(PNG_SIGNATURE);
});

it('the demo prints progress and writes the sketch next to the photo', () => {
  const photo = join(folder, 'photo.png');
  const demo = spawnSync(process.execPath, ['scripts/demo.ts', photo, '--url', server.url], {
    encoding: 'utf8',
  });
  expect(demo.stderr).toBe('');
  expect(demo.stdout).toMatch(/running: drawing/);
  expect(demo.stdout).toMatch(/100 % {2}completed/);
  expect(readFileSync(join(folder, 'photo.sketch.png')).subarray(0, 4)).toEqual(PNG_SIGNATURE);
});

it('the demo says what is wrong with a file that is no photo', () => {
  const demo = spawnSync(process.execPath, ['scripts/demo.ts', 'README.md', '--url', server.url], {
    encoding: 'utf8',
  });
  expect(demo.status).toBe(1);
  expect(demo.stderr).toMatch(/not a PNG, JPEG, GIF, WebP, BMP or TIFF/);
});
