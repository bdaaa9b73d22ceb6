import { describe, expect, it } from 'vitest';
import { type MaskFit, readHeader } from '../../src/engine/index.ts';
import { codeOf, decode, encode, newEngine, paint, type Rgba } from './pictures.ts';
import { newArena } from './jpeg.ts';

const engine = newEngine();
const CANVAS = { width: 796, height: 496 };
const WHITE = [255, 255, 255] as const;
const BLACK = [0, 0, 0] as const;
const NOTHING = [0, 0, 0, 0] as const;

interface Options {
  fit?: MaskFit;
  transparent?: boolean;
  type?: 'png' | 'jpeg' | 'webp';
}

function read(
  drawing: Rgba,
  width: number,
  height: number,
  { fit = 'contain', transparent = false, type = 'png' }: Options = {},
): Rgba {
  const file = encode(drawing, type);
  return decode(engine.drawnMask(file, { picture: { width, height }, fit, transparent }));
}

function painted({ data }: Rgba): boolean[] {
  return Array.from({ length: data.length / 4 }, (_, i) => data[i * 4] === 255);
}

/** Left, top, right (exclusive) and bottom of what is painted. */
function bounds(mask: Rgba): [number, number, number, number] {
  let [left, top, right, bottom] = [mask.width, mask.height, 0, 0];
  for (const [i, is] of painted(mask).entries()) {
    if (!is) continue;
    const [x, y] = [i % mask.width, Math.floor(i / mask.width)];
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x + 1), Math.max(bottom, y + 1)];
  }
  return [left, top, right, bottom];
}

