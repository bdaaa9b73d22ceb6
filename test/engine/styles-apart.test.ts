import { describe, expect, it } from 'vitest';
import { STYLES } from '../../src/engine/styles/parameters.ts';
import { METHODS, photoFile, PHOTOS, TYPES } from './look/photos.ts';
import { likeness, structureOf } from './look/similarity.ts';
import { middleOf } from './look/planes.ts';
import { decode, greyOf, newEngine, sketch } from './pictures.ts';

const engine = newEngine();

/** Two drawings that are alike are as like as this, or more. */
const ALIKE = 0.9;

describe.each(PHOTOS)('of %s', (photo) => {
  it.each(TYPES)('no two ways to draw look alike (%s)', (type) => {
    const drawings = STYLES.flatMap((style) =>
      METHODS.map((method) => {
        const { bytes } = sketch(engine, photoFile(photo), { style, method, type }).result;
        return { name: `${style} ${method}`, structure: structureOf(middleOf(greyOf(decode(bytes)))) };
      }),
    );
    const alike = drawings.flatMap((one, i) =>
      drawings.slice(i + 1).flatMap((other) => {
        const value = likeness(one.structure, other.structure);
        return value < ALIKE ? [] : [`${one.name}, ${other.name}: ${value.toFixed(3)}`];
      }),
    );
    expect(alike).toEqual([]);
  });
});
