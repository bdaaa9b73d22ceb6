import { describe, expect, it } from 'vitest';
import { type Derivation, parseModifiers, writeModifiers } from '../../src/engine/index.ts';
import { resizing } from '../../src/engine/derive/derivation.ts';
import { planDerivation } from '../../src/engine/derive/derive.ts';
import { readHeader } from '../../src/engine/index.ts';
import { MEMORY_BUDGET_BYTES } from '../../src/engine/plan.ts';
import { withExif } from './files.ts';
import { codeOf, decode, encode, fixture, newEngine, paint, type Rgba } from './pictures.ts';

const engine = newEngine();

function derive(file: Uint8Array, modifiers: string) {
  return engine.derive(file, { ...parseModifiers(modifiers), format: 'png', quality: 80 });
}

function pixel({ data, width }: Rgba, x: number, y: number): number[] {
  const own = Array.from(data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3));
  // Lanczos rings by a level around the edges of these pictures.
  return own.map((value) => (value <= 1 ? 0 : value >= 254 ? 255 : value));
}

/** Four quarters: red, green above blue, white. */
const QUARTERS = paint(40, 20, (x, y) =>
  y < 10 ? (x < 20 ? [255, 0, 0] : [0, 255, 0]) : x < 20 ? [0, 0, 255] : [255, 255, 255],
);
const FILE = encode(QUARTERS, 'png');
const [RED, GREEN, BLUE, WHITE] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
];

/** The colours in the middle of the four quarters of a picture. */
function quarters(picture: Rgba): number[][] {
  const xs = [Math.floor(picture.width / 4), Math.floor((3 * picture.width) / 4)];
  const ys = [Math.floor(picture.height / 4), Math.floor((3 * picture.height) / 4)];
  return ys.flatMap((y) => xs.map((x) => pixel(picture, x, y)));
}

/** The normal distribution function, summed in steps of a thousandth. */
function normal(x: number): number {
  let sum = 0;
  for (let t = -6; t < x; t += 0.001) sum += Math.exp((-t * t) / 2) * 0.001;
  return sum / Math.sqrt(2 * Math.PI);
}

