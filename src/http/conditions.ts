/** What is known of the stored object: its strong entity tag (quoted) and when it was made. */
export interface Validators {
  etag: string;
  lastModified: Date;
}

export type Precondition = 'proceed' | 'not-modified' | 'failed';

/**
 * Evaluates a GET's or HEAD's preconditions in the order of RFC 9110 §13.2.2. Dates have a resolution of
 * one second; an unreadable date is ignored.
 */
export function evaluate(headers: Headers, { etag, lastModified }: Validators): Precondition {
  const modified = Math.floor(lastModified.getTime() / 1000);
  const ifMatch = headers.get('If-Match');
  const ifUnmodified = seconds(headers.get('If-Unmodified-Since'));
  if (ifMatch !== null) {
    if (!matches(ifMatch, etag, strong)) return 'failed';
  } else if (ifUnmodified !== undefined && modified > ifUnmodified) {
    return 'failed';
  }
  const ifNoneMatch = headers.get('If-None-Match');
  const ifModified = seconds(headers.get('If-Modified-Since'));
  if (ifNoneMatch !== null) return matches(ifNoneMatch, etag, weak) ? 'not-modified' : 'proceed';
  return ifModified !== undefined && modified <= ifModified ? 'not-modified' : 'proceed';
}

/** Whether `If-Range` lets the range apply (RFC 9110 §13.1.5): strong tags only, or the exact date. */
export function rangeApplies(headers: Headers, { etag, lastModified }: Validators): boolean {
  const value = headers.get('If-Range');
  if (value === null) return true;
  if (value.includes('"')) return strong(value.trim(), etag);
  return seconds(value) === Math.floor(lastModified.getTime() / 1000);
}

const ENTITY_TAG = /(?:W\/)?"[^"]*"/g;

function matches(list: string, etag: string, same: (a: string, b: string) => boolean): boolean {
  if (list.trim() === '*') return true;
  return (list.match(ENTITY_TAG) ?? []).some((candidate) => same(candidate, etag));
}

function strong(a: string, b: string): boolean {
  return !a.startsWith('W/') && !b.startsWith('W/') && a === b;
}

function weak(a: string, b: string): boolean {
  return a.replace(/^W\//, '') === b.replace(/^W\//, '');
}

function seconds(date: string | null): number | undefined {
  const time = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000);
}
