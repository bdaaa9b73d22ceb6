import {
  CONTENT_TYPES,
  EngineError,
  type ImageHeader,
  type ImageType,
  readHeader,
  sniff,
  uprightSize,
} from '../engine/index.ts';
import type { Settings } from '../env.ts';
import { Problem } from '../http/problem.ts';
import { type Ending, endingOf } from './ending.ts';

/** What the bytes of a stored file say of themselves. */
export interface Inspection {
  contentType: string;
  /** Pixels as seen, after EXIF orientation. */
  width: number;
  height: number;
  /** Hex SHA-256 of all bytes. */
  sha256: string;
}

/**
 * Reads a file through once: its header, as far as the header goes, its hash, and whether it goes on to its end. No
 * pixel is decoded.
 * @throws Problem `UNSUPPORTED_MEDIA_TYPE`, `CORRUPT_IMAGE`, `IMAGE_TOO_LARGE`
 */
export async function inspect(body: ReadableStream<Uint8Array>, settings: Settings): Promise<Inspection> {
  const inspector = new Inspector(settings);
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) await inspector.feed(chunk);
  return inspector.finish();
}

/** The same, for a file that is on its way somewhere else. */
export class Inspector {
  readonly #settings: Settings;
  readonly #digest = new crypto.DigestStream('SHA-256');
  readonly #writer = this.#digest.getWriter();
  readonly #header = new HeaderReader();
  #head = new Uint8Array();
  #ending: Ending | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** @throws Problem as soon as the header says that the file is not taken */
  async feed(chunk: Uint8Array): Promise<void> {
    this.#header.feed(chunk);
    if (this.#header.known) checkAllowed(this.#header.known, this.#settings);
    refusing(() => this.#followToTheEnd(chunk));
    await this.#writer.write(chunk);
  }

  #followToTheEnd(chunk: Uint8Array): void {
    if (this.#ending) {
      this.#ending.feed(chunk);
      return;
    }
    const head = new Uint8Array(this.#head.length + chunk.length);
    head.set(this.#head);
    head.set(chunk, this.#head.length);
    this.#head = head;
    this.#ending = endingAt(head);
    this.#ending?.feed(head);
  }

  /** @throws Problem also for a file that was cut off */
  async finish(): Promise<Inspection> {
    const header = { ...this.#header.finish(), ...this.#ending?.told?.() };
    await this.#writer.close();
    checkAllowed(header, this.#settings);
    if (!refusing(() => this.#ending?.isComplete())) {
      throw new Problem('CORRUPT_IMAGE', 'The image is damaged: the file ends too early.');
    }
    return {
      contentType: header.contentType,
      ...uprightSize(header),
      sha256: new Uint8Array(await this.#digest.digest).toHex(),
    };
  }
}

/** @returns undefined while there is too little to be told; what is no image the header's reader refuses */
function endingAt(head: Uint8Array): Ending | undefined {
  try {
    return endingOf(sniff(head));
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

/**
 * The type of a file by its first bytes.
 * @throws Problem `UNSUPPORTED_MEDIA_TYPE`
 */
export function acceptType(head: Uint8Array, settings: Settings): string {
  const contentType = CONTENT_TYPES[sniffAll(head)];
  checkType(contentType, settings);
  return contentType;
}

/** A head that is too short to be told is the whole file: no image is that short. */
function sniffAll(head: Uint8Array): ImageType {
  try {
    return sniff(head);
  } catch (error) {
    if (error instanceof EngineError && error.code === 'NEED_MORE_BYTES') {
      throw new Problem('CORRUPT_IMAGE', 'The file ends before it says what it is.', { cause: error });
    }
    throw asProblem(error);
  }
}

/**
 * Formats in which frames or the orientation may stand behind the pixels, so that only the whole file tells; of a PNG
 * its end does.
 */
const TOLD_AT_THE_END: readonly ImageType[] = ['gif', 'webp', 'tiff'];

/** Keeps a prefix of a file until it says all that is wanted of it, and no longer. */
class HeaderReader {
  #prefix: Uint8Array[] = [];
  #length = 0;
  #wanted = 1;
  #header: ImageHeader | undefined;

  /** The header, once enough of the file has come. */
  get known(): ImageHeader | undefined {
    return this.#header;
  }

  feed(chunk: Uint8Array): void {
    if (this.#header) return;
    this.#prefix.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#wanted) return;
    // Doubling keeps the copies of a header that comes late in proportion to the file.
    this.#wanted = this.#length * 2;
    this.#header = this.#read();
    if (this.#header) this.#prefix = [];
  }

  finish(): ImageHeader {
    return this.#header ?? refusing(() => readHeader(this.#joined(), true));
  }

  /** @returns undefined while more of the file is needed */
  #read(): ImageHeader | undefined {
    const bytes = this.#joined();
    try {
      if (TOLD_AT_THE_END.includes(sniff(bytes))) return undefined;
      return readHeader(bytes);
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'NEED_MORE_BYTES') throw asProblem(error);
      this.#wanted = Math.max(this.#wanted, error.limit ?? 0);
      return undefined;
    }
  }

  #joined(): Uint8Array {
    const bytes = new Uint8Array(this.#length);
    let offset = 0;
    for (const chunk of this.#prefix) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    this.#prefix = [bytes];
    return bytes;
  }
}

function checkAllowed(header: ImageHeader, settings: Settings): void {
  checkType(header.contentType, settings);
  const pixels = header.width * header.height * header.frames;
  if (pixels > settings.MAX_PIXELS) {
    throw new Problem(
      'IMAGE_TOO_LARGE',
      `The image has ${pixels} pixels; at most ${settings.MAX_PIXELS} are taken.`,
    );
  }
}

function checkType(contentType: string, settings: Settings): void {
  if ((settings.ALLOWED_FILE_TYPES as string[]).includes(contentType)) return;
  throw new Problem('UNSUPPORTED_MEDIA_TYPE', `Files of type ${contentType} are not taken here.`);
}

/** @throws Problem for what is wrong with the file */
function refusing<Result>(look: () => Result): Result {
  try {
    return look();
  } catch (error) {
    throw asProblem(error);
  }
}

function asProblem(error: unknown): unknown {
  if (!(error instanceof EngineError)) return error;
  const code = error.code === 'UNSUPPORTED_FORMAT' ? 'UNSUPPORTED_MEDIA_TYPE' : 'CORRUPT_IMAGE';
  return new Problem(code, error.message, { cause: error });
}
