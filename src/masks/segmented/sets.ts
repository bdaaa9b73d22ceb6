import { database } from '../../db/client.ts';
import { MaskSet, packMasks } from '../../engine/index.ts';
import type { ImageVersion } from '../../images/index.ts';
import { findMaskSet } from './store.ts';

/** Sets that were read lately: a pointer that moves over a photo asks for the same one again and again. */
const MAX_KEPT_BYTES = 8 * 1024 * 1024;

/** By their key, under which an object never changes; the one that was read last is last. */
const kept = new Map<string, Uint8Array>();

/** The masks of a version, and the key of their object; a set without masks and no key when none were ever made. */
export interface StoredSet {
  set: MaskSet;
  key: string | undefined;
}

export async function readMaskSet(version: ImageVersion, env: Env): Promise<StoredSet> {
  const row = await findMaskSet(database(env), version.id);
  const blob = row && (kept.get(row.key) ?? (await readBlob(row.key, env)));
  if (row && blob) {
    keep(row.key, blob);
    return { set: new MaskSet(blob), key: row.key };
  }
  return { set: new MaskSet(packMasks([], version.width, version.height)), key: undefined };
}

async function readBlob(key: string, env: Env): Promise<Uint8Array | undefined> {
  const object = await env.BUCKET.get(key);
  return object ? new Uint8Array(await object.arrayBuffer()) : undefined;
}

function keep(key: string, blob: Uint8Array): void {
  kept.delete(key);
  kept.set(key, blob);
  let bytes = [...kept.values()].reduce((sum, { length }) => sum + length, 0);
  for (const [oldest, { length }] of kept) {
    if (bytes <= MAX_KEPT_BYTES) return;
    kept.delete(oldest);
    bytes -= length;
  }
}
