import { database } from '../db/client.ts';
import { log } from '../http/log.ts';
import { endTask } from '../jobs/index.ts';
import { deleteKeys, keysUnder } from '../storage/delete.ts';
import { derivedPrefix, videoPrefix } from '../storage/keys.ts';
import { deleteImage } from './store.ts';

/**
 * Versions whose derived pictures are looked for at once, each by a list of its own. Those of older ones, which nobody
 * can ask for any more, are left to the walk for stray objects (src/cleanup): a run that erases twenty images stays
 * within the 1000 calls that a Worker has.
 */
const LISTED_VERSIONS = 40;

/**
 * Removes an image, its versions, and whatever was made of it but sketches. Doing it again is harmless.
 *
 * Rows go first, all at once with the reading of what they name: no row is ever left that names an object that is gone,
 * and nothing that is added at the same time is missed. Should a fault come after them, what is left are objects
 * that no row names, which the walk for stray ones removes.
 */
export async function eraseImage(imageId: string, env: Env): Promise<void> {
  const { versionIds, keys, taskIds } = await deleteImage(database(env), imageId);
  try {
    // A run that loses its right to write takes back what it has stored.
    for (const id of taskIds) await endTask(id, 'The image was deleted.', env);
    const prefixes = [
      ...versionIds.slice(0, LISTED_VERSIONS).map(derivedPrefix),
      ...taskIds.map(videoPrefix),
    ];
    const made = await Promise.all(prefixes.map((prefix) => keysUnder(env.BUCKET, prefix)));
    await deleteKeys(env.BUCKET, [...keys, ...made.flat()]);
  } catch (error) {
    log('WARNING', 'objects_left_over', { image_id: imageId, error });
  }
}
