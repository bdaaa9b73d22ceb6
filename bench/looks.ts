/**
 * `node bench/looks.ts`: what drawings and paintings keep of their photos, as Markdown tables a photo, beside those of
 * native OpenCV where it is installed. The measures are those of the tests.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STYLES, type Style } from '../src/engine/styles/parameters.ts';
import { lookFigures } from '../test/engine/look.ts';
import { coherence } from '../test/engine/look/coherence.ts';
import { paintFigures } from '../test/engine/look/paint.ts';
import { METHODS, photoFile, PHOTOS } from '../test/engine/look/photos.ts';
import { middleOf, share } from '../test/engine/look/planes.ts';
import { likeness, structureOf } from '../test/engine/look/similarity.ts';
import { decode, greyOf, newEngine, type Plane, type Rgba, sketch } from '../test/engine/pictures.ts';
import { table } from './figures.ts';

/** Drawn in lines and tones, in black and white; the others are painted, in colour. */
const DRAWN: ReadonlySet<Style> = new Set<Style>(['pencil', 'charcoal', 'ink']);

interface Looked {
  name: string;
  picture: Rgba;
}

function drawingRow(name: string, photo: Plane, picture: Plane): string[] {
  const { edgeRecall, toneCorrelation, whiteShare } = lookFigures(photo, picture);
  const dark = share(picture, (value) => value < 40);
  const light = share(picture, (value) => value > 215);
  const figures = [edgeRecall, toneCorrelation, whiteShare, dark, dark + light, coherence(picture)];
  return [name, ...figures.map((value) => value.toFixed(2))];
}

function paintingRow(name: string, photo: Rgba, picture: Rgba): string[] {
  const of = paintFigures(photo, picture);
  const { edges, flats } = of.gradientsKept;
  const figures = [
    of.lowFrequencyDeltaE,
    of.edgesKept,
    of.textureKept,
    of.edgesKept / Math.max(0.01, of.textureKept),
    edges / flats,
    of.coherence,
    of.strokeTexture,
  ];
  return [name, ...figures.map((value) => value.toFixed(2))];
}

/** Each way to draw with the one that it is likest to. */
function nearestRows(pictures: Looked[]): string[][] {
  const structures = pictures.map(({ name, picture }) => ({
    name,
    of: structureOf(middleOf(greyOf(picture))),
  }));
  return structures.map((one) => {
    const others = structures
      .filter((other) => other !== one)
      .map((other) => ({ name: other.name, value: likeness(one.of, other.of) }))
      .toSorted((a, b) => b.value - a.value);
    return [one.name, others[0]?.name ?? '', (others[0]?.value ?? 0).toFixed(2)];
  });
}

/** OpenCV's pictures by name; none, with a line that says so, where it is not installed. */
function nativePictures(file: Uint8Array): Map<string, Rgba> {
  const folder = mkdtempSync(join(tmpdir(), 'easel-looks-'));
  try {
    const path = join(folder, 'photo');
    writeFileSync(path, file);
    const script = join(import.meta.dirname, 'peers/opencv_looks.py');
    if (spawnSync('/usr/bin/python3', [script, path, folder]).status !== 0) {
      console.log('skipped: native OpenCV (apt-get install python3-opencv)\n');
      return new Map();
    }
    const names = ['pencilSketch', 'stylization', 'oilPainting'];
    return new Map(
      names.map((name) => [name, decode(new Uint8Array(readFileSync(join(folder, `${name}.png`))))]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const engine = newEngine();
for (const name of PHOTOS) {
  const file = photoFile(name);
  const photo = decode(file);
  const native = nativePictures(file);
  const drawn = (type: string): (Looked & { style: Style })[] =>
    STYLES.flatMap((style) =>
      METHODS.map((method) => {
        const { bytes } = sketch(engine, file, { style, method, type }).result;
        return { style, name: `${style} ${method}`, picture: decode(bytes) };
      }),
    );
  const [plain, color] = [drawn('black_and_white'), drawn('color')];
  const of = (...names: string[]) =>
    [...native]
      .filter(([peer]) => names.includes(peer))
      .map(([peer, picture]) => ({ name: `OpenCV ${peer}`, picture }));

  console.log(`## ${name}, ${photo.width} × ${photo.height}\n`);
  const drawings = [...plain.filter(({ style }) => DRAWN.has(style)), ...of('pencilSketch')];
  console.log(
    table(
      ['black and white', 'edges found', 'tone', 'white', 'black', 'black or white', 'coherence'],
      drawings.map((one) => drawingRow(one.name, greyOf(photo), greyOf(one.picture))),
    ),
  );
  const paintings = [...color.filter(({ style }) => !DRAWN.has(style)), ...of('stylization', 'oilPainting')];
  console.log(
    `\n${table(
      [
        'colour',
        'ΔE',
        'forms kept',
        'texture kept',
        'forms ÷ texture',
        'abstraction, own marks counted',
        'coherence',
        'marks',
      ],
      paintings.map((one) => paintingRow(one.name, photo, one.picture)),
    )}\n`,
  );
  console.log(table(['black and white', 'likest', 'SSIM'], nearestRows(plain)));
  console.log(`\n${table(['colour', 'likest', 'SSIM'], nearestRows(color))}\n`);
}
