import { database } from '../../db/client.ts';
import { MaskSet } from '../../engine/index.ts';
import { findMaskSet } from './store.ts';

/** Sets that were read lately: a pointer that moves over a photo asks for the same one again and again. */
const MAX_KEPT_BYTES = 8 * 1024 * 1024;

const kept = new Map<string, Uint8Array>();

/** The masks of a version of an image, and the key of their object; undefined when it has none. */
export async function readMaskSet(
  imageVersionId: string,
  env: Env,
): Promise<{ key: string; set: MaskSet } | undefined> {
  const row = await findMaskSet(database(env), imageVersionId);
  if (!row) return undefined;
  const blob = kept.get(row.key) ?? (await readBlob(row.key, env));
  return blob && { key: row.key, set: new MaskSet(blob) };
}

async function readBlob(key: string, env: Env): Promise<Uint8Array | undefined> {
  const object = await env.BUCKET.get(key);
  if (!object) return undefined;
  const blob = new Uint8Array(await object.arrayBuffer());
  keep(key, blob);
  return blob;
}

function keep(key: string, blob: Uint8Array): void {
  kept.delete(key);
  kept.set(key, blob);
  let bytes = kept.values().reduce((sum, one) => sum + one.length, 0);
  for (const [oldest, { length }] of kept) {
    if (bytes <= MAX_KEPT_BYTES) return;
    kept.delete(oldest);
    bytes -= length;
  }
}
