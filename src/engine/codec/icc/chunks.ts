import { ByteReader, joined } from '../bytes.ts';
import { MAX_PROFILE_BYTES } from './profile.ts';

/** Before a piece of a profile in a JPEG's APP2 segments come a name, its number from 1 on, and how many there are. */
const JPEG_NAME = 'ICC_PROFILE\0';
const JPEG_HEAD_BYTES = JPEG_NAME.length + 2;

/** Puts the profile of a JPEG together, whose segments are too short for a long one (ICC.1:2022 annex B.4). */
export class JpegProfile {
  readonly #pieces = new Map<number, Uint8Array>();
  #count = 0;
  #bytes = 0;

  /** @param body parameters of an APP2 segment */
  add(body: Uint8Array): void {
    const reader = new ByteReader(body);
    if (!reader.startsWith(JPEG_NAME) || !reader.has(JPEG_HEAD_BYTES)) return;
    const piece = body.subarray(JPEG_HEAD_BYTES);
    this.#bytes += piece.length;
    if (this.#bytes > MAX_PROFILE_BYTES) return;
    this.#pieces.set(reader.u8(JPEG_NAME.length), piece);
    this.#count = reader.u8(JPEG_NAME.length + 1);
  }

  /** The profile; undefined where there is none, or not all of it, or too much. */
  get whole(): Uint8Array | undefined {
    if (this.#count === 0 || this.#bytes > MAX_PROFILE_BYTES) return undefined;
    const pieces = Array.from({ length: this.#count }, (_, i) => this.#pieces.get(i + 1));
    const present = pieces.filter((piece) => piece !== undefined);
    return present.length === this.#count ? joined(present) : undefined;
  }
}

/** The ICCP chunk of an extended WebP (RFC 9649 §2.7.1.4). */
export function webpProfile(file: Uint8Array): Uint8Array | undefined {
  const reader = new ByteReader(file, true);
  if (!reader.startsWith('VP8X', 12)) return undefined;
  for (let at = 30; reader.has(at + 8);) {
    const length = reader.u32(at + 4);
    if (reader.startsWith('ICCP', at)) {
      return length <= MAX_PROFILE_BYTES && reader.has(at + 8 + length)
        ? file.subarray(at + 8, at + 8 + length)
        : undefined;
    }
    at += 8 + length + (length & 1);
  }
  return undefined;
}
