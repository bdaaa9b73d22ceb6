/** Longest name that common file systems take. */
const MAX_NAME_CHARACTERS = 255;

/** Control characters, and those that turn the direction of text and so disguise an extension. */
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/**
 * A file name as sent, made fit for display: its last path segment, without invisible characters, at most 255
 * characters. It is never used as a key.
 */
export function displayName(filename: string): string {
  const last = filename.split(/[/\\]/).at(-1) ?? '';
  const visible = Array.from(last.replaceAll(INVISIBLE, '').trim()).slice(0, MAX_NAME_CHARACTERS).join('');
  return visible === '' || visible === '.' || visible === '..' ? 'file' : visible;
}
