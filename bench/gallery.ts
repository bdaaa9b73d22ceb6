/** `node bench/gallery.ts`: draws the pencil every way and lays the pictures out in docs/gallery/pencil.jpg. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Photon } from '../src/engine/codec/photon.ts';
import { newEngine, readPhoto, timedSketch } from './engine.ts';

const PHOTOS = ['astronaut.png', 'chelsea.png', 'coffee.png', 'dandelion.jpg'];
const WAYS = [
  ...['basic', 'advanced', 'artistic'].map((method) => ({ method })),
  ...['basic', 'advanced', 'artistic'].map((method) => ({ method, type: 'color' })),
  { method: 'artistic', look: 'classic' },
];
const TILE_PX = 200;
const GAP_PX = 6;
const JPEG_QUALITY = 64;

const engine = newEngine();
const photonPath = createRequire(import.meta.url).resolve('@cf-wasm/photon/photon.wasm');
const { Module }: { Module: unknown } = WebAssembly;
if (typeof Module !== 'function') throw new Error('no WebAssembly here');
const photon = new Photon(Reflect.construct(Module, [readFileSync(photonPath)]));

const width = WAYS.length * (TILE_PX + GAP_PX) + GAP_PX;
const height = PHOTOS.length * (TILE_PX + GAP_PX) + GAP_PX;
const sheet = new Uint8Array(width * height * 4).fill(236);
for (let i = 3; i < sheet.length; i += 4) sheet[i] = 255;

/** A square out of the middle of a drawing made so that its short side fills a tile. */
function paste(file: Uint8Array, left: number, top: number): void {
  const pixels = photon.decode(file);
  const dx = Math.floor((pixels.width - TILE_PX) / 2);
  const dy = Math.floor((pixels.height - TILE_PX) / 2);
  for (let y = 0; y < TILE_PX; y++) {
    const row = pixels.rows(dy + y, dy + y + 1).subarray(dx * 4, (dx + TILE_PX) * 4);
    sheet.set(row, ((top + y) * width + left) * 4);
  }
  pixels.free();
}

for (const [row, photo] of PHOTOS.entries()) {
  const file = readPhoto(photo);
  const full = timedSketch(engine, file, {}).result;
  const maxSize = Math.ceil(
    (TILE_PX * Math.max(full.width, full.height)) / Math.min(full.width, full.height),
  );
  for (const [column, way] of WAYS.entries()) {
    const { result } = timedSketch(engine, file, { ...way, max_size: maxSize + 1 });
    paste(result.bytes, GAP_PX + column * (TILE_PX + GAP_PX), GAP_PX + row * (TILE_PX + GAP_PX));
  }
}
const bytes = photon.encode(width, height, 'jpeg', JPEG_QUALITY, (rgba) => rgba.set(sheet));
const target = join(import.meta.dirname, '../docs/gallery/pencil.jpg');
writeFileSync(target, bytes);
console.log(`${target}: ${width} × ${height}, ${Math.round(bytes.length / 1024)} KB`);