describe('a derived picture', () => {
  it.each([
    ['_', [RED, GREEN, BLUE, WHITE], 40, 20],
    ['flip', [BLUE, WHITE, RED, GREEN], 40, 20],
    ['flop', [GREEN, RED, WHITE, BLUE], 40, 20],
    ['rotate_90', [BLUE, RED, WHITE, GREEN], 20, 40],
    ['rotate_180', [WHITE, BLUE, GREEN, RED], 40, 20],
    ['rotate_270', [GREEN, WHITE, RED, BLUE], 20, 40],
    ['rotate_90,flop', [RED, BLUE, GREEN, WHITE], 20, 40],
    ['crop_20_0_20_20', [GREEN, GREEN, WHITE, WHITE], 20, 20],
    ['crop_0_10_40_10,flop', [WHITE, BLUE, WHITE, BLUE], 40, 10],
    ['w_20,h_10', [RED, GREEN, BLUE, WHITE], 20, 10],
    ['w_10,h_20,fit_fill', [RED, GREEN, BLUE, WHITE], 10, 20],
  ])('%s shows its quarters where they belong', (modifiers, colors, width, height) => {
    const picture = decode(derive(FILE, modifiers).bytes);
    expect([picture.width, picture.height]).toEqual([width, height]);
    expect(quarters(picture)).toEqual(colors);
  });

  it('stands upright before anything else is done to it', () => {
    const lying = withExif(encode(QUARTERS, 'jpeg'), 6);
    const { width, height } = derive(lying, 'crop_0_0_20_5');
    expect([width, height]).toEqual([20, 5]);
    const [red = 0, green = 0, blue = 0] = pixel(decode(derive(lying, '_').bytes), 5, 10);
    expect([red < 60, green < 60, blue > 200]).toEqual([true, true, true]);
  });

  it('is cropped from the middle to cover a box, and put on white to be contained', () => {
    const cover = decode(derive(FILE, 'w_10,h_20').bytes);
    expect([cover.width, cover.height]).toEqual([10, 20]);
    expect(pixel(cover, 2, 5)).toEqual(RED);
    const contained = decode(derive(FILE, 'w_20,h_30,fit_contain').bytes);
    expect([contained.width, contained.height]).toEqual([20, 30]);
    expect([pixel(contained, 5, 2), pixel(contained, 5, 27)]).toEqual([WHITE, WHITE]);
    expect(pixel(contained, 4, 12)).toEqual(RED);
  });

  it.each([1, 2.5, 4, 4.1, 9, 20])('blurred by %s turns an edge into the integral of a Gaussian', (sigma) => {
    const [low, high] = [20, 220];
    const edge = paint(400, 60, (x) => (x < 200 ? [low, low, low] : [high, high, high]));
    const blurred = decode(derive(encode(edge, 'png'), `blur_${sigma}`).bytes);
    for (let x = 200 - Math.ceil(4 * sigma); x < 200 + 4 * sigma; x++) {
      const wanted = low + (high - low) * normal((x - 199.5) / sigma);
      expect(Math.abs((pixel(blurred, x, 30)[0] ?? 0) - wanted)).toBeLessThan(5);
    }
    expect([pixel(blurred, 0, 30)[0], pixel(blurred, 399, 59)[0]]).toEqual([low, high]);
  });

  it('blurred as far as may be is even, whatever its size', () => {
    for (const [width, height] of [
      [1, 1],
      [3, 200],
      [40, 20],
    ] as const) {
      const file = encode(
        paint(width, height, (x, y) => ((x + y) % 2 === 0 ? [0, 0, 0] : [200, 200, 200])),
        'png',
      );
      const { data } = decode(derive(file, 'blur_100').bytes);
      const reds = Array.from({ length: width * height }, (_, i) => data[i * 4] ?? 0);
      expect(Math.max(...reds) - Math.min(...reds)).toBeLessThanOrEqual(2);
    }
  });

  it('sharpened rises at edges and stays where it is flat; in grey it has no colour', () => {
    const step = paint(40, 20, (x) => (x < 20 ? [100, 100, 100] : [150, 150, 150]));
    const picture = decode(derive(encode(step, 'png'), 'sharpen_1').bytes);
    expect(pixel(picture, 5, 10)).toEqual([100, 100, 100]);
    expect(pixel(picture, 19, 10)[0]).toBeLessThan(100);
    expect(pixel(picture, 20, 10)[0]).toBeGreaterThan(150);
    const grey = derive(FILE, 'grayscale').bytes;
    expect(readHeader(grey, true).channels).toBe(1);
    expect(quarters(decode(grey)).map(([red]) => red)).toEqual([76, 150, 29, 255]);
  });

  it('of a large JPEG is as that of the whole photo, though it is decoded reduced', () => {
    const photo = fixture('photos/chelsea.png');
    const jpeg = encode(decode(photo), 'jpeg');
    const wanted = decode(derive(photo, 'crop_50_40_300_200,w_60').bytes);
    const found = decode(derive(jpeg, 'crop_50_40_300_200,w_60').bytes);
    expect([found.width, found.height]).toEqual([wanted.width, wanted.height]);
    const off = wanted.data.reduce((sum, value, i) => sum + Math.abs(value - (found.data[i] ?? 0)), 0);
    expect(off / wanted.data.length).toBeLessThan(4);
  });

  it('has the size that was promised, whatever the crop', () => {
    const jpeg = encode(decode(fixture('photos/chelsea.png')), 'jpeg');
    for (const crop of ['0_0_451_300', '1_1_99_7', '440_290_11_10', '3_5_7_200']) {
      for (const box of ['w_7', 'h_5', 'w_3,h_3', 'w_40,h_40,fit_fill']) {
        const derivation = parseModifiers(`crop_${crop},${box}`);
        const { width, height, format } = { ...derive(jpeg, `crop_${crop},${box}`), format: 'png' };
        const { result } = resizing(derivation.crop ?? { width: 0, height: 0 }, derivation);
        expect([format, width, height]).toEqual(['png', result.width, result.height]);
      }
    }
  });

  it('comes with a few pixels of itself', () => {
    const { tiny } = derive(FILE, 'w_20');
    expect([tiny.width, tiny.height, tiny.rgba.length]).toEqual([20, 10, 800]);
    expect(derive(fixture('photos/chelsea.png'), '_').tiny).toMatchObject({ width: 32, height: 21 });
    expect(Array.from(tiny.rgba.subarray(0, 4))).toEqual([255, 0, 0, 255]);
  });

  it('takes no more memory than was planned', () => {
    const photo = fixture('photos/chelsea.png');
    for (const modifiers of [
      '_',
      'blur_50,sharpen_9,rotate_90',
      'w_900,h_900,fit_contain',
      'sketch_pencil.artistic',
    ]) {
      const own = newEngine();
      const derivation = { ...parseModifiers(modifiers), format: 'png', quality: 80 } as const;
      own.derive(photo, derivation);
      expect(own.memoryBytes()).toBeLessThanOrEqual(
        planDerivation(readHeader(photo, true), derivation).peakBytes,
      );
    }
  });

  it('is refused before decoding when it needs more memory than there is, or the crop goes beyond', () => {
    const header = { ...readHeader(FILE, true), width: 7000, height: 7000 };
    const derivation = { format: 'png', quality: 80 } as const;
    const bmp = { ...header, type: 'bmp', contentType: 'image/bmp' } as const;
    expect(codeOf(() => planDerivation(bmp, derivation))).toBe('IMAGE_TOO_LARGE');
    const border = { ...derivation, width: 8192, height: 8192, fit: 'contain' } as const;
    expect(codeOf(() => planDerivation(readHeader(FILE, true), border))).toBe('INVALID_PARAMETER');
    const half = { ...derivation, width: 4000, height: 3000, fit: 'contain' } as const;
    expect(planDerivation(readHeader(FILE, true), half).peakBytes).toBeLessThan(MEMORY_BUDGET_BYTES);
    const jpeg = { ...header, type: 'jpeg', contentType: 'image/jpeg', channels: 3 } as const;
    const thumbnail = { ...derivation, width: 320, height: 320, fit: 'inside' } as const;
    expect(planDerivation(jpeg, thumbnail).peakBytes).toBeLessThan(MEMORY_BUDGET_BYTES);
    expect(codeOf(() => derive(FILE, 'crop_21_0_20_20'))).toBe('INVALID_PARAMETER');
    expect(codeOf(() => derive(FILE.slice(0, 60), '_'))).toBe('CORRUPT_IMAGE');
  });
});

