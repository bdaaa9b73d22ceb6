import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePng } from '../src/engine/codec/png/encode.ts';
import { Arena } from '../src/engine/kernels/arena.ts';
import { codecTable } from './codec/figures.ts';
import { benchJpeg } from './codec/jpeg.ts';
import { testPicture, type TestPicture } from './codec/picture.ts';
import { benchWebp } from './codec/webp.ts';
import { compile, kernelsPath } from './engine.ts';
import { timeMs } from './figures.ts';

/** A picture for a screen and one as a phone takes it. */
const SIZES = [
  { width: 1632, height: 1224, runs: 9 },
  { width: 4000, height: 3000, runs: 5 },
];

/** The codecs against those of others that are installed; native ones and sharp run in files and processes of their own. */
export async function benchCodec(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'easel-bench-'));
  console.log(
    'Median, ms (times ours); quality 90, 4:2:0; wasm is what stands afterwards beside the planes.\n',
  );
  try {
    for (const { width, height, runs } of SIZES) {
      const arena = new Arena(compile(kernelsPath));
      const picture = testPicture(arena, width, height);
      await benchJpeg(arena, picture, folder, runs);
      await benchWebp(picture, runs);
      benchPng(arena, picture, runs);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function benchPng(arena: Arena, { width, height, planes }: TestPicture, runs: number): void {
  let bytes = 0;
  const ms = timeMs(runs, () => {
    bytes = encodePng(arena, { kind: 'grey', grey: planes.green }, width, height).length;
  });
  console.log(
    `${codecTable(`PNG, ${width} × ${height}`, [{ name: 'Easel, grey', encode: { ms, bytes } }])}\n`,
  );
}
