import { IMAGE_TYPES } from '../env.ts';

export type ImageContentType = (typeof IMAGE_TYPES)[number];

/** Extension of each type in keys and file names. */
export const EXTENSIONS = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/bmp': 'bmp',
  'image/tiff': 'tiff',
} as const satisfies Record<ImageContentType, string>;

const TYPES_BY_EXTENSION = new Map<string, ImageContentType>([
  ...IMAGE_TYPES.map((type) => [EXTENSIONS[type], type] as const),
  ['jpeg', 'image/jpeg'],
  ['jfif', 'image/jpeg'],
  ['tif', 'image/tiff'],
]);

/** Other names that clients declare for the six types. */
const ALIASES = new Map<string, ImageContentType>([
  ['image/jpg', 'image/jpeg'],
  ['image/pjpeg', 'image/jpeg'],
  ['image/x-png', 'image/png'],
  ['image/x-ms-bmp', 'image/bmp'],
  ['image/x-bmp', 'image/bmp'],
  ['image/tif', 'image/tiff'],
]);

/** What a client declares when it does not know: the bytes decide. */
export const UNDECLARED = 'application/octet-stream';

/** What a part of a form is taken for whose sender declares nothing (RFC 7578 §4.4): there, too, the bytes decide. */
export const UNDECLARED_PART = 'text/plain';

/** A declared media type without its parameters, in its usual spelling. */
export function essence(contentType: string): string {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  return ALIASES.get(type) ?? type;
}

/** The type that a file name suggests. */
export function typeByName(filename: string): ImageContentType | undefined {
  return TYPES_BY_EXTENSION.get(filename.split('.').at(-1)?.toLowerCase() ?? '');
}
