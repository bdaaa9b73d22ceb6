import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor, page } from '../../src/http/cursor.ts';
import { Problem } from '../../src/http/problem.ts';

const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ createdAt: 1000 - index, id: `id-${index}` }));

describe('a cursor', () => {
  it('brings back the position it was made of', () => {
    const id = fc.string({ minLength: 1, maxLength: 100 }).filter((text) => !/[\n\r\u2028\u2029]/.test(text));
    fc.assert(
      fc.property(fc.nat(), id, (createdAt, text) => {
        expect(decodeCursor(encodeCursor({ createdAt, id: text }))).toEqual({ createdAt, id: text });
      }),
    );
  });

  it.each([
    '',
    'x',
    '%',
    'bm90aGluZw',
    '====',
    encodeCursor({ createdAt: -1, id: 'a' }),
    'é',
    'MTox\n\u0000',
  ])('that nobody gave is refused: %j', (text) => {
    expect(() => decodeCursor(text)).toThrow(expect.objectContaining({ code: 'INVALID_CURSOR' }));
  });

  it('is read or refused, never a fault', () => {
    expect(fc.check(fc.property(fc.string(), isReadOrRefused))).toMatchObject({ failed: false });
  });
});

function isReadOrRefused(text: string): boolean {
  try {
    return decodeCursor(text).id !== '';
  } catch (error) {
    return error instanceof Problem && error.code === 'INVALID_CURSOR';
  }
}

describe('a page', () => {
  it.each([
    [0, 0, false],
    [2, 2, false],
    [3, 3, false],
    [4, 3, true],
  ])('of %i rows at a limit of 3 shows %i, more to come: %s', (count, shown, more) => {
    const { shown: items, nextCursor } = page(rows(count), 3);
    expect(items).toEqual(rows(shown));
    expect(nextCursor === null ? null : decodeCursor(nextCursor)).toEqual(more ? rows(3).at(-1) : null);
  });
});
