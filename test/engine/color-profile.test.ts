import { describe, expect, it } from 'vitest';
import { conversionOf } from '../../src/engine/codec/icc/conversion.ts';
import { encodeJpeg } from '../../src/engine/codec/jpeg/encode.ts';
import { decodePng } from '../../src/engine/codec/png/decode.ts';
import { plan, readHeader, sketchParameters } from '../../src/engine/index.ts';
import { concat, riff, vp8x } from './files.ts';
import {
  ADOBE_RGB,
  curves,
  DISPLAY_P3,
  iccpChunk,
  iccProfile,
  SRGB,
  srgbLevel,
  srgbLight,
  withProfile,
} from './icc.ts';
import { decodePlanes, newArena } from './jpeg.ts';
import { encode, fixture, newEngine, paint, sketch } from './pictures.ts';
import { randomNumbers } from './planes.ts';
import { luminanceOf, makePng, type PngPicture } from './png.ts';

type Color = readonly [number, number, number];
const random = randomNumbers(9);
const arena = newArena();

/** Lights to those of sRGB, from the primaries of each space (CSS Color Module Level 4; Lindbloom). */
const TO_SRGB = {
  'Display P3': [
    [1.224_940_18, -0.224_940_18, 0],
    [-0.042_056_95, 1.042_056_95, 0],
    [-0.019_637_55, -0.078_636_05, 1.098_273_6],
  ],
  'Adobe RGB': [
    [1.398_355_74, -0.398_355_74, 0],
    [0, 1, 0],
    [0, -0.042_932_92, 1.042_932_92],
  ],
} as const;

const SPACES = [
  ['Display P3', DISPLAY_P3, srgbLight],
  ['Adobe RGB', ADOBE_RGB, (value: number) => value ** 2.199_218_75],
] as const;

/** The colour in sRGB, in double precision. */
function inSrgb(space: keyof typeof TO_SRGB, light: (value: number) => number, color: Color): number[] {
  const lights = color.map((value) => light(value / 255));
  return TO_SRGB[space].map((row) =>
    srgbLevel(row.reduce<number>((sum, factor, i) => sum + factor * (lights[i] ?? 0), 0)),
  );
}

const PATCHES: Color[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [0, 0, 0],
  [255, 255, 255],
  [128, 128, 128],
  [3, 2, 1],
  ...Array.from({ length: 500 }, (): Color => [random(256), random(256), random(256)]),
];

/** A strip of patches, a pixel each. */
function strip(before: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const picture: PngPicture = {
    width: PATCHES.length,
    height: 3,
    colorType: 2,
    depth: 8,
    before,
    sample: (x, _, channel) => PATCHES[x]?.[channel] ?? 0,
  };
  return makePng(picture);
}

function decodeStrip(file: Uint8Array, withColor = true) {
  arena.reset();
  const { width, height, grey, color } = decodePng(arena, file, {
    denominator: 1,
    withColor,
    orientation: 1,
  });
  const pointers = color ? [grey, color.red, color.green, color.blue] : [grey];
  return pointers.map((at) => arena.bytes(at, width * height).slice());
}

function jpeg(width: number, height: number): Uint8Array<ArrayBuffer> {
  arena.reset();
  const [red = 0, green = 0, blue = 0] = [5, 9, 14].map((step) => {
    const at = arena.alloc(width * height);
    const plane = arena.bytes(at, width * height);
    for (let i = 0; i < plane.length; i++) plane[i] = ((i % width) * step + Math.floor(i / width)) >> 2;
    return at;
  });
  return encodeJpeg(arena, { kind: 'color', red, green, blue }, width, height, {
    quality: 95,
    chroma: '4:4:4',
  });
}

/** Planes of luminance, red, green and blue against others in double precision. */
function expectSrgb(planes: Uint8Array[], stored: Uint8Array[], convert: (color: Color) => number[]): void {
  const [grey, ...color] = planes;
  let furthest = 0;
  for (let i = 0; i < (grey?.length ?? 0); i++) {
    const right = convert([stored[1]?.[i] ?? 0, stored[2]?.[i] ?? 0, stored[3]?.[i] ?? 0]);
    const found = color.map((plane) => plane[i] ?? 0);
    for (const [channel, value] of right.entries()) {
      furthest = Math.max(furthest, Math.abs((found[channel] ?? 0) - value));
    }
    const [red = 0, green = 0, blue = 0] = found;
    expect(grey?.[i]).toBe(luminanceOf([red, green, blue]));
  }
  expect(furthest).toBeLessThan(1);
}

