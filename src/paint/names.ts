import { type PaintRequest, paintParameters } from '../engine/index.ts';

const NAME = /^(?<imageId>[A-Za-z0-9_-]{1,128})_(?<variant>output|[0-9a-f]{12})\.mp4$/;
/** Hexadecimal digits of a hash that tell the parameters of one image's videos apart. */
const VARIANT_DIGITS = 12;

const DEFAULTS = canonical(paintParameters.parse({}));

/** The video that every image has, made with the parameters' defaults. */
export function standardName(imageId: string): string {
  return `${imageId}_output.mp4`;
}

/** The name of an image's video with given parameters: the same ones, the same name. */
export async function nameOf(imageId: string, request: PaintRequest): Promise<string> {
  const text = canonical(request);
  if (text === DEFAULTS) return standardName(imageId);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `${imageId}_${new Uint8Array(digest).toHex().slice(0, VARIANT_DIGITS)}.mp4`;
}

/** What a name says; undefined for one that no video has. */
export function parseName(filename: string): { imageId: string; standard: boolean } | undefined {
  const groups = NAME.exec(filename)?.groups;
  if (!groups) return undefined;
  return { imageId: groups['imageId'] ?? '', standard: groups['variant'] === 'output' };
}

function canonical(request: PaintRequest): string {
  return JSON.stringify(Object.entries(request).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
