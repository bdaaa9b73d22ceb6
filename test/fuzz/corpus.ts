import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bmp, concat, png, riff, tiff, u16, vp8x } from '../engine/files.ts';
import { ADOBE_RGB, DISPLAY_P3, iccpChunk, iccProfile, withProfile } from '../engine/icc.ts';
import { CHANNELS, makePng, type PngPicture } from '../engine/png.ts';

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
  const files = [...read('files'), ...read('jpeg')];
  return [...files.filter(({ name }) => IMAGE.test(name) && !REFUSED.includes(name)), ...madeFiles()];
}

/** Every kind of PNG, interlaced or not, and files with colour profiles. */
function madeFiles(): CorpusFile[] {
  const kinds = [
    ...[1, 2, 4, 8, 16].map((depth) => ({ colorType: 0, depth, transparency: [0, 1] }) as const),
    ...[8, 16].map((depth) => ({ colorType: 2, depth, transparency: [0, 1, 0, 2, 0, 3] }) as const),
    ...[1, 2, 4, 8].map(
      (depth) => ({ colorType: 3, depth, palette: PALETTE, transparency: [9, 99] }) as const,
    ),
    ...[8, 16].flatMap((depth) => [{ colorType: 4, depth } as const, { colorType: 6, depth } as const]),
  ];
  const pngs = kinds.flatMap((kind) =>
    [false, true].map((interlaced) => ({
      name: `made-${kind.colorType}-${kind.depth}${interlaced ? '-interlaced' : ''}.png`,
      bytes: makePng({ ...small(kind.colorType, kind.depth), ...kind, interlaced }),
    })),
  );
  const before = iccpChunk(iccProfile(DISPLAY_P3));
  const [jpeg] = read('jpeg').filter(({ name }) => name === 'sampling-2x2.jpg');
  if (!jpeg) throw new Error('a JPEG of the corpus is missing');
  return [
    ...pngs,
    { name: 'made-profile.png', bytes: makePng({ ...small(2, 8), before }) },
    { name: 'made-stored.png', bytes: makePng({ ...small(6, 8), level: 0, idat: 50 }) },
    { name: 'made-profile.jpg', bytes: withProfile(jpeg.bytes, iccProfile(ADOBE_RGB), 200) },
  ];
}

const PALETTE = Array.from({ length: 6 }, (_, i) => i * 40);

function small(colorType: PngPicture['colorType'], depth: number): PngPicture {
  const most = 2 ** depth - 1;
  const sample: PngPicture['sample'] = (x, y, channel) =>
    (x * 3 + y * 5 * CHANNELS[colorType] + channel) & most;
  return { width: 21, height: 19, colorType, depth, sample, filter: (y) => y % 5 };
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