describe.each(SPACES)('colours of %s', (space, profile, light) => {
  const icc = iccProfile(profile);
  const convert = (color: Color) => inSrgb(space, light, color);

  it('of a PNG become those of sRGB, clipped to its gamut', () => {
    const planes = decodeStrip(strip(iccpChunk(icc)));
    expectSrgb(planes, decodeStrip(strip(new Uint8Array())), convert);
    expect(decodeStrip(strip(iccpChunk(icc)), false)).toEqual(planes.slice(0, 1));
  });

  it('of a JPEG become those of sRGB, also where only luminance is asked for', () => {
    const files = [
      jpeg(100, 75),
      fixture('jpeg/progressive.jpg'),
      fixture('jpeg/rgb.jpg'),
      fixture('jpeg/restart.jpg'),
    ];
    for (const file of files) {
      for (const denominator of [1, 2] as const) {
        const stored = decodePlanes(arena, file, { denominator });
        for (const orientation of [1, 6] as const) {
          const turned = decodePlanes(arena, file, { denominator, orientation });
          const marked = withProfile(file, icc);
          const { planes } = decodePlanes(arena, marked, { denominator, orientation });
          expectSrgb(planes, turned.planes, convert);
          const alone = decodePlanes(arena, marked, { denominator, orientation, withColor: false });
          expect(alone.planes).toEqual(planes.slice(0, 1));
        }
        expect(stored.planes[1]).not.toEqual(
          decodePlanes(arena, withProfile(file, icc), { denominator }).planes[1],
        );
      }
    }
  });

  it('of a WebP are drawn as those of a PNG', () => {
    const engine = newEngine();
    const picture = paint(90, 60, (x, y) => [x * 2, y * 4, 200 - x]);
    const simple = encode(picture, 'webp');
    const webp = riff(
      ['VP8X', [0x20, ...vp8x(90, 60).slice(1)]],
      ['ICCP', icc],
      ['VP8L', simple.subarray(20)],
    );
    const rgb: PngPicture = {
      width: 90,
      height: 60,
      colorType: 2,
      depth: 8,
      sample: (x, y, channel) => picture.data[(y * 90 + x) * 4 + channel] ?? 0,
    };
    const png = makePng({ ...rgb, before: iccpChunk(icc) });
    for (const parameters of [{ type: 'color' }, { look: 'classic', method: 'basic' }]) {
      const drawn = sketch(engine, png, parameters).result.bytes;
      expect(sketch(engine, webp, parameters).result.bytes).toEqual(drawn);
      expect(drawn).not.toEqual(sketch(engine, makePng(rgb), parameters).result.bytes);
      expect(Buffer.from(drawn).includes('iCCP')).toBe(false);
    }
  });
});

describe('a tone curve', () => {
  const gamma = (value: number) => value ** 2.2;
  const [g, a, b, c, d] = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.040_45] as const;
  const linear = (value: number) => (value < d ? c * value : (a * value + b) ** g);

  it.each([
    ['nothing', curves.identity(), (value: number) => value],
    ['a gamma', curves.gamma(2.2), gamma],
    ['1024 samples', curves.sampled(1024, gamma), gamma],
    ['two samples', curves.sampled(2, gamma), (value: number) => value],
    ['parameters of type 0', curves.parametric(0, 1.8), (value: number) => value ** 1.8],
    [
      'type 1',
      curves.parametric(1, 2, 1.1, -0.1),
      (value: number) => (value < 1 / 11 ? 0 : (1.1 * value - 0.1) ** 2),
    ],
    [
      'type 2',
      curves.parametric(2, 2, 1, -0.02, 0.05),
      (value: number) => (value < 0.02 ? 0.05 : (value - 0.02) ** 2 + 0.05),
    ],
    ['type 3', curves.parametric(3, g, a, b, c, d), linear],
    ['type 4', curves.parametric(4, g, a, b, c, d, 0.02, 0.02), (value: number) => linear(value) + 0.02],
  ])('by %s gives the light it should', (_, curve, light) => {
    const conversion = conversionOf(iccProfile({ ...ADOBE_RGB, curve }));
    for (const value of [0, 1, 10, 11, 77, 128, 200, 255]) {
      expect(conversion?.light[256 + value] ?? NaN).toBeCloseTo(Math.min(1, light(value / 255)), 2);
    }
  });
});

