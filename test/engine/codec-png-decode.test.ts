import { afterEach, describe, expect, it } from 'vitest';
import { decodePng, type PngDecoding } from '../../src/engine/codec/png/decode.ts';
import type { Arena } from '../../src/engine/kernels/arena.ts';
import { exif } from './files.ts';
import { newArena } from './jpeg.ts';
import { decode, fixture, newEngine, sketch } from './pictures.ts';
import { arena as guarded, randomNumbers } from './planes.ts';
import { CHANNELS, chunk, colorOf, luminanceOf, makePng, type PngPicture } from './png.ts';

const random = randomNumbers(31);

afterEach(() => {
  guarded.reset();
});

/** Without guards, which would be laid over planes that move together. */
const plainArena = newArena();

/** Luminance, red, green and blue, or luminance alone. */
function planesOf(file: Uint8Array, decoding: Partial<PngDecoding> = {}, arena: Arena = guarded) {
  arena.reset();
  const { width, height, grey, color } = decodePng(arena, file, {
    denominator: 1,
    withColor: true,
    orientation: 1,
    ...decoding,
  });
  guarded.check();
  const pointers = color ? [grey, color.red, color.green, color.blue] : [grey];
  return { width, height, planes: pointers.map((at) => arena.bytes(at, width * height).slice()) };
}

/** The planes that a picture has to give. */
function expected(picture: PngPicture) {
  const { width, height } = picture;
  const planes = Array.from({ length: 4 }, () => new Uint8Array(width * height));
  for (let i = 0; i < width * height; i++) {
    const color = colorOf(picture, i % width, Math.floor(i / width));
    for (const [channel, value] of [luminanceOf(color), ...color].entries()) {
      (planes[channel] ?? new Uint8Array())[i] = value;
    }
  }
  return planes;
}

/** A picture of noise with smooth parts, each row filtered in some way. */
function noisy(kind: Partial<PngPicture> & Pick<PngPicture, 'colorType' | 'depth'>, width = 61, height = 47) {
  const most = 2 ** kind.depth - 1;
  const channels = CHANNELS[kind.colorType];
  const samples = Array.from({ length: width * height * channels }, (_, i) =>
    random(3) === 0 ? random(most + 1) : Math.floor((i / (width * height * channels)) * most),
  );
  return {
    width,
    height,
    sample: (x: number, y: number, channel: number) => samples[(y * width + x) * channels + channel] ?? 0,
    filter: (y: number) => (y * 3) % 5,
    ...kind,
  };
}

const PALETTE = Array.from({ length: 256 * 3 }, () => random(256));
const KINDS = [
  ...[1, 2, 4, 8, 16].map((depth) => ({ colorType: 0, depth }) as const),
  ...[8, 16].map((depth) => ({ colorType: 2, depth }) as const),
  ...[1, 2, 4, 8].map((depth) => ({ colorType: 3, depth, palette: PALETTE }) as const),
  ...[8, 16].flatMap((depth) => [{ colorType: 4, depth } as const, { colorType: 6, depth } as const]),
];
const SIZES = [
  [1, 1],
  [2, 3],
  [3, 2],
  [5, 1],
  [1, 9],
  [8, 8],
  [9, 7],
  [61, 47],
  [300, 20],
] as const;

