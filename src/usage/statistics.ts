import { count, eq, gt, sql } from 'drizzle-orm';
import { isoTime } from '../api/schemas.ts';
import { database } from '../db/client.ts';
import { uses, useTotals } from '../db/schema.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Reads the totals, a handful of rows however much the service was used, and counts the last day by its index. */
export async function statistics(env: Env, now = Date.now()) {
  const db = database(env);
  const [uploads, [all], [recent]] = await db.batch([
    db.select().from(useTotals).where(eq(useTotals.kind, 'upload')),
    db
      .select({
        succeeded: sql<number>`coalesce(sum(${useTotals.succeeded}), 0)`,
        failed: sql<number>`coalesce(sum(${useTotals.failed}), 0)`,
      })
      .from(useTotals),
    db
      .select({ count: count() })
      .from(uses)
      .where(gt(uses.createdAt, now - DAY_MS)),
  ]);
  const sum = (of: (row: (typeof uploads)[number]) => number) =>
    uploads.reduce((total, row) => total + of(row), 0);
  const successful = sum((row) => row.succeeded);
  const failed = sum((row) => row.failed);
  const totalUses = (all?.succeeded ?? 0) + (all?.failed ?? 0);
  return {
    total_uploads: successful + failed,
    successful_uploads: successful,
    failed_uploads: failed,
    average_processing_time:
      successful === 0 ? 0 : rounded(sum((row) => row.durationMs) / successful / 1000, 3),
    total_file_size: sum((row) => row.fileSize),
    last_upload: isoTime(uploads.length === 0 ? null : Math.max(...uploads.map(({ lastAt }) => lastAt))),
    total_uses: totalUses,
    successful_uses: all?.succeeded ?? 0,
    success_rate: totalUses === 0 ? 0 : rounded((100 * (all?.succeeded ?? 0)) / totalUses, 2),
    recent_uses_24h: recent?.count ?? 0,
    file_types: Object.fromEntries(
      uploads
        .filter((row) => row.succeeded > 0)
        .toSorted((a, b) => b.succeeded - a.succeeded)
        .map((row) => [row.contentType, row.succeeded]),
    ),
  };
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
