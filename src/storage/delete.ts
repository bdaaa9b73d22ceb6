/** Most keys that R2 deletes in one call. */
const KEYS_PER_CALL = 1000;

/** Deletes every object under a prefix. Doing it again is harmless. */
export async function deleteObjects(bucket: R2Bucket, prefix: string): Promise<void> {
  await deleteKeys(bucket, await keysUnder(bucket, prefix));
}

/** Deletes any number of objects, in as few calls as can be. Doing it again is harmless. */
export async function deleteKeys(bucket: R2Bucket, keys: string[]): Promise<void> {
  for (let from = 0; from < keys.length; from += KEYS_PER_CALL) {
    await bucket.delete(keys.slice(from, from + KEYS_PER_CALL));
  }
}

/** The keys of all objects under a prefix, read page by page. */
export async function keysUnder(bucket: R2Bucket, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await bucket.list({ prefix, ...(cursor !== undefined && { cursor }) });
    keys.push(...page.objects.map(({ key }) => key));
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return keys;
}
