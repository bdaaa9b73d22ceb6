/** A slice of an object: `length` bytes from `offset`, both in bytes. */
export interface ByteRange {
  offset: number;
  length: number;
}

export type RangeAnswer = { kind: 'whole' } | { kind: 'unsatisfiable' } | ({ kind: 'part' } & ByteRange);

/**
 * What a `Range` header asks of an object of `size` bytes (RFC 9110 §14). One byte range is served; several
 * ranges, unknown units and malformed values get the whole object, as §14.2 allows.
 */
export function parseRange(header: string | null | undefined, size: number): RangeAnswer {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (!match || (first === '' && last === '')) return { kind: 'whole' };
  if (first === '') return suffix(Number(last), size);
  const start = Number(first);
  if (last !== '' && Number(last) < start) return { kind: 'whole' };
  if (start >= size) return { kind: 'unsatisfiable' };
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return { kind: 'part', offset: start, length: end - start + 1 };
}

function suffix(length: number, size: number): RangeAnswer {
  if (length === 0 || size === 0) return { kind: 'unsatisfiable' };
  const served = Math.min(length, size);
  return { kind: 'part', offset: size - served, length: served };
}

/** The `Content-Range` of a part (RFC 9110 §14.4). */
export function contentRange({ offset, length }: ByteRange, size: number): string {
  return `bytes ${offset}-${offset + length - 1}/${size}`;
}
