import { crc32 } from 'node:zlib';
import { corrupt, type ImageHeader, MAX_EXIF_BYTES, exifOrientation } from '../engine/index.ts';
import type { Ending } from './ending.ts';

const SIGNATURE_BYTES = 8;
const HEAD_BYTES = 8;
const CRC_BYTES = 4;
const ANIMATION_BYTES = 8;
const MAX_CHUNK_BYTES = 0x7fff_ffff;
/** A lower-case first letter says that a chunk is not needed for the picture (PNG 3rd edition §5.4). */
const ANCILLARY = /^[a-z]/;

/** What is kept of a chunk's data, for what it says of the picture. */
const KEPT_BYTES = new Map([
  ['eXIf', MAX_EXIF_BYTES],
  ['acTL', ANIMATION_BYTES],
]);

/**
 * Walks the chunks of a PNG (3rd edition §5.3) up to IEND. The checksums of those that the picture needs must be right,
 * and there must be pixels among them; orientation and frames are found wherever they stand.
 */
export class PngEnding implements Ending {
  #place: 'signature' | 'head' | 'data' | 'checksum' | 'end' = 'signature';
  /** Bytes of this place that are still to come. */
  #left = SIGNATURE_BYTES;
  /** What there is of a head, of data that is kept, or of a checksum. */
  #kept = new Uint8Array();
  #type = '';
  #crc = 0;
  #hasPixels = false;
  #told: Partial<Pick<ImageHeader, 'orientation' | 'frames'>> = {};

  /** @throws {EngineError} CORRUPT_IMAGE */
  feed(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && this.#place !== 'end';) {
      const bytes = chunk.subarray(at, at + this.#left);
      at += bytes.length;
      this.#left -= bytes.length;
      this.#take(bytes);
      // A chunk without data is over as soon as its head is.
      while (this.#left === 0 && !this.isComplete()) this.#next();
    }
  }

  isComplete(): boolean {
    return this.#place === 'end';
  }

  told(): Partial<Pick<ImageHeader, 'orientation' | 'frames'>> {
    return this.#told;
  }

  #take(bytes: Uint8Array): void {
    if (this.#place === 'data') {
      if (!ANCILLARY.test(this.#type)) this.#crc = crc32(bytes, this.#crc);
      if (this.#type === 'IDAT' && bytes.length > 0) this.#hasPixels = true;
    }
    const most = this.#place === 'data' ? (KEPT_BYTES.get(this.#type) ?? 0) : HEAD_BYTES;
    const wanted = bytes.subarray(0, most - this.#kept.length);
    if (wanted.length === 0) return;
    const kept = new Uint8Array(this.#kept.length + wanted.length);
    kept.set(this.#kept);
    kept.set(wanted, this.#kept.length);
    this.#kept = kept;
  }

  #next(): void {
    const kept = this.#kept;
    this.#kept = new Uint8Array();
    if (this.#place === 'head') this.#begin(kept);
    else if (this.#place === 'data') {
      this.#note(kept);
      [this.#place, this.#left] = ['checksum', CRC_BYTES];
    } else {
      if (this.#place === 'checksum') this.#close(kept);
      if (this.#place !== 'end') [this.#place, this.#left] = ['head', HEAD_BYTES];
    }
  }

  #begin(head: Uint8Array): void {
    const length = new DataView(head.buffer).getUint32(0);
    if (length > MAX_CHUNK_BYTES) throw corrupt('one of its chunks makes no sense');
    this.#type = String.fromCharCode(...head.subarray(4));
    this.#crc = crc32(head.subarray(4));
    [this.#place, this.#left] = ['data', length];
  }

  #note(kept: Uint8Array): void {
    if (this.#type === 'eXIf') this.#told.orientation = exifOrientation(kept);
    if (this.#type === 'acTL' && kept.length >= 4) {
      this.#told.frames = Math.max(1, new DataView(kept.buffer).getUint32(0));
    }
  }

  #close(checksum: Uint8Array): void {
    if (!ANCILLARY.test(this.#type) && new DataView(checksum.buffer).getUint32(0) !== this.#crc) {
      throw corrupt(`the checksum of its ${this.#type} chunk is wrong`);
    }
    if (this.#type !== 'IEND') return;
    if (!this.#hasPixels) throw corrupt('it has no pixels');
    this.#place = 'end';
  }
}