describe('a box', () => {
  const photo = { width: 400, height: 200 };
  const box = { width: 100, height: 100 };
  it.each<[string, Derivation, [number, number], [number, number]]>([
    ['of no size', {}, [400, 200], [400, 200]],
    ['of a width', { width: 100 }, [100, 50], [100, 50]],
    ['of a height', { height: 50 }, [100, 50], [100, 50]],
    ['on a fine screen', { width: 100, dpr: 1.5 }, [150, 75], [150, 75]],
    ['that is covered', box, [200, 100], [100, 100]],
    ['that is filled', { ...box, fit: 'fill' }, [100, 100], [100, 100]],
    ['that contains', { ...box, fit: 'contain' }, [100, 50], [100, 100]],
    ['that is fitted into', { ...box, fit: 'inside' }, [100, 50], [100, 50]],
    ['that is larger, covered', { width: 1000, height: 100 }, [400, 200], [400, 100]],
    ['that is larger, filled', { width: 1000, height: 100, fit: 'fill' }, [400, 100], [400, 100]],
    ['that is larger, fitted into', { width: 1000, height: 900, fit: 'inside' }, [400, 200], [400, 200]],
    ['of one pixel', { width: 1 }, [1, 1], [1, 1]],
  ])('%s never enlarges', (_, derivation, scaled, result) => {
    const found = resizing(photo, derivation);
    expect([found.scaled.width, found.scaled.height]).toEqual(scaled);
    expect([found.result.width, found.result.height]).toEqual(result);
  });
});

describe('modifiers', () => {
  it.each([
    ['_', '_'],
    ['rotate_0', '_'],
    ['h_5,w_007', 'w_7,h_5'],
    [
      'q_80,f_webp,sketch_ink.basic,grayscale,flop,flip,crop_1_2_3_4',
      'crop_1_2_3_4,flip,flop,grayscale,sketch_ink.basic,f_webp,q_80',
    ],
    ['blur_1.50,dpr_2.0', 'dpr_2,blur_1.5'],
  ])('%s are written %s', (text, canonical) => {
    expect(writeModifiers(parseModifiers(text))).toBe(canonical);
    expect(writeModifiers(parseModifiers(canonical))).toBe(canonical);
  });
});