describe('the PNG decoder', () => {
  it.each(KINDS)(
    'gives the samples of $colorType with $depth bits, at every size, interlaced or not',
    (kind) => {
      for (const [width, height] of SIZES) {
        for (const interlaced of [false, true]) {
          const made = noisy({ ...kind, interlaced }, width, height);
          const planes = expected(made);
          const found = planesOf(makePng(made));
          expect([found.width, found.height]).toEqual([width, height]);
          expect(found.planes.map((plane, i) => Buffer.compare(plane, planes[i] ?? plane))).toEqual([
            0, 0, 0, 0,
          ]);
          const [grey] = planesOf(makePng(made), { withColor: false }).planes;
          expect(Buffer.compare(grey ?? new Uint8Array(), planes[0] ?? new Uint8Array())).toBe(0);
        }
      }
    },
  );

  it.each([0, 1, 2, 3, 4])('undoes filter %i at every distance between pixels', (filter) => {
    for (const kind of KINDS) {
      const made = noisy({ ...kind, filter: () => filter }, 90, 30);
      expect(planesOf(makePng(made)).planes).toEqual(expected(made));
    }
  });

  it('predicts by Paeth as the standard does, from every three neighbours', () => {
    // A row of every third value above another one; below them what Paeth makes of it.
    const values = Array.from({ length: 52 }, (_, i) => Math.min(255, i * 5));
    const rows = values.flatMap((a) => values.flatMap((b) => values.map((c) => [c, b, a, random(256)])));
    const made = noisy(
      {
        colorType: 0,
        depth: 8,
        filter: (y) => (y % 2) * 4,
        sample: (x, y) => rows[Math.floor(y / 2) * 1000 + Math.floor(x / 2)]?.[(y % 2) * 2 + (x % 2)] ?? 0,
      },
      2000,
      2 * Math.ceil(rows.length / 1000),
    );
    expect(planesOf(makePng(made)).planes).toEqual(expected(made));
  });

  it.each([
    { colorType: 0, depth: 8, transparency: [0, 3] },
    { colorType: 0, depth: 2, transparency: [0, 1] },
    { colorType: 0, depth: 16, transparency: [0x12, 0x34] },
    { colorType: 2, depth: 8, transparency: [0, 1, 0, 2, 0, 3] },
    { colorType: 2, depth: 16, transparency: [1, 2, 3, 4, 5, 6] },
    { colorType: 3, depth: 4, palette: PALETTE, transparency: [0, 128, 255, 7] },
    { colorType: 3, depth: 8, palette: PALETTE.slice(0, 30), transparency: [] },
  ] as const)('lets white through where $colorType with $depth bits has the transparent colour', (kind) => {
    const { transparency, colorType, depth } = kind;
    const near = (channel: number) =>
      colorType === 3
        ? random(2 ** depth)
        : (transparency[channel * 2] ?? 0) * 256 +
          (transparency[channel * 2 + 1] ?? 0) +
          (random(5) === 0 ? 1 : 0);
    const samples = Array.from({ length: 40 * 30 * 3 }, (_, i) => near(i % CHANNELS[colorType]));
    const channels = CHANNELS[colorType];
    const made: PngPicture = {
      ...noisy({ colorType, depth }, 40, 30),
      palette: 'palette' in kind ? [...kind.palette] : [],
      transparency: [...transparency],
      sample: (x, y, channel) => samples[(y * 40 + x) * channels + channel] ?? 0,
    };
    if (colorType !== 3) delete made.palette;
    expect(planesOf(makePng(made)).planes).toEqual(expected(made));
  });

  it('takes data in pieces of any size for the same picture', () => {
    const made = noisy({ colorType: 2, depth: 8 }, 200, 150);
    const whole = planesOf(makePng(made)).planes;
    for (const idat of [1, 7, 1000, 65_536])
      expect(planesOf(makePng({ ...made, idat })).planes).toEqual(whole);
  });

  it.each([
    'photos/chelsea.png',
    'photos/coffee.png',
    'photos/astronaut.png',
    'files/ramp.png',
    'files/ramp16.png',
  ])('gives what Photon makes of %s', (path) => {
    const photon = decode(fixture(path));
    const { planes } = planesOf(fixture(path));
    for (const channel of [0, 1, 2]) {
      const samples = photon.data.filter((_, i) => i % 4 === channel);
      expect(Buffer.compare(planes[channel + 1] ?? new Uint8Array(), samples)).toBe(0);
    }
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8] as const)('stands pictures of orientation %i upright', (orientation) => {
    const turned = orientation >= 5;
    for (const interlaced of [false, true]) {
      for (const denominator of [1, 2, 4] as const) {
        const made = noisy({ colorType: 2, depth: 8, interlaced }, 75, 40);
        const stored = planesOf(makePng(made), { denominator }, interlaced ? plainArena : guarded);
        const found = planesOf(
          makePng(made),
          { denominator, orientation },
          interlaced ? plainArena : guarded,
        );
        const [width, height] = turned ? [stored.height, stored.width] : [stored.width, stored.height];
        expect([found.width, found.height]).toEqual([width, height]);
        for (const [i, plane] of found.planes.entries()) {
          const right = plane.map((_, at) => {
            const [x, y] = turned
              ? [Math.floor(at / width), at % width]
              : [at % width, Math.floor(at / width)];
            const fromX = [2, 3, 7, 8].includes(orientation) ? stored.width - 1 - x : x;
            const fromY = [3, 4, 6, 7].includes(orientation) ? stored.height - 1 - y : y;
            return stored.planes[i]?.[fromY * stored.width + fromX] ?? 0;
          });
          expect(Buffer.compare(plane, right)).toBe(0);
        }
      }
    }
  });

  it.each([2, 4, 8] as const)(
    'reduced by %i gives the means of squares, cut off at the rim',
    (denominator) => {
      for (const interlaced of [false, true]) {
        for (const [width, height] of [...SIZES, [640, 33], [17, 18], [31, 65]] as const) {
          const made = noisy({ colorType: 6, depth: 8, interlaced }, width, height);
          const full = expected(made);
          const found = planesOf(makePng(made), { denominator }, interlaced ? plainArena : guarded);
          const [across, down] = [Math.ceil(width / denominator), Math.ceil(height / denominator)];
          expect([found.width, found.height]).toEqual([across, down]);
          for (const [i, plane] of found.planes.entries()) {
            const right = plane.map((_, at) => {
              const [left, top] = [(at % across) * denominator, Math.floor(at / across) * denominator];
              let [sum, area] = [0, 0];
              for (let y = top; y < Math.min(height, top + denominator); y++) {
                for (let x = left; x < Math.min(width, left + denominator); x++) {
                  sum += full[i]?.[y * width + x] ?? 0;
                  area++;
                }
              }
              return Math.floor((sum + Math.floor(area / 2)) / area);
            });
            expect(Buffer.compare(plane, right)).toBe(0);
          }
        }
      }
    },
  );

  it('is what the engine draws from, upright by the file’s own word', () => {
    const made = noisy({ colorType: 2, depth: 8 }, 70, 50);
    const engine = newEngine();
    const drawn = (orientation: number) =>
      sketch(engine, makePng({ ...made, before: chunk('eXIf', exif(orientation)) }), { paper: 'none' })
        .result;
    expect(drawn(1)).toMatchObject({ width: 70, height: 50 });
    const turned = {
      ...made,
      width: 50,
      height: 70,
      sample: (x: number, y: number, c: number) => made.sample(y, 49 - x, c),
    };
    expect(drawn(6)).toMatchObject({ width: 50, height: 70 });
    expect(drawn(6).bytes).toEqual(sketch(engine, makePng(turned), { paper: 'none' }).result.bytes);
    expect(engine.memoryBytes()).toBeLessThan(8 * 1024 * 1024);
  });
});
