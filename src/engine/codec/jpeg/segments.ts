import type { Arena } from '../../kernels/arena.ts';
import { ByteReader, corrupt } from '../bytes.ts';
import { JpegProfile } from '../icc/chunks.ts';
import { type Component, type Frame, readFrame } from './frame.ts';
import {
  APP0,
  APP14,
  APP2,
  DHT,
  DQT,
  DRI,
  EOI,
  findMarker,
  isStartOfFrame,
  SOS,
  standsAlone,
} from './markers.ts';
import { Tables } from './tables.ts';

export interface ScanComponent {
  component: Component;
  /** Destinations of its Huffman tables, 0–3. */
  dc: number;
  ac: number;
}

/** A scan header (ITU-T T.81 B.2.3). */
export interface Scan {
  components: ScanComponent[];
  /** The band of the spectrum, 0–63. */
  first: number;
  last: number;
  /** Bit positions of successive approximation: of the scan before (0 for none) and of this one. */
  high: number;
  low: number;
  /** MCUs between restart markers; 0 for none. */
  interval: number;
  /** Offset of the entropy-coded data in the file. */
  dataAt: number;
}

/** Blocks that an MCU can have (B.2.3). */
const MAX_MCU_BLOCKS = 10;
/** More than any encoder writes: each scan costs a walk over all blocks, but only a few bytes of file. */
const MAX_SCANS = 100;
/** Bit positions of 8-bit pictures' coefficients. */
const MAX_LOW = 13;

/**
 * The file from marker to marker: keeps the tables, and stops at each scan.
 */
export class Segments {
  readonly tables: Tables;
  readonly #file: Uint8Array;
  #at = 2;
  #frame: Frame | undefined;
  #interval = 0;
  #scans = 0;
  /** Transform flag of the Adobe segment, when there is one. */
  adobeTransform: number | undefined;
  hasJfif = false;
  /** The colour profile, as far as it comes before the frame. */
  readonly profile = new JpegProfile();

  constructor(arena: Arena, file: Uint8Array) {
    this.#file = file;
    this.tables = new Tables(arena);
  }

  /** @throws {EngineError} CORRUPT_IMAGE before the frame header is read */
  get frame(): Frame {
    if (!this.#frame) throw corrupt('the JPEG has no frame header');
    return this.#frame;
  }

  /** Goes on at an offset, behind a scan's data. */
  skipTo(offset: number): void {
    this.#at = offset;
  }

  /**
   * The next scan; undefined when there is none, also when the file ends too early behind one.
   *
   * @throws {EngineError} CORRUPT_IMAGE, UNSUPPORTED_FORMAT
   */
  nextScan(): Scan | undefined {
    for (;;) {
      const marker = this.#nextMarker();
      if (marker === undefined || marker === EOI) return this.#endOfScans();
      if (standsAlone(marker)) continue;
      const body = this.#segment();
      if (!body) return this.#endOfScans();
      if (marker === SOS) return this.#scan(body);
      this.#interpret(marker, body);
    }
  }

  /** Goes behind the next marker and says which it is. */
  #nextMarker(): number | undefined {
    const found = findMarker(this.#file, this.#at);
    if (found < 0) return undefined;
    this.#at = found + 2;
    return this.#file[found + 1];
  }

  #endOfScans(): undefined {
    if (this.#scans === 0) throw corrupt('the file ends too early');
  }

  /** Goes behind the segment and gives its parameters; undefined when the file ends within. */
  #segment(): ByteReader | undefined {
    const rest = new ByteReader(this.#file.subarray(this.#at));
    if (!rest.has(2)) return undefined;
    const length = rest.u16(0);
    if (length < 2) throw corrupt('a JPEG segment has no length');
    if (!rest.has(length)) return undefined;
    this.#at += length;
    return new ByteReader(rest.bytes.subarray(2, length));
  }

  #interpret(marker: number, body: ByteReader): void {
    if (marker === DQT) this.tables.defineQuantization(body);
    else if (marker === DHT) this.tables.defineHuffman(body);
    else if (marker === DRI) this.#interval = body.u16(0);
    else if (marker === APP2 && !this.#frame) this.profile.add(body.bytes);
    else if (marker === APP0) this.hasJfif ||= body.startsWith('JFIF\0');
    else if (marker === APP14 && body.startsWith('Adobe') && body.has(12)) this.adobeTransform = body.u8(11);
    else if (isStartOfFrame(marker)) {
      if (this.#frame) throw corrupt('the JPEG has two frames');
      this.#frame = readFrame(marker, body);
    }
  }

  #scan(body: ByteReader): Scan {
    this.#scans++;
    if (this.#scans > MAX_SCANS) throw corrupt('the JPEG has too many scans');
    const count = body.u8(0);
    const components = Array.from({ length: count }, (_, i) => this.#scanComponent(body, 1 + 2 * i));
    const blocks = components.reduce(
      (sum, { component }) => sum + component.horizontal * component.vertical,
      0,
    );
    const unique = new Set(components.map(({ component }) => component)).size;
    if (count < 1 || unique < count || (count > 1 && blocks > MAX_MCU_BLOCKS)) {
      throw corrupt('a JPEG scan header makes no sense');
    }
    const approximation = body.u8(3 + 2 * count);
    const scan: Scan = {
      components,
      first: body.u8(1 + 2 * count),
      last: body.u8(2 + 2 * count),
      high: approximation >> 4,
      low: approximation & 15,
      interval: this.#interval,
      dataAt: this.#at,
    };
    if (this.frame.progressive && !isProgression(scan)) throw corrupt('a JPEG scan header makes no sense');
    return scan;
  }

  #scanComponent(body: ByteReader, at: number): ScanComponent {
    const component = this.frame.components.find(({ id }) => id === body.u8(at));
    const dc = body.u8(at + 1) >> 4;
    const ac = body.u8(at + 1) & 15;
    if (!component || dc > 3 || ac > 3) throw corrupt('a JPEG scan header makes no sense');
    return { component, dc, ac };
  }
}

/** DC coefficients alone, or a band of AC coefficients of one component (G.1.1.1). */
function isProgression({ components, first, last, low }: Scan): boolean {
  if (low > MAX_LOW) return false;
  return first === 0 ? last === 0 : components.length === 1 && last >= first && last <= 63;
}
