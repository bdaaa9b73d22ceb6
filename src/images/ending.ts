import type { ImageHeader, ImageType } from '../engine/index.ts';
import { PngEnding } from './png-ending.ts';
import { WebpEnding } from './webp-ending.ts';

/**
 * Whether a file goes on to its own end, told from its structure while it streams by; no pixel is decoded. What has
 * been cut off anywhere is found out this way, but for TIFF, whose pixels may lie in any order. What follows behind
 * the end (a film behind a phone's photo) is no fault.
 */
export interface Ending {
  /** @throws {EngineError} CORRUPT_IMAGE for what no end can mend */
  feed(chunk: Uint8Array): void;
  isComplete(): boolean;
  /** What the whole file says of the picture, where its beginning may not. */
  told?(): Partial<Pick<ImageHeader, 'orientation' | 'frames'>>;
}

export function endingOf(type: ImageType): Ending {
  return ENDINGS[type]();
}

const ENDINGS: Record<ImageType, () => Ending> = {
  png: () => new PngEnding(),
  jpeg: () => new JpegEnding(),
  gif: () => new GifEnding(),
  webp: () => new WebpEnding(),
  bmp: () => new SizedEnding(54, bmpBytes),
  tiff: () => new SizedEnding(0, () => 0),
};

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

const MARKER = 0xff;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/**
 * Walks the segments of a JPEG (T.81 Annex B) up to its first scan, so that the end of a thumbnail among them is not
 * taken for its own, and then looks for the end of the image.
 */
class JpegEnding implements Ending {
  #place: 'marker' | 'kind' | 'length' | 'length, second byte' | 'scan' | 'end' = 'marker';
  #kind = 0;
  #length = 0;
  /** Bytes to pass over: the start of image at first, then what segments hold. */
  #skip = 2;
  #previous = 0;

  feed(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && this.#place !== 'end') {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, chunk.length - at);
        this.#skip -= step;
        at += step;
      } else if (this.#place === 'scan') at = this.#scan(chunk, at);
      else this.#read(chunk[at++] ?? 0);
    }
  }

  isComplete(): boolean {
    return this.#place === 'end';
  }

  #read(byte: number): void {
    switch (this.#place) {
      case 'marker':
        // What is no marker where one must be is for the decoder to make out.
        this.#place = byte === MARKER ? 'kind' : 'scan';
        break;
      case 'kind':
        if (byte === MARKER) break;
        this.#kind = byte;
        this.#place = byte === END_OF_IMAGE ? 'end' : 'length';
        break;
      case 'length':
        this.#length = byte << 8;
        this.#place = 'length, second byte';
        break;
      default:
        this.#skip = Math.max(0, (this.#length | byte) - 2);
        this.#place = this.#kind === START_OF_SCAN ? 'scan' : 'marker';
    }
  }

  #scan(chunk: Uint8Array, from: number): number {
    if (this.#previous === MARKER && chunk[from] === END_OF_IMAGE) {
      this.#place = 'end';
      return from + 1;
    }
    const at = chunk.indexOf(MARKER, from);
    this.#previous = at < 0 ? 0 : MARKER;
    return at < 0 ? chunk.length : at + 1;
  }
}

const GIF_TRAILER = 0x3b;

/** The last byte but for zeros, which some writers pad with, is the trailer (GIF89a §27). */
class GifEnding implements Ending {
  #last = 0;

  feed(chunk: Uint8Array): void {
    this.#last = chunk.findLast((byte) => byte !== 0) ?? this.#last;
  }

  isComplete(): boolean {
    return this.#last === GIF_TRAILER;
  }
}

/** For formats whose header says how long the file must be. */
class SizedEnding implements Ending {
  readonly #headBytes: number;
  readonly #needed: (head: DataView) => number;
  #head = new Uint8Array();
  #length = 0;

  constructor(headBytes: number, needed: (head: DataView) => number) {
    this.#headBytes = headBytes;
    this.#needed = needed;
  }

  feed(chunk: Uint8Array): void {
    this.#length += chunk.length;
    const missing = this.#headBytes - this.#head.length;
    if (missing > 0) this.#head = joined(this.#head, chunk.subarray(0, missing));
  }

  isComplete(): boolean {
    if (this.#head.length < this.#headBytes) return false;
    return this.#length >= this.#needed(new DataView(this.#head.buffer));
  }
}

const UNCOMPRESSED = [0, 3];
const CORE_HEADER_BYTES = 12;

/** Where the pixels begin, and as many rows of whole 32-bit words as the header says; compressed ones say nothing. */
function bmpBytes(head: DataView): number {
  const core = head.getUint32(14, true) === CORE_HEADER_BYTES;
  const width = core ? head.getUint16(18, true) : head.getInt32(18, true);
  const height = core ? head.getUint16(20, true) : Math.abs(head.getInt32(22, true));
  const bits = head.getUint16(core ? 24 : 28, true);
  if (!core && !UNCOMPRESSED.includes(head.getUint32(30, true))) return 0;
  return head.getUint32(10, true) + Math.ceil((width * bits) / 32) * 4 * height;
}
