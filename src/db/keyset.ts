import { and, type Column, eq, lt, or, type SQL } from 'drizzle-orm';
import type { Position } from '../http/cursor.ts';

/** What comes after a place in a list that is sorted newest first, ties by id. */
export function isAfter(
  table: { createdAt: Column; id: Column },
  { createdAt, id }: Position,
): SQL | undefined {
  return or(lt(table.createdAt, createdAt), and(eq(table.createdAt, createdAt), lt(table.id, id)));
}
