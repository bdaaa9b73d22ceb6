import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Server, startServer } from '../support/server.ts';

/** Not the blocking kind: the server's output has to be read meanwhile. */
const run = promisify(execFile);

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

it('the curl examples of the README work as pasted', async () => {
  const readme = readFileSync('README.md', 'utf8');
  const section = /## With curl\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? '';
  const blocks = [...section.matchAll(/```sh\n([\s\S]*?)```/g)];
  const script = blocks.map(([, block = '']) => block).join('\n');
  expect(script).toContain('/api/sketch/create');
  const here = script.replace('http://localhost:8787', server.url);
  const { stdout } = await run('bash', ['-eo', 'pipefail', '-c', here], { cwd: folder, timeout: 110_000 });
  for (const name of ['sketch.png', 'drawn-mask.png', 'rendered.png', 'newest.png']) {
    expect(readFileSync(join(folder, name)).subarray(0, 4)).toEqual(PNG_SIGNATURE);
  }
  expect(stdout.trim().split('\n').slice(-3)).toEqual(
    Array(3).fill(expect.stringContaining('/files/images/')),
  );
});

it('the demo prints progress and writes the sketch next to the photo', async () => {
  const photo = join(folder, 'photo.png');
  const { stdout, stderr } = await run(process.execPath, ['scripts/demo.ts', photo, '--url', server.url]);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/running: drawing/);
  expect(stdout).toMatch(/100 % {2}completed/);
  expect(readFileSync(join(folder, 'photo.sketch.png')).subarray(0, 4)).toEqual(PNG_SIGNATURE);
});

it('the demo says what is wrong with a file that is no photo', async () => {
  const demo = run(process.execPath, ['scripts/demo.ts', 'README.md', '--url', server.url]);
  await expect(demo).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/not a PNG, JPEG, GIF, WebP, BMP or TIFF/),
  });
});
