import { EngineError } from '../errors.ts';

/** Bounded reads over the beginning of a file: past the end it says how many bytes it would take. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  littleEndian: boolean;

  constructor(bytes: Uint8Array, littleEndian = false) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.littleEndian = littleEndian;
  }

  get length(): number {
    return this.bytes.length;
  }

  /** @throws {EngineError} NEED_MORE_BYTES when fewer than `end` bytes are there */
  need(end: number): void {
    if (end > this.bytes.length) {
      throw new EngineError('NEED_MORE_BYTES', 'More of the file is needed to read its header.', end);
    }
  }

  has(end: number): boolean {
    return end <= this.bytes.length;
  }

  u8(at: number): number {
    this.need(at + 1);
    return this.#view.getUint8(at);
  }

  u16(at: number): number {
    this.need(at + 2);
    return this.#view.getUint16(at, this.littleEndian);
  }

  u24(at: number): number {
    return this.littleEndian ? this.u16(at) | (this.u8(at + 2) << 16) : (this.u16(at) << 8) | this.u8(at + 2);
  }

  u32(at: number): number {
    this.need(at + 4);
    return this.#view.getUint32(at, this.littleEndian);
  }

  i32(at: number): number {
    return this.u32(at) | 0;
  }

  /** ASCII text of `length` bytes. */
  text(at: number, length: number): string {
    this.need(at + length);
    return String.fromCharCode(...this.bytes.subarray(at, at + length));
  }

  /** Whether the file begins with these characters, as far as it goes. */
  startsWith(text: string, at = 0): boolean {
    return this.has(at + text.length) && this.text(at, text.length) === text;
  }
}

export function corrupt(what: string): EngineError {
  return new EngineError('CORRUPT_IMAGE', `The image is damaged: ${what}.`);
}

/** The parts, one behind the other. */
export function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
