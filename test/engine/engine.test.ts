import { goodFiles } from '../fuzz/corpus.ts';
import { MEMORY_BUDGET_BYTES } from '../../src/engine/plan.ts';
import { flatJpeg } from './jpeg.ts';
import { describe, expect, it } from 'vitest';
import { plan, readHeader, sketchParameters } from '../../src/engine/index.ts';
import { concat, png, u32, withExif } from './files.ts';
import { codeOf, decode, encode, errorOf, fixture, newEngine, paint, sketch } from './pictures.ts';

const chelsea = fixture('photos/chelsea.png');
const CLASSIC = { look: 'classic', method: 'basic' };

describe('a run of the engine', () => {
  const engine = newEngine();

  it('tells its steps in plain words, with progress that never falls and ends at 100', () => {
    const { steps } = sketch(engine, chelsea, { method: 'artistic' });
    const progress = steps.map((step) => step.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(100);
    expect([...new Set(steps.map((step) => step.stage))]).toEqual([
      'decoding',
      'drawing',
      'encoding',
      'thumbnail',
    ]);
    expect(steps.length).toBeGreaterThan(10);
  });

  it('stops when told to, and draws again afterwards', () => {
    const run = engine.sketch(chelsea, sketchParameters.parse({}));
    for (let i = 0; i < 5; i++) run.next();
    run.return({
      bytes: new Uint8Array(),
      contentType: 'image/png',
      width: 0,
      height: 0,
      thumbnail: { bytes: new Uint8Array(), contentType: 'image/png', width: 0, height: 0 },
    });
    expect(sketch(engine, chelsea).result.width).toBe(451);
  });

  it('refuses a second run while one goes on', () => {
    const first = engine.sketch(chelsea, sketchParameters.parse({}));
    first.next();
    expect(() => engine.sketch(chelsea, sketchParameters.parse({})).next()).toThrow(/one run at a time/);
    while (!first.next().done);
    expect(sketch(engine, chelsea).result.height).toBe(300);
  });

  it.each(['png', 'jpeg', 'webp'] as const)(
    'answers %s of the photo’s size with a small JPEG beside it',
    (format) => {
      const { result } = sketch(engine, chelsea, { format });
      expect(result.contentType).toBe(`image/${format}`);
      expect(readHeader(result.bytes, true)).toMatchObject({ type: format, width: 451, height: 300 });
      expect(readHeader(result.thumbnail.bytes, true)).toMatchObject({
        type: 'jpeg',
        width: 320,
        height: 213,
      });
    },
  );

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('stands a photo of orientation %i upright', (orientation) => {
    // Dark upper left, light elsewhere, in the picture as it is meant to be seen.
    const upright = paint(64, 48, (x, y) => (x < 32 && y < 24 ? [20, 20, 20] : [230, 230, 230]));
    const turned = orientation >= 5;
    const stored = paint(turned ? 48 : 64, turned ? 64 : 48, (x, y) => {
      const [across, down] = turned ? [y, x] : [x, y];
      const flipX = [2, 3, 6, 7].includes(orientation);
      const flipY = [3, 4, 7, 8].includes(orientation);
      const [ux, uy] = [flipX ? 63 - across : across, flipY ? 47 - down : down];
      const i = (uy * 64 + ux) * 4;
      return [upright.data[i] ?? 0, upright.data[i] ?? 0, upright.data[i] ?? 0];
    });
    const file = withExif(encode(stored, 'jpeg'), orientation);
    const { result } = sketch(engine, file, { type: 'color', paper: 'none' });
    const { width, height, data } = decode(result.bytes);
    expect([width, height]).toEqual([64, 48]);
    const corner = (x: number, y: number) => {
      let sum = 0;
      for (let dy = 0; dy < 12; dy++)
        for (let dx = 0; dx < 12; dx++) sum += data[((y + dy) * 64 + x + dx) * 4] ?? 0;
      return sum / 144;
    };
    expect(corner(6, 6)).toBeLessThan(Math.min(corner(46, 6), corner(6, 32), corner(46, 32)) - 60);
  });

  it('composites transparency on white paper', () => {
    const clear = png(
      20,
      20,
      6,
      8,
      Array.from({ length: 20 }, () => Array.from({ length: 80 }, () => 0)),
    );
    const { data } = decode(sketch(engine, clear).result.bytes);
    expect(Math.min(...data)).toBe(255);
  });

  it.each([
    [
      'grey',
      png(
        8,
        8,
        0,
        8,
        Array.from({ length: 8 }, () => [0, 36, 72, 108, 144, 180, 216, 252]),
      ),
    ],
    [
      '16-bit grey',
      png(
        4,
        4,
        0,
        16,
        Array.from({ length: 4 }, () => [0, 0, 80, 0, 160, 0, 255, 255]),
      ),
    ],
    [
      'grey with alpha',
      png(
        4,
        4,
        4,
        8,
        Array.from({ length: 4 }, () => [0, 255, 80, 255, 160, 255, 255, 0]),
      ),
    ],
    [
      'palette',
      png(
        8,
        8,
        3,
        8,
        Array.from({ length: 8 }, () => [0, 1, 0, 1, 0, 1, 0, 1]),
        { palette: [0, 0, 0, 255, 0, 0] },
      ),
    ],
    [
      '1-bit',
      png(
        8,
        8,
        0,
        1,
        Array.from({ length: 8 }, () => [0b10101010]),
      ),
    ],
    ['16-bit colour', fixture('files/ramp16.png')],
    ['16-bit TIFF', fixture('files/ramp16.tiff')],
    ['TIFF', fixture('files/ramp.tiff')],
    ['BMP', fixture('files/ramp.bmp')],
    ['lossy WebP', fixture('files/ramp-lossy.webp')],
    ['lossless WebP', fixture('files/ramp-lossless.webp')],
    ['progressive JPEG', fixture('files/ramp-progressive.jpg')],
    ['the first frame of a GIF', fixture('files/three-frames.gif')],
  ])('draws from %s', (_, file) => {
    const header = readHeader(file, true);
    expect(sketch(engine, file, { type: 'color' }).result).toMatchObject({
      width: header.width,
      height: header.height,
    });
  });

  it.each([
    [1, 1],
    [1, 50],
    [7, 5],
    [97, 61],
    [641, 479],
    [4099, 3],
    [3, 2000],
  ])('draws %i × %i pixels every way', (width, height) => {
    const file = encode(
      paint(width, height, (x, y) => [(x * 7) % 256, (y * 5) % 256, ((x + y) * 3) % 256]),
      'png',
    );
    for (const look of ['modern', 'classic']) {
      for (const method of ['basic', 'advanced', 'artistic']) {
        const type = method === 'basic' ? 'color' : 'black_and_white';
        expect(sketch(engine, file, { look, method, type }).result).toMatchObject({ width, height });
      }
    }
  });

  it('keeps no metadata of the photo', () => {
    const file = withExif(
      encode(
        paint(32, 32, (x) => [x * 8, 0, 0]),
        'jpeg',
      ),
      3,
    );
    for (const format of ['png', 'jpeg', 'webp']) {
      const { result } = sketch(engine, file, { format });
      expect(Buffer.from(result.bytes).includes('Exif')).toBe(false);
    }
  });
});

describe('damaged files', () => {
  const engine = newEngine();
  const FILES = [
    'ramp.png',
    'ramp.jpg',
    'ramp-lossy.webp',
    'ramp-lossless.webp',
    'ramp.bmp',
    'ramp.tiff',
    'three-frames.gif',
  ];

  it.each(FILES)('of %s, cut at every length, end in a picture or a named error', (name) => {
    const file = fixture(`files/${name}`);
    for (let length = 0; length < file.length; length += 1 + Math.floor(file.length / 150)) {
      expect(['none', 'CORRUPT_IMAGE', 'UNSUPPORTED_FORMAT']).toContain(
        codeOf(() => sketch(engine, file.subarray(0, length), CLASSIC)),
      );
    }
    expect(codeOf(() => sketch(engine, file, CLASSIC))).toBe('none');
  });

  it.each(FILES)('of %s, with bytes flipped, end in a picture or a named error', (name) => {
    const file = fixture(`files/${name}`);
    let state = 12_345;
    const random = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let trial = 0; trial < 120; trial++) {
      const damaged = file.slice();
      for (let flips = 1 + random(4); flips > 0; flips--) damaged[random(file.length)] = random(256);
      const error = errorOf(() => sketch(engine, damaged, CLASSIC));
      expect(['CORRUPT_IMAGE', 'UNSUPPORTED_FORMAT', 'IMAGE_TOO_LARGE', undefined]).toContain(error?.code);
    }
    expect(codeOf(() => sketch(engine, file, CLASSIC))).toBe('none');
  });

  it('of which the pixels do not fit the header are refused', () => {
    const lying = concat(png(4, 4, 0, 8, [[1, 2, 3, 4]]), u32(0));
    expect(codeOf(() => sketch(engine, lying, CLASSIC))).toBe('CORRUPT_IMAGE');
  });
});