describe('a drawn mask', () => {
  it.each([
    // [picture, the quarter of the canvas that shows its lower right quarter]
    ['wider than the canvas', 1600, 500],
    ['taller than the canvas', 300, 600],
    ['smaller than the canvas', 80, 60],
    ['odd', 451, 299],
  ])('lies over the same part of a picture that is %s', (_, width, height) => {
    const scale = Math.min(CANVAS.width / width, CANVAS.height / height);
    const [centreX, centreY] = [CANVAS.width / 2, CANVAS.height / 2];
    const [right, bottom] = [centreX + (width * scale) / 2, centreY + (height * scale) / 2];
    const inside = (x: number, y: number) => x >= centreX && y >= centreY && x < right && y < bottom;
    const drawing = paint(CANVAS.width, CANVAS.height, (x, y) => (inside(x, y) ? WHITE : BLACK));
    const mask = read(drawing, width, height);
    expect([mask.width, mask.height]).toEqual([width, height]);
    const off = Math.max(1, Math.ceil(1 / scale));
    const [left, top, end, low] = bounds(mask);
    expect(Math.abs(left - width / 2)).toBeLessThanOrEqual(off);
    expect(Math.abs(top - height / 2)).toBeLessThanOrEqual(off);
    expect([end, low]).toEqual([width, height]);
  });

  it('does not show what was drawn beside the picture', () => {
    // The picture fills the middle 496 × 496 of the canvas.
    const drawing = paint(CANVAS.width, CANVAS.height, (x) => (x < 149 || x >= 647 ? WHITE : BLACK));
    expect(painted(read(drawing, 1000, 1000)).some(Boolean)).toBe(false);
    expect(painted(read(drawing, 1000, 1000, { fit: 'stretch' })).some(Boolean)).toBe(true);
  });

  it('of the picture’s own size comes back pixel for pixel', () => {
    const drawing = paint(61, 37, (x, y) => ((x * 7 + y * 13) % 5 < 2 ? WHITE : BLACK));
    expect(read(drawing, 61, 37).data).toEqual(drawing.data);
  });

  it('has no pixel that is neither black nor white, and is an 8-bit grey PNG', () => {
    const drawing = paint(50, 40, (x, y) => [x * 5, y * 6, 128]);
    const file = engine.drawnMask(encode(drawing, 'png'), {
      picture: { width: 173, height: 91 },
      fit: 'contain',
      transparent: false,
    });
    expect(readHeader(file, true)).toMatchObject({
      type: 'png',
      bits: 8,
      channels: 1,
      width: 173,
      height: 91,
    });
    expect(new Set(decode(file).data)).toEqual(new Set([0, 255]));
  });

  it.each([
    ['white on black', WHITE, BLACK],
    ['red on nothing', [255, 0, 0, 255] as const, NOTHING],
    ['black on nothing', [0, 0, 0, 255] as const, NOTHING],
    ['half-transparent green on nothing', [0, 255, 0, 127] as const, NOTHING],
    ['a faint veil on nothing', [90, 90, 90, 20] as const, NOTHING],
  ])('is what was painted, also as %s', (_, stroke, ground) => {
    const drawing = paint(40, 40, (x) => (x < 13 ? stroke : ground));
    expect(bounds(read(drawing, 40, 40))).toEqual([0, 0, 13, 40]);
  });

  it.each([
    ['nothing at all', NOTHING, false],
    ['black', BLACK, false],
    ['middle grey, 128', [128, 128, 128] as const, false],
    ['a shade brighter, 129', [129, 129, 129] as const, true],
    ['white', WHITE, true],
  ])('of %s everywhere', (_, color, isPainted) => {
    const mask = read(
      paint(20, 20, () => color),
      33,
      33,
    );
    expect(new Set(painted(mask))).toEqual(new Set([isPainted]));
  });

  it('may be a JPEG or a WebP', () => {
    const drawing = paint(64, 48, (x) => (x < 32 ? WHITE : BLACK));
    for (const type of ['jpeg', 'webp'] as const) {
      expect(bounds(read(drawing, 64, 48, { type }))).toEqual([0, 0, 32, 48]);
    }
  });

  it('can be transparent where nothing is painted', () => {
    const drawing = paint(20, 10, (x) => (x < 10 ? WHITE : BLACK));
    const { data } = read(drawing, 20, 10, { transparent: true });
    for (let i = 0; i < 200; i++) {
      expect(Array.from(data.subarray(i * 4, i * 4 + 4))).toEqual(
        i % 20 < 10 ? [255, 255, 255, 255] : [0, 0, 0, 0],
      );
    }
  });

  it('of one pixel, for a picture of one pixel', () => {
    const one = (color: readonly [number, number, number]) => paint(1, 1, () => color);
    expect(painted(read(one(WHITE), 1, 1))).toEqual([true]);
    expect(painted(read(one(BLACK), 300, 1))).not.toContain(true);
    expect(new Set(painted(read(one(WHITE), 300, 7, { fit: 'stretch' })))).toEqual(new Set([true]));
  });

  it('is refused before decoding when it and its picture need more memory than there is', () => {
    const small = encode(
      paint(4, 4, () => WHITE),
      'png',
    );
    const huge = { picture: { width: 9000, height: 9000 }, fit: 'contain', transparent: false } as const;
    expect(codeOf(() => engine.drawnMask(small, huge))).toBe('IMAGE_TOO_LARGE');
    const cut = small.slice(0, 40);
    expect(codeOf(() => engine.drawnMask(cut, { ...huge, picture: { width: 4, height: 4 } }))).toBe(
      'CORRUPT_IMAGE',
    );
  });
});

describe('the kernels of masks agree with plain code', () => {
  const arena = newArena();
  const noise = Uint8Array.from({ length: 4 * 333 }, (_, i) => Math.imul(i + 1, 2_654_435_761) >>> 24);

  it.each([1, 15, 16, 17, 333])('for %i pixels', (count) => {
    arena.reset();
    const [rgba, alpha, above] = [arena.put(noise), arena.alloc(count), arena.alloc(count)];
    arena.kernels.alphaFromRgba(rgba, count, alpha);
    const expected = Uint8Array.from({ length: count }, (_, i) => noise[i * 4 + 3] ?? 0);
    expect(arena.bytes(alpha, count)).toEqual(expected);
    expect(arena.kernels.extremes(alpha, count)).toBe(Math.min(...expected) + 256 * Math.max(...expected));
    for (const limit of [0, 127, 128, 254, 255]) {
      arena.kernels.isAbove(alpha, count, limit, above);
      expect(arena.bytes(above, count)).toEqual(expected.map((value) => (value > limit ? 255 : 0)));
    }
  });
});
