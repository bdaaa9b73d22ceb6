import { corrupt } from '../engine/index.ts';
import type { Ending } from './ending.ts';

/** "RIFF", size, "WEBP"; the size counts what follows it. */
const FILE_HEAD_BYTES = 12;
const BEFORE_SIZE_BYTES = 8;
/** Type and length of a chunk. */
const CHUNK_HEAD_BYTES = 8;
/** A frame's place and time, and the head of the picture in it (RFC 9649 §2.7.1.1). */
const LEAST_FRAME_BYTES = 24;

/**
 * Walks the chunks of a WebP (RFC 9649 §2.3): all must lie within the size that the file gives itself, and one must hold
 * a picture. The file must be as long as it says, but for the padding of the last chunk, which some writers leave out.
 */
export class WebpEnding implements Ending {
  #length = 0;
  /** Bytes to pass over before the next head, and what there is of that. */
  #skip = 0;
  #head = new Uint8Array(FILE_HEAD_BYTES);
  #filled = 0;
  #wanted = FILE_HEAD_BYTES;
  /** Where the file ends by its own account; known with its head. */
  #end = Infinity;
  #at = 0;
  #hasPicture = false;

  /** @throws {EngineError} CORRUPT_IMAGE */
  feed(chunk: Uint8Array): void {
    this.#length += chunk.length;
    for (let at = 0; at < chunk.length && this.#at + this.#wanted <= this.#end;) {
      const passed = Math.min(this.#skip, chunk.length - at);
      this.#skip -= passed;
      at += passed;
      const part = chunk.subarray(at, at + this.#wanted - this.#filled);
      this.#head.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#wanted) this.#read(new DataView(this.#head.buffer));
    }
  }

  /** @throws {EngineError} CORRUPT_IMAGE for a whole file without a picture */
  isComplete(): boolean {
    if (this.#length < this.#end - 1) return false;
    if (!this.#hasPicture) throw corrupt('it has no pixels');
    return true;
  }

  #read(head: DataView): void {
    this.#filled = 0;
    if (this.#end === Infinity) {
      this.#end = head.getUint32(4, true) + BEFORE_SIZE_BYTES;
      this.#at = FILE_HEAD_BYTES;
      this.#wanted = CHUNK_HEAD_BYTES;
      return;
    }
    const type = String.fromCharCode(...this.#head.subarray(0, 4));
    const length = head.getUint32(4, true);
    if (this.#at + CHUNK_HEAD_BYTES + length > this.#end) throw corrupt('the file ends too early');
    if (type === 'VP8 ' || type === 'VP8L') this.#hasPicture ||= length > 0;
    if (type === 'ANMF') this.#hasPicture ||= length >= LEAST_FRAME_BYTES;
    this.#skip = length + (length & 1);
    this.#at += CHUNK_HEAD_BYTES + this.#skip;
  }
}
