import { describe, expect, it } from 'vitest';
import references from '../fixtures/jpeg/references.json' with { type: 'json' };
import type { Orientation } from '../../src/engine/index.ts';
import { decodePlanes, digest, magentaBlock, newArena, parametersOf, patched } from './jpeg.ts';
import { codeOf, fixture } from './pictures.ts';

const arena = newArena();
const files = Object.entries(references);

function jpeg(name: string): Uint8Array<ArrayBuffer> {
  return fixture(`jpeg/${name}`);
}

describe('the JPEG decoder', () => {
  it.each(files)('decodes %s exactly as libjpeg-turbo does, whole and reduced', (name, expected) => {
    const isGrey = name.includes('grey');
    for (const denominator of [1, 2, 4, 8] as const) {
      expect(digest(decodePlanes(arena, jpeg(name), { denominator }), isGrey)).toBe(expected[denominator]);
    }
  });

  it.each(files.map(([name]) => name))('gives the same luminance of %s without colour', (name) => {
    for (const denominator of [1, 2, 4, 8] as const) {
      const [grey] = decodePlanes(arena, jpeg(name), { denominator }).planes;
      const alone = decodePlanes(arena, jpeg(name), { denominator, withColor: false }).planes;
      expect(alone).toEqual([grey]);
    }
  });

  it('makes grey and colours agree', () => {
    for (const name of ['sampling-1x1.jpg', 'rgb.jpg', 'cmyk.jpg', 'ycck.jpg', 'grey.jpg']) {
      const [grey, red, green, blue] = decodePlanes(arena, jpeg(name)).planes;
      const differences = Array.from(grey ?? [], (value, i) => {
        const luminance = 0.299 * (red?.[i] ?? 0) + 0.587 * (green?.[i] ?? 0) + 0.114 * (blue?.[i] ?? 0);
        return Math.abs(luminance - value);
      });
      expect(differences.toSorted((a, b) => a - b)[Math.floor(differences.length * 0.98)]).toBeLessThan(1);
    }
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8] as const)('stands pictures of orientation %i upright', (orientation) => {
    for (const name of ['sampling-2x2.jpg', 'progressive.jpg', 'tiny-1x8.jpg', 'tiny-7x2.jpg']) {
      const stored = decodePlanes(arena, jpeg(name));
      const upright = decodePlanes(arena, jpeg(name), { orientation });
      const turned = orientation >= 5;
      expect([upright.width, upright.height]).toEqual(
        turned ? [stored.height, stored.width] : [stored.width, stored.height],
      );
      for (const [index, plane] of stored.planes.entries()) {
        const expected = new Uint8Array(plane.length);
        for (const [i, value] of plane.entries()) {
          const [x, y] = standing(orientation, i % stored.width, Math.floor(i / stored.width), stored);
          expected[y * upright.width + x] = value;
        }
        expect(upright.planes[index]).toEqual(expected);
      }
    }
  });

  it('reads sampling factors of a single component as none', () => {
    const file = jpeg('grey.jpg');
    const [grey] = decodePlanes(arena, file).planes;
    const factors = parametersOf(file, 0xc0) + 7;
    expect(decodePlanes(arena, patched(file, factors, [0x22])).planes[0]).toEqual(grey);
  });

  it('takes files without Huffman tables for ones with the standard tables', () => {
    const file = jpeg('sampling-2x2.jpg');
    const whole = decodePlanes(arena, file);
    let without = Buffer.from(file);
    for (let at = without.indexOf('ffc4', 'hex'); at >= 0; at = without.indexOf('ffc4', 'hex')) {
      const end = at + 2 + without.readUInt16BE(at + 2);
      without = Buffer.concat([without.subarray(0, at), without.subarray(end)]);
    }
    expect(decodePlanes(arena, new Uint8Array(without))).toEqual(whole);
  });

  it('takes high samples for much ink, but in files of Adobe for none', () => {
    // As libjpeg documents it (libjpeg.txt, "Special color spaces"): only Photoshop writes inks inverted.
    const pixel = (adobe: boolean) =>
      decodePlanes(arena, magentaBlock(adobe)).planes.map((plane) => plane[0]);
    expect(pixel(false).slice(1)).toEqual([255, 1, 255]);
    expect(pixel(true).slice(1)).toEqual([0, 0, 0]);
  });

  it('calls an arithmetic-coded file unsupported', () => {
    expect(codeOf(() => decodePlanes(arena, jpeg('arithmetic.jpg')))).toBe('UNSUPPORTED_FORMAT');
  });
});

/** Where a stored pixel stands upright (TIFF 6.0 §8, tag 274). */
function standing(
  orientation: Orientation,
  x: number,
  y: number,
  { width, height }: { width: number; height: number },
): [number, number] {
  const right = width - 1 - x;
  const low = height - 1 - y;
  const places: Record<Orientation, [number, number]> = {
    1: [x, y],
    2: [right, y],
    3: [right, low],
    4: [x, low],
    5: [y, x],
    6: [low, x],
    7: [low, right],
    8: [y, right],
  };
  return places[orientation];
}
