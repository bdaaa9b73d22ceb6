/** Whether a write failed on a unique index: `table.column`. Batches throw D1's own error, single queries wrap it. */
export function violatesUnique(error: unknown, column: string): boolean {
  if (!(error instanceof Error)) return false;
  return error.message.includes(`UNIQUE constraint failed: ${column}`) || violatesUnique(error.cause, column);
}
