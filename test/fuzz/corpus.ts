import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bmp, concat, png, riff, tiff, u16, vp8x } from '../engine/files.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');
const IMAGE = /\.(?:png|jpg|gif|webp|bmp|tiff)$/;

/** Good files of kinds that are refused. */
const REFUSED = ['arithmetic.jpg'];

export interface CorpusFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Small good files of every format and variant. */
export function goodFiles(): CorpusFile[] {
  return [...read('files'), ...read('jpeg')].filter(
    ({ name }) => IMAGE.test(name) && !REFUSED.includes(name),
  );
}

/** Inputs that once broke the engine; see the README beside them. */
export function brokenFiles(): CorpusFile[] {
  return read('broken').filter(({ name }) => name !== 'README.md');
}

/** Headers of 60000 × 60000 pixels, with next to nothing behind them. */
export function hugeFiles(): CorpusFile[] {
  const side = 60_000;
  const frame = concat([0xff, 0xd8, 0xff, 0xc0], u16(17), [8], u16(side), u16(side), [3]);
  const components = concat([1, 0x11, 0], [2, 0x11, 0], [3, 0x11, 0]);
  return [
    { name: 'png', bytes: png(side, side, 2, 8, []) },
    { name: 'jpeg', bytes: concat(frame, components) },
    { name: 'gif', bytes: concat('GIF89a', u16(side, true), u16(side, true), [0, 0, 0]) },
    { name: 'webp', bytes: riff(['VP8X', vp8x(side, side)]) },
    { name: 'bmp', bytes: bmp(side, side) },
    { name: 'tiff', bytes: tiff(side, side, 1, true) },
  ];
}

function read(folder: string): CorpusFile[] {
  const path = join(FIXTURES, folder);
  return readdirSync(path)
    .toSorted()
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(path, name))) }));
}
