import type { SketchRequest } from '../engine/index.ts';

/** Raised whenever the same parameters come to give another picture. */
const ENGINE_GENERATION = 1;

/**
 * Same photo bytes and same parameters, same key: hex SHA-256 over both.
 * @param region identity of the part that is drawn, if not all is
 */
export async function reuseKeyOf(
  photoSha256: string,
  request: SketchRequest,
  region?: string,
): Promise<string> {
  const parameters = Object.entries(request).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([
    ENGINE_GENERATION,
    photoSha256,
    parameters,
    ...(region === undefined ? [] : [region]),
  ]);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}
