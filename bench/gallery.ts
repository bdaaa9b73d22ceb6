/**
 * `node bench/gallery.ts [photo…]`: draws photos in every style, method and type.
 *
 * Writes build/gallery.png, a contact sheet of all of them (a row a photo and style; columns: the photo, then basic,
 * advanced and artistic in black and white, then in colour), and docs/gallery/styles.jpg, one picture a style.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { readHeader } from '../src/engine/index.ts';
import { METHODS, STYLES, TYPES, type Style } from '../src/engine/styles/parameters.ts';
import { newEngine, photoPath, timedSketch } from './engine.ts';
import { ContactSheet } from './sheet.ts';

const PHOTOS = ['astronaut.png', 'chelsea.png', 'coffee.png', 'dandelion.jpg'].map(photoPath);
const SHEET_TILE_PX = 280;
const SHOWN_TILE_PX = 200;
const SHOWN_QUALITY = 70;
/** Pictures are drawn so many times as large as they are shown: lines and marks are finer than a tile's pixels. */
const DRAWN_SCALE = 2;

/** What a style is shown with, where there is room for one picture: worked and in colour, unless it says so here. */
const SHOWN: Partial<Record<Style, { method: string; type: string }>> = {
  pencil: { method: 'advanced', type: 'black_and_white' },
  charcoal: { method: 'advanced', type: 'black_and_white' },
  ink: { method: 'advanced', type: 'black_and_white' },
  pastel: { method: 'artistic', type: 'color' },
  oil: { method: 'artistic', type: 'color' },
};
const SHOWN_ELSE = { method: 'advanced', type: 'color' };

const root = join(import.meta.dirname, '..');
const engine = newEngine();

/** A drawing whose short side fills a tile, in more detail than it shows. */
function drawn(file: Uint8Array, tilePx: number, way: Record<string, unknown>): Uint8Array {
  const { width, height } = readHeader(file);
  const max_size = Math.ceil((DRAWN_SCALE * tilePx * Math.max(width, height)) / Math.min(width, height));
  return timedSketch(engine, file, { ...way, max_size }).result.bytes;
}

function write(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  console.log(`${relative(root, path)}: ${Math.round(bytes.length / 1024)} KB`);
}

const paths = process.argv.length > 2 ? process.argv.slice(2) : PHOTOS;
const photos = paths.map((path) => new Uint8Array(readFileSync(path)));

const ways = TYPES.flatMap((type) => METHODS.map((method) => ({ type, method })));
const sheet = new ContactSheet(1 + ways.length, photos.length * STYLES.length, SHEET_TILE_PX);
for (const [row, file] of photos.entries()) {
  for (const [at, style] of STYLES.entries()) {
    const line = row * STYLES.length + at;
    sheet.paste(file, 0, line);
    for (const [column, way] of ways.entries()) {
      sheet.paste(drawn(file, SHEET_TILE_PX, { ...way, style }), 1 + column, line);
    }
  }
}
write(join(root, 'build/gallery.png'), sheet.png());

if (process.argv.length === 2) {
  const shown = new ContactSheet(STYLES.length, photos.length, SHOWN_TILE_PX);
  for (const [row, file] of photos.entries()) {
    for (const [column, style] of STYLES.entries()) {
      shown.paste(drawn(file, SHOWN_TILE_PX, { ...(SHOWN[style] ?? SHOWN_ELSE), style }), column, row);
    }
  }
  write(join(root, 'docs/gallery/styles.jpg'), shown.jpeg(SHOWN_QUALITY));
}
