import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import references from '../fixtures/jpeg/encoded.json' with { type: 'json' };
import { decodeJpeg } from '../../src/engine/codec/jpeg/decode.ts';
import { encodeJpeg, type JpegEncoding } from '../../src/engine/codec/jpeg/encode.ts';
import type { Arena } from '../../src/engine/kernels/arena.ts';
import type { Picture } from '../../src/engine/styles/canvas.ts';
import { decodePlanes, newArena } from './jpeg.ts';
import { randomNumbers } from './planes.ts';
import { decode as decodeWithPhoton, fixture } from './pictures.ts';

const arena = newArena();

/** A decoded fixture, left standing in the arena. */
function picture(name: string): { picture: Picture; width: number; height: number } {
  arena.reset();
  const withColor = !name.includes('grey');
  const file = fixture(`jpeg/${name}`);
  const { width, height, grey, color } = decodeJpeg(arena, file, {
    denominator: 1,
    withColor,
    orientation: 1,
  });
  return { picture: color ?? { kind: 'grey', grey }, width, height };
}

/** A picture made by formula in the arena, by red, green and blue of a pixel. */
function paintPlanes(
  target: Arena,
  width: number,
  height: number,
  color: (x: number, y: number) => [number, number, number],
): Picture {
  target.reset();
  const planes = [0, 1, 2].map(() => target.alloc(width * height));
  for (const [channel, at] of planes.entries()) {
    const samples = target.bytes(at, width * height);
    for (let i = 0; i < samples.length; i++) {
      samples[i] = color(i % width, Math.floor(i / width))[channel] ?? 0;
    }
  }
  const [red = 0, green = 0, blue = 0] = planes;
  return { kind: 'color', red, green, blue };
}

const CASES = Object.entries(references).flatMap(([chroma, qualities]) =>
  Object.entries(qualities).map(([quality, expected]) => [chroma, quality, expected] as const),
);

