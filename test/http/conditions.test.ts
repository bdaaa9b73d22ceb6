import { describe, expect, it } from 'vitest';
import { evaluate, rangeApplies } from '../../src/http/conditions.ts';

const object = { etag: '"abc"', lastModified: new Date(Date.UTC(2026, 10, 1, 12, 0, 0, 700)) };
const AT = 'Sun, 01 Nov 2026 12:00:00 GMT';
const BEFORE = 'Sun, 01 Nov 2026 11:59:59 GMT';
const AFTER = 'Sun, 01 Nov 2026 12:00:01 GMT';

describe('preconditions (RFC 9110 §13)', () => {
  it.each([
    [{}, 'proceed'],

    [{ 'If-None-Match': '"abc"' }, 'not-modified'],
    [{ 'If-None-Match': 'W/"abc"' }, 'not-modified'],
    [{ 'If-None-Match': '"x", W/"y" ,"abc"' }, 'not-modified'],
    [{ 'If-None-Match': '"a,b", "abc"' }, 'not-modified'],
    [{ 'If-None-Match': '*' }, 'not-modified'],
    [{ 'If-None-Match': '"ab"' }, 'proceed'],
    [{ 'If-None-Match': '"ABC"' }, 'proceed'],
    [{ 'If-None-Match': 'abc' }, 'proceed'],
    [{ 'If-None-Match': '' }, 'proceed'],

    [{ 'If-Match': '"abc"' }, 'proceed'],
    [{ 'If-Match': '"x", "abc"' }, 'proceed'],
    [{ 'If-Match': '*' }, 'proceed'],
    [{ 'If-Match': '"x"' }, 'failed'],
    [{ 'If-Match': 'W/"abc"' }, 'failed'],
    [{ 'If-Match': '' }, 'failed'],

    [{ 'If-Modified-Since': AT }, 'not-modified'],
    [{ 'If-Modified-Since': AFTER }, 'not-modified'],
    [{ 'If-Modified-Since': BEFORE }, 'proceed'],
    [{ 'If-Modified-Since': 'yesterday' }, 'proceed'],
    [{ 'If-Unmodified-Since': AT }, 'proceed'],
    [{ 'If-Unmodified-Since': AFTER }, 'proceed'],
    [{ 'If-Unmodified-Since': BEFORE }, 'failed'],
    [{ 'If-Unmodified-Since': 'yesterday' }, 'proceed'],

    // The order of §13.2.2: entity tags make their dates count for nothing, and failing comes first.
    [{ 'If-Match': '"abc"', 'If-Unmodified-Since': BEFORE }, 'proceed'],
    [{ 'If-None-Match': '"x"', 'If-Modified-Since': AFTER }, 'proceed'],
    [{ 'If-None-Match': '"abc"', 'If-Modified-Since': BEFORE }, 'not-modified'],
    [{ 'If-Match': '"x"', 'If-None-Match': '"abc"' }, 'failed'],
    [{ 'If-Match': '"abc"', 'If-None-Match': '"abc"' }, 'not-modified'],
  ])('%j: %s', (headers, expected) => {
    expect(evaluate(new Headers(headers), object)).toBe(expected);
  });
});

describe('If-Range', () => {
  it.each([
    [null, true],
    ['"abc"', true],
    [' "abc" ', true],
    ['"x"', false],
    ['W/"abc"', false],
    ['"x", "abc"', false],
    ['*', false],
    [AT, true],
    [AFTER, false],
    [BEFORE, false],
    ['', false],
  ])('%j lets the range apply: %s', (value, expected) => {
    expect(rangeApplies(new Headers(value === null ? {} : { 'If-Range': value }), object)).toBe(expected);
  });
});