describe('a profile', () => {
  it.each([
    ['sRGB by parameters', iccProfile(SRGB)],
    ['sRGB by samples', iccProfile({ ...SRGB, curve: curves.sampled(1024, srgbLight) })],
    ['grey', iccProfile({ ...DISPLAY_P3, space: 'GRAY' })],
    ['ink', iccProfile({ ...DISPLAY_P3, space: 'CMYK' })],
    ['Lab colours', iccProfile({ ...DISPLAY_P3, connection: 'Lab ' })],
    ['no curve for green', iccProfile({ ...DISPLAY_P3, without: 'gTRC' })],
    ['no blue', iccProfile({ ...DISPLAY_P3, without: 'bXYZ' })],
    ['an unknown curve', iccProfile({ ...DISPLAY_P3, curve: concat('cicp', new Uint8Array(40)) })],
    ['a parametric curve of type 5', iccProfile({ ...DISPLAY_P3, curve: curves.parametric(5, 1, 1, 1) })],
    ['more samples than it holds', iccProfile({ ...DISPLAY_P3, curve: curves.gamma(2).fill(255, 8, 12) })],
    [
      'a white that is none',
      iccProfile({
        ...DISPLAY_P3,
        colors: [
          [3, 0, 0],
          [0, 3, 0],
          [0, 0, -3],
        ],
      }),
    ],
    ['a black that is white', iccProfile({ ...DISPLAY_P3, curve: curves.parametric(0, -1) })],
    ['nothing', new Uint8Array()],
    ['noise', Uint8Array.from({ length: 600 }, () => random(256))],
  ])('of %s changes nothing', (_, icc) => {
    expect(conversionOf(icc)).toBeUndefined();
    const plain = decodeStrip(strip(new Uint8Array()));
    expect(decodeStrip(strip(iccpChunk(icc)))).toEqual(plain);
  });

  it('of which a part is missing or damaged is ignored or taken, and harms nothing', () => {
    const icc = iccProfile(DISPLAY_P3);
    for (let length = 0; length < icc.length; length++) conversionOf(icc.subarray(0, length));
    for (let trial = 0; trial < 3000; trial++) {
      const damaged = icc.slice();
      for (let hits = 1 + random(4); hits > 0; hits--) damaged[random(icc.length)] = random(256);
      const { light = new Float64Array(), matrix = [] } = conversionOf(damaged) ?? {};
      expect(light.every((share) => share >= 0 && share <= 1) && matrix.every(Number.isFinite)).toBe(true);
      if (trial % 10 === 0) decodeStrip(strip(iccpChunk(damaged)));
    }
  });

  it('that is compressed badly is ignored', () => {
    const plain = decodeStrip(strip(new Uint8Array()));
    const good = iccpChunk(iccProfile(DISPLAY_P3));
    for (const at of [8, 15, 17, 30]) {
      const damaged = good.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      // The checksum is wrong too: the chunk does not count.
      expect(decodeStrip(strip(damaged))).toEqual(plain);
    }
  });

  it('of a JPEG counts when all its pieces are there, in any order', () => {
    const icc = iccProfile(DISPLAY_P3);
    const file = jpeg(40, 30);
    const converted = decodePlanes(arena, withProfile(file, icc)).planes;
    const plain = decodePlanes(arena, file).planes;
    expect(decodePlanes(arena, withProfile(file, icc, 100, true)).planes).toEqual(converted);
    expect(readHeader(withProfile(file, icc, 100, true), true).needsConversion).toBe(true);
    const pieces = withProfile(file, icc, 100);
    const first = 2 + 4 + 14 + 100;
    const torn = concat(pieces.subarray(0, 2), pieces.subarray(first));
    expect(decodePlanes(arena, torn).planes).toEqual(plain);
    expect(readHeader(torn, true).needsConversion).toBe(false);
    const grey = withProfile(fixture('jpeg/grey.jpg'), icc);
    expect(decodePlanes(arena, grey).planes).toEqual(decodePlanes(arena, fixture('jpeg/grey.jpg')).planes);
  });

  it('of a phone photo leaves its luminance at full size and within the plan', () => {
    const file = withProfile(jpeg(4000, 3000), iccProfile(DISPLAY_P3));
    const engine = newEngine();
    const parameters = { look: 'classic', method: 'basic' };
    expect(sketch(engine, file, parameters).result).toMatchObject({ width: 4000, height: 3000 });
    const { peakBytes } = plan(readHeader(file, true), sketchParameters.parse(parameters));
    expect(engine.memoryBytes()).toBeLessThanOrEqual(peakBytes);
  });

  it('counts in the plan of a progressive JPEG, whose components then stand together', () => {
    const request = sketchParameters.parse({ look: 'classic', method: 'basic' });
    const header = readHeader(fixture('jpeg/progressive.jpg'), true);
    const large = { ...header, width: 4000, height: 3000 };
    const plain = plan(large, request).kernelBytes;
    expect(plan({ ...large, needsConversion: true }, request).kernelBytes).toBeGreaterThan(plain);
  });
});