describe('the JPEG encoder', () => {
  it.each(CASES)('writes %s of quality %s byte for byte as cjpeg does', (chroma, quality, expected) => {
    const { picture: source, width, height } = picture(chroma === 'grey' ? 'grey.jpg' : 'quality-100.jpg');
    const bytes = encodeJpeg(arena, source, width, height, {
      quality: Number.parseInt(quality, 10),
      chroma: chroma === '4:2:0' ? '4:2:0' : '4:4:4',
      optimized: quality.includes('optimized'),
    });
    expect(bytes.length).toBe(expected.bytes);
    expect(createHash('sha256').update(bytes).digest('hex').slice(0, 16)).toBe(expected.sha256);
  });

  it.each([
    [1, 1],
    [1, 40],
    [17, 1],
    [33, 17],
    [8, 16],
    [4097, 3],
  ])('writes %i × %i pixels so that they can be read, by others too', (width, height) => {
    const source = paintPlanes(arena, width, height, (x, y) => [(x * 5) & 255, (y * 3) & 255, 90]);
    for (const chroma of ['4:2:0', '4:4:4'] as const) {
      for (const optimized of [false, true]) {
        const bytes = encodeJpeg(arena, source, width, height, { quality: 95, chroma, optimized });
        const [, red, green, blue] = decodePlanes(newArena(), bytes).planes;
        const other = decodeWithPhoton(bytes);
        expect([other.width, other.height]).toEqual([width, height]);
        const i = width * height - 1;
        for (const [channel, plane] of [red, green, blue].entries()) {
          expect(Math.abs((plane?.[i] ?? 0) - (other.data[i * 4 + channel] ?? 0))).toBeLessThan(6);
        }
      }
    }
  });

  it('comes back as it was at quality 100, within rounding', () => {
    const source = paintPlanes(arena, 64, 48, (x, y) => [128 + x, 128 - y, 100 + x + y]);
    const bytes = encodeJpeg(arena, source, 64, 48, { quality: 100, chroma: '4:4:4' });
    const [, red] = decodePlanes(newArena(), bytes).planes;
    const worst = Math.max(...Array.from(red ?? [], (value, i) => Math.abs(value - (128 + (i % 64)))));
    expect(worst).toBeLessThanOrEqual(3);
  });

  it('keeps flat blocks of every level at quality 100, and one sample that differs in a corner of one', () => {
    arena.reset();
    const [width, height] = [128, 128];
    const grey = arena.alloc(width * height);
    const samples = arena.bytes(grey, width * height);
    for (let i = 0; i < samples.length; i++) {
      const [x, y] = [i % width, Math.floor(i / width)];
      samples[i] = (y >> 3) * 16 + (x >> 3);
    }
    const corner = 71 * width + 71;
    samples[corner] = 100;
    const expected = samples.slice();
    const source = { kind: 'grey', grey } as const;
    const bytes = encodeJpeg(arena, source, width, height, { quality: 100, chroma: '4:4:4' });
    const [decoded] = decodePlanes(newArena(), bytes).planes;
    const wrong = Array.from(expected, (value, i) => [i, Math.abs(value - (decoded?.[i] ?? 0))] as const);
    const inBlock = (i: number) => i >> 10 === 8 && (i & 127) >> 3 === 8;
    expect(wrong.filter(([i, difference]) => difference > (inBlock(i) ? 1 : 0))).toEqual([]);
  });

  it('survives noise at every quality', () => {
    let state = 1;
    const noise = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 31 ? 255 : 0;
    };
    const source = paintPlanes(arena, 70, 50, () => [noise(), noise(), noise()]);
    const sizes = Array.from({ length: 100 }, (_, i): number => {
      const encoding: JpegEncoding = { quality: i + 1, chroma: '4:4:4', optimized: i % 2 === 0 };
      const bytes = encodeJpeg(arena, source, 70, 50, encoding);
      expect(decodeWithPhoton(bytes).width).toBe(70);
      return bytes.length;
    });
    expect(sizes.at(-1)).toBeGreaterThan(10 * (sizes[0] ?? 0));
  });

  it('divides by every quantization step as exactly as a division would', () => {
    // Two rounding multiplications in 2^−15, as the kernel's vectors make them.
    const product = (a: number, b: number) => (a * b + 16_384) >> 15;
    for (let first = 1; first < 256; first += 64) {
      arena.reset();
      const steps = Uint8Array.from({ length: 64 }, (_, i) => Math.min(255, first + i));
      const at = arena.alloc(arena.kernels.jpegDivisorBytes());
      arena.kernels.jpegPutDivisors(arena.put(steps), at);
      const divisors = new Int16Array(arena.bytes(at, arena.kernels.jpegDivisorBytes()).slice().buffer);
      for (const [i, step] of steps.entries()) {
        const [correction = 0, reciprocal = 0, scale = 0] = [0, 64, 128].map((kind) => divisors[kind + i]);
        let wrong = 0;
        for (let x = 0; x < 16_384; x++) {
          const quotient = product(product(x + correction, reciprocal), scale);
          if (quotient !== Math.floor((x + 4 * step) / (8 * step))) wrong++;
        }
        expect([step, wrong]).toEqual([step, 0]);
      }
    }
  });

  it.each([1, 442_368, 500_000, 4_000_000])(
    'writes the same file with room of %i bytes, and not beyond it',
    (bytes) => {
      const noise = randomNumbers(7);
      const source = paintPlanes(arena, 700, 300, () => [noise(256), noise(256), noise(256)]);
      const encoding = { quality: 95, chroma: '4:4:4' } as const;
      const expected = encodeJpeg(arena, source, 700, 300, encoding);
      const at = arena.alloc(bytes);
      const behind = arena.alloc(64);
      arena.bytes(behind, 64).fill(0xa5);
      expect(encodeJpeg(arena, source, 700, 300, { ...encoding, room: { at, bytes } })).toEqual(expected);
      expect([...arena.bytes(behind, 64)]).toEqual(Array.from({ length: 64 }, () => 0xa5));
    },
  );

  it('gives back all the memory it took', () => {
    const source = paintPlanes(arena, 640, 480, (x, y) => [x & 255, y & 255, (x * y) & 255]);
    const mark = arena.mark();
    encodeJpeg(arena, source, 640, 480, { quality: 90, chroma: '4:2:0' });
    const memory = arena.memoryBytes();
    for (let i = 0; i < 20; i++) encodeJpeg(arena, source, 640, 480, { quality: 90, chroma: '4:2:0' });
    expect(arena.mark()).toBe(mark);
    expect(arena.memoryBytes()).toBe(memory);
  });
});
