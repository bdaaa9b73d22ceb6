import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeStyles, METHODS, STYLES, sketchParameters, TYPES } from '../../src/engine/index.ts';
import { encode, errorOf, newEngine, paint, sketch } from './pictures.ts';

const engine = newEngine();
const tiny = encode(
  paint(9, 7, (x, y) => [x * 28, y * 36, 128]),
  'png',
);

describe('sketch parameters', () => {
  it('have defaults for everything but a size', () => {
    expect(sketchParameters.parse({})).toEqual({
      style: 'pencil',
      type: 'black_and_white',
      method: 'advanced',
      look: 'modern',
      strength: 0.5,
      detail: 0.5,
      paper: 'cold-press',
      seed: 1,
      format: 'png',
    });
  });

  it('read numbers from the text of a query', () => {
    const parsed = sketchParameters.parse({
      strength: '0.25',
      detail: '1',
      seed: '4294967295',
      max_size: '16',
    });
    expect(parsed).toMatchObject({ strength: 0.25, detail: 1, seed: 4294967295, max_size: 16 });
  });

  it.each([
    ['strength', ''],
    ['strength', ' '],
    ['strength', 'NaN'],
    ['strength', 'Infinity'],
    ['strength', '0x1'],
    ['strength', NaN],
    ['strength', '1.01'],
    ['strength', null],
    ['detail', '-0.1'],
    ['detail', [1]],
    ['seed', '-1'],
    ['seed', '1.5'],
    ['seed', '4294967296'],
    ['max_size', '15'],
    ['max_size', '8193'],
    ['max_size', ''],
    ['paper', 'wet'],
    ['format', 'gif'],
    ['style', 'crayon'],
    ['type', 'colour'],
    ['method', 'expert'],
    ['look', ''],
  ])('refuse %s = %j', (name, value) => {
    expect(sketchParameters.safeParse({ [name]: value }).success).toBe(false);
  });

  it('never end in anything but a picture or a named error', () => {
    const junk = fc.oneof(
      fc.anything(),
      fc.constantFrom('0', '1', 'none', 'laid', 'canvas', 'jpeg', 'webp', 20),
    );
    const names = [
      'strength',
      'detail',
      'paper',
      'seed',
      'format',
      'max_size',
      'method',
      'type',
      'look',
      'style',
    ];
    const parameters = fc.dictionary(fc.constantFrom(...names), junk);
    fc.assert(
      fc.property(parameters, (value) => {
        const parsed = sketchParameters.safeParse(value);
        const error = errorOf(() => parsed.success && sketch(engine, tiny, parsed.data));
        expect(error).toBeUndefined();
      }),
      { numRuns: 300, seed: 20_261_120 },
    );
  });

  it.each(STYLES.flatMap((style) => METHODS.flatMap((method) => TYPES.map((type) => [style, method, type]))))(
    'draw %s %s %s',
    (style, method, type) => {
      const { result } = sketch(engine, tiny, { style, method, type });
      expect(result).toMatchObject({ width: 9, height: 7, contentType: 'image/png' });
    },
  );
});

describe('the description of styles', () => {
  it('is plain JSON and says in which looks a style is drawn', () => {
    const described = describeStyles();
    expect(JSON.parse(JSON.stringify(described))).toEqual(described);
    expect(described.styles).toEqual(STYLES);
    expect(described.descriptions.pencil.looks).toEqual(['modern', 'classic']);
    expect(described.descriptions.oil.looks).toEqual(['modern', 'classic']);
    expect(described.parameters).toHaveProperty('strength.default', 0.5);
    expect(described.parameters).toHaveProperty('strength.description');
    expect(described.parameters).toHaveProperty('seed.maximum', 4294967295);
  });
});
