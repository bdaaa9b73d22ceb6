/** Percent-encodes everything but RFC 3986's unreserved characters, as signatures and headers want it. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** An object's key as a path: its slashes stay. */
export function keyPath(key: string): string {
  return key.split('/').map(encodeStrictly).join('/');
}
