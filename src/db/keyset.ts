import { and, type Column, eq, lt, or, type SQL } from 'drizzle-orm';
import type { Position } from '../http/cursor.ts';

/** What comes after a place in a list that is sorted newest first, ties by id. */
export function isAfter(
  columns: { createdAt: Column; id: Column },
  { createdAt, id }: Position,
): SQL | undefined {
  return or(lt(columns.createdAt, createdAt), and(eq(columns.createdAt, createdAt), lt(columns.id, id)));
}
