import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../../src/engine/codec/png/encode.ts';
import { maskFromPixels, maskPixels, scaleMask } from '../../../src/engine/segment/mask.ts';
import {
  cocoPolygons,
  maskFromPolygons,
  svgPath,
  traceOutlines,
} from '../../../src/engine/segment/outline.ts';
import {
  cocoRle,
  cocoRuns,
  compressRuns,
  expandRuns,
  maskBits,
  maskFromBits,
  maskFromCocoRle,
  maskFromCocoRuns,
  maskFromRuns,
  maskRuns,
} from '../../../src/engine/segment/runs.ts';
import { newArena } from '../jpeg.ts';
import { decode } from '../pictures.ts';
import { anyMask, drawn } from './masks.ts';

/** The rings of a path made of M, h, v and z. */
function ringsOf(path: string): number[][] {
  return path
    .split('z')
    .filter((part) => part !== '')
    .map((part) => {
      const ring: number[] = [];
      for (const [, command, a = '0', b] of part.matchAll(/([Mhv])(-?\d+)(?: (\d+))?/g)) {
        const [x = 0, y = 0] = ring.slice(-2);
        if (command === 'M') ring.push(Number(a), Number(b));
        else if (command === 'h') ring.push(x + Number(a), y);
        else ring.push(x, y + Number(a));
      }
      return ring;
    });
}

describe('run lengths', () => {
  it.each([
    [[0, 6, 1, 3], '061M'],
    [[0, 1, 1, 2, 1, 3, 1, 4, 1], '011101010'],
    [[0, 1024], '0PP1'],
  ])('of %j are compressed as COCO compresses them', (runs, text) => {
    expect(compressRuns(runs)).toBe(text);
    expect(expandRuns(text)).toEqual(runs);
  });

  it('go by columns in COCO and by rows elsewhere', () => {
    const mask = drawn('.##', '.#.');
    expect(cocoRuns(mask)).toEqual({ size: [2, 3], counts: [2, 3, 1] });
    expect(maskRuns(mask)).toEqual([1, 2, 1, 1, 1]);
  });

  it('join where a row ends inside and the next begins inside', () => {
    expect(maskRuns(drawn('.##', '#..'))).toEqual([1, 3, 2]);
    expect(maskRuns(drawn('###', '###'))).toEqual([0, 6]);
    expect(maskRuns(drawn('...'))).toEqual([3]);
  });

  it.each([[[3, 2]], [[7]], [[-1, 7]], [[1.5, 4.5]], [[Number.NaN]], [[]]])(
    '%j of six pixels are refused',
    (runs) => {
      expect(() => maskFromRuns(runs, 3, 2)).toThrow('do not make up');
    },
  );

  it.each(['P', '0PP', 'x', '0 1', 'oooooooo1', 'é'])('%j is no compressed run length', (text) => {
    expect(() => expandRuns(text)).toThrow('no compressed run-length mask');
  });

  it.each([
    [0, 4],
    [4, -1],
    [65_536, 1],
    [1.5, 2],
  ])('no mask has %d × %d pixels', (width, height) => {
    expect(() => maskFromRuns([width * height], width, height)).toThrow('cannot have');
  });
});

describe('a mask comes back as it was', () => {
  const arena = newArena();

  it('from every kind of run length and from bits', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        const { width, height } = mask;
        expect(maskFromPixels(maskPixels(mask), width, height)).toEqual(mask);
        expect(maskFromRuns(maskRuns(mask), width, height)).toEqual(mask);
        expect(maskFromCocoRuns(cocoRuns(mask))).toEqual(mask);
        expect(maskFromCocoRle(cocoRle(mask))).toEqual(mask);
        expect(maskFromBits(maskBits(mask), width, height)).toEqual(mask);
      }),
    );
  });

  it('from polygons and SVG paths, holes and all', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        const { width, height } = mask;
        expect(maskFromPolygons(cocoPolygons(mask), width, height)).toEqual(mask);
        expect(maskFromPolygons([ringsOf(svgPath(mask)).flatMap(closed)], width, height)).toEqual(mask);
      }),
    );
  });

  it('from a PNG, which holds 0 and 255 only', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        const { width, height } = mask;
        arena.reset();
        const grey = arena.put(maskPixels(mask));
        const { data } = decode(encodePng(arena, { kind: 'grey', grey }, width, height));
        const samples = data.filter((_, i) => i % 4 === 0);
        expect(samples.every((sample) => sample === 0 || sample === 255)).toBe(true);
        expect(maskFromPixels(samples, width, height)).toEqual(mask);
      }),
      { numRuns: 30 },
    );
  });
});

/** A ring with a way back to the corner of the image, so that many make one even-odd polygon. */
function closed(ring: number[]): number[] {
  return [0, 0, ...ring, ...ring.slice(0, 2), 0, 0];
}

describe('outlines', () => {
  it('have corners only where they turn', () => {
    expect(svgPath(drawn('....', '.##.', '.##.', '....'))).toBe('M1 1h2v2h-2z');
  });

  it('keep a hole with the region around it, even where two regions touch at a corner', () => {
    const mask = drawn('#####.', '#...#.', '#.#.#.', '#...#.', '#####.', '.....#');
    const outlines = traceOutlines(mask);
    expect(outlines.map(({ outer, holes }) => [outer.slice(0, 2), holes.length])).toEqual([
      [[0, 0], 1],
      [[2, 2], 0],
      [[5, 5], 0],
    ]);
  });

  it('of polygons that overlap make one mask', () => {
    const square = (x: number) => [x, 0, x + 2, 0, x + 2, 2, x, 2];
    expect(maskFromPolygons([square(0), square(1)], 4, 2)).toEqual(drawn('###.', '###.'));
  });

  it('outside the image are cut off', () => {
    expect(maskFromPolygons([[-5, -5, 2, -5, 2, 9, -5, 9]], 3, 2)).toEqual(drawn('##.', '##.'));
  });
});

describe('a value of an 8-bit mask', () => {
  it('is inside above 128', () => {
    expect(maskFromPixels(Uint8Array.of(0, 128, 129, 255), 4, 1)).toEqual(drawn('..##'));
  });
});

describe('a scaled mask', () => {
  it('takes the source pixel under the centre of each target pixel', () => {
    fc.assert(
      fc.property(
        anyMask,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        (mask, width, height) => {
          const source = maskPixels(mask);
          const expected = Uint8Array.from({ length: width * height }, (_, i) => {
            const x = Math.floor((((i % width) + 0.5) * mask.width) / width);
            const y = Math.floor(((Math.floor(i / width) + 0.5) * mask.height) / height);
            return source[y * mask.width + x] ?? 0;
          });
          expect(maskPixels(scaleMask(mask, width, height))).toEqual(expected);
        },
      ),
    );
  });
});
