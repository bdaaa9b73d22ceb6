/** Boxes of the ISO base media file format (ISO/IEC 14496-12 §4.2) and the numbers in them, all big-endian. */

export function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

export function u16(...values: number[]): Uint8Array {
  const out = new Uint8Array(values.length * 2);
  const view = new DataView(out.buffer);
  for (const [i, value] of values.entries()) view.setUint16(i * 2, value);
  return out;
}

export function u32(...values: number[]): Uint8Array {
  return u32Array(values);
}

export function u32Array(values: ArrayLike<number>): Uint8Array {
  const out = new Uint8Array(values.length * 4);
  const view = new DataView(out.buffer);
  for (let i = 0; i < values.length; i++) view.setUint32(i * 4, values[i] ?? 0);
  return out;
}

export function zeros(count: number): Uint8Array {
  return new Uint8Array(count);
}

export function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const HEADER_BYTES = 8;

export function box(type: string, ...content: Uint8Array[]): Uint8Array {
  const size = content.reduce((sum, part) => sum + part.length, HEADER_BYTES);
  return concat([u32(size), text(type), ...content]);
}

/** A box with version and flags (§4.2.2). */
export function fullBox(type: string, version: number, flags: number, ...content: Uint8Array[]): Uint8Array {
  return box(type, u32(version * 2 ** 24 + flags), ...content);
}
