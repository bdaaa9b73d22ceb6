import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ByteRange, contentRange, parseRange, type RangeAnswer } from '../../src/http/ranges.ts';

const WHOLE = { kind: 'whole' };
const UNSATISFIABLE = { kind: 'unsatisfiable' };
const part = (offset: number, length: number) => ({ kind: 'part', offset, length });

describe('a Range header', () => {
  it.each([
    ['bytes=0-3', 10, part(0, 4)],
    ['bytes=4-', 10, part(4, 6)],
    ['bytes=-4', 10, part(6, 4)],
    ['bytes=0-0', 10, part(0, 1)],
    ['bytes=9-9', 10, part(9, 1)],
    ['bytes=9-10', 10, part(9, 1)],
    ['bytes=0-9', 10, part(0, 10)],
    ['bytes=0-999999999999999999999', 10, part(0, 10)],
    ['bytes=-10', 10, part(0, 10)],
    ['bytes=-11', 10, part(0, 10)],
    ['BYTES=0-3', 10, part(0, 4)],
    ['bytes= 0-3 ', 10, part(0, 4)],
    ['bytes=10-', 10, UNSATISFIABLE],
    ['bytes=10-20', 10, UNSATISFIABLE],
    ['bytes=-0', 10, UNSATISFIABLE],
    ['bytes=0-', 0, UNSATISFIABLE],
    ['bytes=-1', 0, UNSATISFIABLE],
    ['bytes=5-2', 10, WHOLE],
    ['bytes=-', 10, WHOLE],
    ['bytes=', 10, WHOLE],
    ['bytes=a-b', 10, WHOLE],
    ['bytes=1.5-3', 10, WHOLE],
    ['bytes=0x0-3', 10, WHOLE],
    ['bytes=+0-3', 10, WHOLE],
    ['bytes=0-1,3-4', 10, WHOLE],
    ['items=0-3', 10, WHOLE],
    ['0-3', 10, WHOLE],
    ['', 10, WHOLE],
    [null, 10, WHOLE],
    [undefined, 10, WHOLE],
  ])('%j of %i bytes', (header, size, expected) => {
    expect(parseRange(header, size)).toEqual(expected);
  });

  it('selects what slicing the bytes selects', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 64 });
    const bound = fc.nat(80);
    fc.assert(
      fc.property(bytes, bound, bound, fc.constantFrom('closed', 'open', 'suffix'), (data, a, b, kind) => {
        const [first, last] = [Math.min(a, b), Math.max(a, b)];
        const { header, expected } = {
          closed: { header: `bytes=${first}-${last}`, expected: data.slice(first, last + 1) },
          open: { header: `bytes=${first}-`, expected: data.slice(first) },
          suffix: {
            header: `bytes=-${first}`,
            expected: first === 0 ? data.slice(0, 0) : data.slice(-first),
          },
        }[kind];
        const answer = parseRange(header, data.length);
        expect(answer.kind).toBe(expected.length === 0 ? 'unsatisfiable' : 'part');
        expect(selected(data, answer)).toEqual(expected);
      }),
    );
  });

  it('never leaves the object, whatever it says', () => {
    const staysWithin = fc.property(fc.string(), fc.nat(100), (text, size) => {
      const answer = parseRange(`bytes=${text}`, size);
      return answer.kind !== 'part' || isWithin(answer, size);
    });
    expect(fc.check(staysWithin)).toMatchObject({ failed: false });
  });
});

describe('a Content-Range', () => {
  it.each([
    [{ offset: 0, length: 4 }, 'bytes 0-3/10'],
    [{ offset: 9, length: 1 }, 'bytes 9-9/10'],
  ])('of %j', (range, text) => {
    expect(contentRange(range, 10)).toBe(text);
  });
});

function selected(data: Uint8Array, answer: RangeAnswer): Uint8Array {
  if (answer.kind === 'unsatisfiable') return new Uint8Array();
  return answer.kind === 'whole' ? data : data.slice(answer.offset, answer.offset + answer.length);
}

function isWithin({ offset, length }: ByteRange, size: number): boolean {
  return offset >= 0 && length > 0 && offset + length <= size;
}
