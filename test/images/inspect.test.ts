import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { readHeader, uprightSize } from '../../src/engine/index.ts';
import { settingsOf } from '../../src/env.ts';
import { Inspector } from '../../src/images/inspect.ts';
import { CHELSEA } from '../support/photos.ts';
import { chunksOf, pngOf } from '../support/png.ts';

async function inspected(bytes: Uint8Array, step: number) {
  const inspector = new Inspector(settingsOf(env));
  for (let at = 0; at < bytes.length; at += step) await inspector.feed(bytes.subarray(at, at + step));
  return inspector.finish();
}

/** A TIFF block of one entry that says: lies on its side. */
const SIDEWAYS = new Uint8Array([
  ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8],
  ...[0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0],
  ...[0, 0, 0, 0],
]);
const EXIF = { type: 'eXIf', data: SIDEWAYS };

describe('an inspection', () => {
  it.each([
    ['before its pixels', 1],
    ['behind them', -1],
  ])('finds the orientation of a PNG %s, however the file comes', async (_, place) => {
    const png = pngOf(chunksOf(CHELSEA).toSpliced(place, 0, EXIF));
    expect(uprightSize(readHeader(png, true))).toEqual({ width: 300, height: 451 });
    for (const step of [100, 4096, png.length]) {
      expect(await inspected(png, step)).toMatchObject({ width: 300, height: 451 });
    }
  });
});
