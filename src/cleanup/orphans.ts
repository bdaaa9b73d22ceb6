import { inArray } from 'drizzle-orm';
import { type Database, database } from '../db/client.ts';
import { drawnMasks, imageVersions, maskSets, sketches, uploads, videos } from '../db/schema.ts';
import { log } from '../http/log.ts';

/** Objects that are looked at in a run; D1 takes 100 values a statement. */
const LOOKED_AT_PER_RUN = 90;
/** Whoever stores an object writes its row within seconds; nothing younger is touched. */
const SETTLED_MS = 24 * 3600 * 1000;
/** Where the walk through the bucket stands: the last key that was looked at. */
const PLACE_KEY = 'state/orphans';

/**
 * Deletes objects that no row names, which a crash between two steps may leave. Each run looks at some of the bucket
 * and the next one goes on behind them, round and round.
 */
export async function removeOrphans(env: Env, now = Date.now()): Promise<void> {
  const place = await env.BUCKET.get(PLACE_KEY);
  const startAfter = (await place?.text()) ?? '';
  const page = await env.BUCKET.list({ limit: LOOKED_AT_PER_RUN, ...(startAfter && { startAfter }) });
  const settled = page.objects.filter(({ uploaded }) => uploaded.getTime() < now - SETTLED_MS);
  const orphans = await withoutRow(
    database(env),
    settled.map(({ key }) => key).filter((key) => KNOWN_PREFIX.test(key)),
  );
  if (orphans.length > 0) {
    await env.BUCKET.delete(orphans);
    log('INFO', 'orphans_removed', { count: orphans.length });
  }
  const last = page.truncated ? page.objects.at(-1)?.key : undefined;
  if (last !== undefined) await env.BUCKET.put(PLACE_KEY, last);
  else if (place) await env.BUCKET.delete(PLACE_KEY);
}

/** Whatever else there may be in the bucket is not ours to judge. */
const KNOWN_PREFIX = /^(?:uploads|images|derived|masks|segments|sketches|videos)\//;

async function withoutRow(db: Database, keys: string[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const versionOf = (key: string) => /^derived\/([^/]+)\//.exec(key)?.[1];
  const versionIds = keys.map(versionOf).filter((id) => id !== undefined);
  const [uploaded, originals, drawn, segmented, drawings, films] = await db.batch([
    db.select({ key: uploads.key }).from(uploads).where(inArray(uploads.key, keys)),
    db
      .select({ key: imageVersions.key, id: imageVersions.id })
      .from(imageVersions)
      .where(inArray(imageVersions.key, keys)),
    db.select({ key: drawnMasks.key }).from(drawnMasks).where(inArray(drawnMasks.key, keys)),
    db.select({ key: maskSets.key }).from(maskSets).where(inArray(maskSets.key, keys)),
    db
      .select({ a: sketches.resultKey, b: sketches.thumbnailKey })
      .from(sketches)
      .where(inArray(sketches.id, idsUnder('sketches', keys))),
    db
      .select({ a: videos.videoKey, b: videos.posterKey, c: videos.previewKey })
      .from(videos)
      .where(inArray(videos.taskId, idsUnder('videos', keys))),
  ]);
  const versions = await db
    .select({ id: imageVersions.id })
    .from(imageVersions)
    .where(inArray(imageVersions.id, versionIds));
  const named = new Set<string | null>([
    ...[...uploaded, ...originals, ...drawn, ...segmented].map(({ key }) => key),
    ...drawings.flatMap(({ a, b }) => [a, b]),
    ...films.flatMap(({ a, b, c }) => [a, b, c]),
  ]);
  const living = new Set(versions.map(({ id }) => id));
  return keys.filter((key) => !named.has(key) && !living.has(versionOf(key) ?? ''));
}

/** The second part of keys with a prefix: whose files they are. */
function idsUnder(prefix: string, keys: string[]): string[] {
  const ids = keys.filter((key) => key.startsWith(`${prefix}/`)).map((key) => key.split('/')[1] ?? '');
  return [...new Set(ids)];
}