describe('memory', () => {
  it('does not grow over 200 jobs of every format, of which some throw', () => {
    const engine = newEngine();
    const good = goodFiles().map(({ bytes }) => bytes);
    const job = (i: number) => {
      const file = good[i % good.length] ?? chelsea;
      const look = i % 2 ? 'modern' : 'classic';
      const format = (['png', 'jpeg', 'webp'] as const)[i % 3];
      const damaged = i % 5 === 4 ? file.subarray(0, 40) : file;
      return codeOf(() => sketch(engine, damaged, { look, format }));
    };
    const codes = Array.from({ length: 80 }, (_, i) => job(i));
    const early = engine.memoryBytes();
    codes.push(...Array.from({ length: 120 }, (_, i) => job(i)));
    expect(codes.filter((code) => code === 'CORRUPT_IMAGE').length).toBe(40);
    expect(codes.filter((code) => code === 'none').length).toBe(160);
    expect(engine.memoryBytes()).toBe(early);
  });

  it('stays in the budget when photos of Photon’s and of our own codec take turns', () => {
    const engine = newEngine();
    const large = flatJpeg(5000, 4000);
    const wide = encode(
      paint(2000, 1500, (x, y) => [x & 255, y & 255, 128]),
      'webp',
    );
    for (let turn = 0; turn < 2; turn++) {
      for (const file of [large, wide]) {
        sketch(engine, file, { method: 'advanced' });
        expect(engine.memoryBytes()).toBeLessThanOrEqual(MEMORY_BUDGET_BYTES);
      }
    }
  });

  it.each([
    { look: 'classic', method: 'artistic' },
    { look: 'classic', method: 'advanced' },
    { method: 'basic', type: 'color' },
    { method: 'advanced', type: 'color' },
    { method: 'artistic', type: 'color' },
  ])('of %j stays under the plan', (parameters) => {
    const engine = newEngine();
    const file = encode(
      paint(1500, 1200, (x, y) => [(x * 3) & 255, (x + y) & 255, 128 + 100 * Math.sin(x * y)]),
      'jpeg',
    );
    sketch(engine, file, parameters);
    const { peakBytes } = plan(readHeader(file, true), sketchParameters.parse(parameters));
    expect(engine.memoryBytes()).toBeLessThanOrEqual(peakBytes + file.length);
  });
});
