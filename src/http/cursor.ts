import { Problem } from './problem.ts';

/** A place in a list that is sorted newest first, ties by id. */
export interface Position {
  createdAt: number;
  id: string;
}

export function encodeCursor({ createdAt, id }: Position): string {
  return new TextEncoder()
    .encode(`${createdAt}:${id}`)
    .toBase64({ alphabet: 'base64url', omitPadding: true });
}

/** @throws Problem `INVALID_CURSOR` for anything {@link encodeCursor} did not make */
export function decodeCursor(cursor: string): Position {
  let text = '';
  try {
    text = new TextDecoder().decode(Uint8Array.fromBase64(cursor, { alphabet: 'base64url' }));
  } catch {
    // An unreadable cursor is answered below, like one that reads as nonsense.
  }
  const match = /^(\d{1,15}):(.{1,200})$/.exec(text);
  if (!match) throw new Problem('INVALID_CURSOR', 'The cursor is not one that this service gave.');
  return { createdAt: Number(match[1]), id: match[2] ?? '' };
}

/** One page of a list: asks for one row more than it shows, to know whether there is a next page. */
export function page<Row extends Position>(rows: Row[], limit: number) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { shown, nextCursor: rows.length > limit && last ? encodeCursor(last) : null };
}
