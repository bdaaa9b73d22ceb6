/** Bytes that stand for whole characters of base64. */
const WHOLE_BYTES = 3;

/** A stream of bytes as base64 text, piece by piece: joined, the pieces are the base64 of all bytes. */
export async function* base64Pieces(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, void> {
  let rest = new Uint8Array();
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    const bytes = new Uint8Array(rest.length + chunk.length);
    bytes.set(rest);
    bytes.set(chunk, rest.length);
    const whole = bytes.length - (bytes.length % WHOLE_BYTES);
    yield bytes.subarray(0, whole).toBase64();
    rest = bytes.slice(whole);
  }
  yield rest.toBase64();
}

/**
 * The bytes of base64 text, with or without a `data:` prefix.
 * @throws SyntaxError
 */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(text.startsWith('data:') ? text.slice(text.indexOf(',') + 1) : text);
}
