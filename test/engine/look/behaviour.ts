import { describe, expect, it } from 'vitest';
import { plan, readHeader, sketchParameters } from '../../../src/engine/index.ts';
import { STYLES, type Style } from '../../../src/engine/styles/parameters.ts';
import { looksOf } from '../../../src/engine/styles/registry.ts';
import { colorJpeg } from '../jpeg.ts';
import { gaussianReference } from '../look.ts';
import { decode, encode, fixture, greyOf, newEngine, paint, type Plane, sketch } from '../pictures.ts';
import { correlation, halved, mean } from './planes.ts';
import { ssim } from './similarity.ts';

const METHODS = ['basic', 'advanced', 'artistic'] as const;
const TYPES = ['black_and_white', 'color'] as const;

/** Sizes where a plane, a halved copy of it and the tangent field take most beside each other, up to 12 megapixels. */
const LARGE_SIZES = [
  [1399, 1399],
  [3240, 2410],
  [4000, 3000],
] as const;

/** Tests of what every parameter of a style does, and of what a drawing takes. */
export function behavesAsAStyle(style: Style): void {
  const engine = newEngine();
  const drawn = (file: Uint8Array, parameters: Record<string, unknown>): Plane =>
    greyOf(decode(sketch(engine, file, { style, ...parameters }).result.bytes));
  const chelsea = fixture('photos/chelsea.png');

  describe.each(METHODS)('%s', (method) => {
    it.each(TYPES)('gets darker with every step of strength (%s)', (type) => {
      const strengths = [0, 0.2, 0.4, 0.6, 0.8, 1];
      const means = strengths.map((strength) => mean(drawn(chelsea, { method, type, strength }).data));
      expect(means).toEqual(means.toSorted((a, b) => b - a));
      expect((means[0] ?? 0) - (means[5] ?? 0)).toBeGreaterThan(10);
    });

    it('is the same for the same seed, and has other grain for another', () => {
      const bytes = (seed: number, paper?: string) => {
        const parameters = { style, method, seed, ...(paper && { paper }) };
        return sketch(engine, chelsea, parameters).result.bytes;
      };
      expect(Buffer.compare(bytes(7), bytes(7))).toBe(0);
      expect(Buffer.compare(bytes(7), bytes(8))).not.toBe(0);
      expect(Buffer.compare(bytes(7, 'none'), bytes(8, 'none'))).not.toBe(0);
    });

    it('shows its paper', () => {
      const papers = ['none', 'cold-press', 'laid', 'canvas'].map((paper) =>
        drawn(chelsea, { method, paper }),
      );
      for (const [i, one] of papers.entries()) {
        for (const other of papers.slice(i + 1)) expect(ssim(one, other)).toBeLessThan(0.995);
      }
    });

    it('draws more of the fine structure with more detail', () => {
      const rough = (detail: number) => {
        const drawing = drawn(chelsea, { method, detail, paper: 'none' });
        const soft = gaussianReference(drawing, 2);
        return mean(drawing.data.map((value, i) => Math.abs(value - (soft.data[i] ?? 0))));
      };
      expect(rough(1)).toBeGreaterThan(rough(0));
    });

    it.each(TYPES)('looks alike at half the size (%s)', (type) => {
      const file = fixture('photos/dandelion.jpg');
      const large = halved(drawn(file, { method, type }));
      const small = drawn(file, { method, type, max_size: 960 });
      expect(small).toMatchObject({ width: large.width, height: large.height });
      expect(Math.abs(mean(large.data) - mean(small.data))).toBeLessThan(8);
      const [a, b] = [gaussianReference(large, 3), gaussianReference(small, 3)];
      expect(correlation(a.data, b.data)).toBeGreaterThan(0.9);
    });

    it('keeps the hue of the cup in colour, and has none in black and white', () => {
      const file = fixture('photos/coffee.png');
      const { data } = decode(sketch(engine, file, { style, method }).result.bytes);
      for (let i = 0; i < data.length; i += 4) {
        if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) throw new Error(`pixel ${i / 4} has a hue`);
      }
      const color = decode(sketch(engine, file, { style, method, type: 'color' }).result.bytes).data;
      const saucer: number[][] = [[], [], []];
      for (let y = 220; y < 320; y++) {
        for (let x = 440; x < 470; x++) {
          for (const [channel, values] of saucer.entries())
            values.push(color[(y * 600 + x) * 4 + channel] ?? 0);
        }
      }
      const [red, green] = saucer.map((values) => mean(values));
      expect(red).toBeGreaterThan((green ?? 0) + 25);
    });

    it('leaves white paper white, and fills what is black', () => {
      const [white, black] = [255, 0].map((level) => {
        const flat = paint(120, 90, () => [level, level, level]);
        return drawn(encode(flat, 'png'), { method }).data;
      });
      expect(Math.min(...(white ?? []))).toBeGreaterThan(180);
      expect(mean(black ?? [])).toBeLessThan(110);
    });

    it.each(TYPES.flatMap((type) => LARGE_SIZES.map(([width, height]) => [type, width, height] as const)))(
      'stays within the memory plan at full size (%s, %i × %i)',
      (type, width, height) => {
        const fresh = newEngine();
        const file = colorJpeg(width, height);
        const parameters = { style, method, type, format: 'jpeg' };
        const { result } = sketch(fresh, file, parameters);
        expect(result).toMatchObject({ width, height });
        const job = plan(readHeader(file, true), sketchParameters.parse(parameters));
        expect(fresh.memoryBytes()).toBeLessThanOrEqual(job.peakBytes);
      },
    );
  });

  it('draws every method in its own way, and none as another style does', () => {
    const own = METHODS.map((method) => drawn(chelsea, { method }));
    const others = STYLES.filter((other) => other !== style && looksOf(other).includes('modern')).flatMap(
      (other) => METHODS.map((method) => drawn(chelsea, { style: other, method })),
    );
    for (const [i, one] of own.entries()) {
      for (const other of [...own.slice(i + 1), ...others]) expect(ssim(one, other)).toBeLessThan(0.9);
    }
  });
}
