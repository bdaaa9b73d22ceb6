import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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

function read(folder: string): CorpusFile[] {
  const path = join(FIXTURES, folder);
  return readdirSync(path)
    .toSorted()
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(path, name))) }));
}
