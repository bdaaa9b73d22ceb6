import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodecFigures } from '../codec/figures.ts';
import type { TestPicture } from '../codec/picture.ts';
import { timeMs } from '../figures.ts';

const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

function installed(): boolean {
  try {
    for (const command of ['djpeg', 'cjpeg']) execFileSync(command, ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** libjpeg-turbo's own programs, process and file included; undefined where they are not installed. */
export function runLibjpeg(
  folder: string,
  picture: TestPicture,
  file: Uint8Array,
  runs: number,
  quality: (file: Uint8Array) => number,
): CodecFigures | undefined {
  if (!installed()) return undefined;
  const path = (name: string) => join(folder, name);
  writeFileSync(path('photo.jpg'), file);
  const head = Buffer.from(`P6 ${picture.width} ${picture.height} 255\n`);
  writeFileSync(path('photo.ppm'), Buffer.concat([head, picture.rgb]));
  const run = (command: string, args: string[]) =>
    timeMs(runs, () => execFileSync(command, args, { stdio: 'ignore' }));
  const decode = run('djpeg', ['-outfile', '/dev/null', path('photo.jpg')]);
  const encode = run('cjpeg', ['-quality', '90', '-outfile', path('native.jpg'), path('photo.ppm')]);
  const bytes = new Uint8Array(readFileSync(path('native.jpg')));
  return {
    name: 'libjpeg-turbo, native',
    decode: { ms: decode },
    encode: { ms: encode, bytes: bytes.length, psnr: quality(bytes) },
  };
}

/** What djpeg makes of a file at 1/denominator, red, green and blue beside each other; undefined where it is absent. */
export function djpeg(folder: string, file: Uint8Array, denominator: number): Uint8Array | undefined {
  if (!installed()) return undefined;
  const path = join(folder, 'photo.jpg');
  writeFileSync(path, file);
  const args = ['-dct', 'int', '-scale', `1/${denominator}`, path];
  return execFileSync('djpeg', args, { maxBuffer: MAX_OUTPUT_BYTES });
}
