import type { Arena, Stretch } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import type { Picture } from '../../styles/canvas.ts';
import { joined } from '../bytes.ts';
import { Bands, type ChromaStep } from './bands.ts';
import { codesOf, optimalTable } from './huffman-codes.ts';
import { APP0, DHT, DQT, EOI, SOF0, SOI, SOS } from './markers.ts';
import { quantizationTables } from './quality.ts';
import { type HuffmanSpec, STANDARD_AC, STANDARD_DC } from './standard-tables.ts';
import { ZIGZAG } from './zigzag.ts';

export interface JpegEncoding {
  /** 1–100, on the scale of the Independent JPEG Group. */
  quality: number;
  /** Chrominance at full (4:4:4) or half (4:2:0) width and height. */
  chroma: '4:4:4' | '4:2:0';
  /** Huffman tables made for this picture: some per cent smaller, twice the work. */
  optimized?: boolean;
  /** Memory that the encoder may write over; with enough of it the result stands only once in JavaScript. */
  room?: Stretch;
}

/** A block of the MCU as the kernel takes it (assembly/jpeg/encode.ts). */
interface EncoderPlan {
  source: Pointer;
  stride: number;
  step: number;
  divisors: Pointer;
  dcCodes: Pointer;
  acCodes: Pointer;
  component: number;
  outside: number;
}

interface Tables {
  dc: HuffmanSpec;
  ac: HuffmanSpec;
}

const BLOCK_SAMPLES = 8;
/** Codes of 16 bits and values of 11, each byte stuffed. */
const MAX_BLOCK_BYTES = 2 * Math.ceil((64 * 27) / 8);
/** MCUs that are encoded at once. */
const PART_MCUS = 256;
const SYMBOLS = 256;
/** JFIF 1.01, square pixels, no thumbnail. */
const JFIF = [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];

const STANDARD: Tables[] = [
  { dc: STANDARD_DC[0], ac: STANDARD_AC[0] },
  { dc: STANDARD_DC[1], ac: STANDARD_AC[1] },
];

/**
 * Encodes planes as a baseline JPEG (ITU-T T.81), byte for byte as libjpeg-turbo's `cjpeg`: JFIF with YCbCr of both
 * samplings, or grey. Needs memory for a row of MCUs, besides the result.
 */
export function encodeJpeg(
  arena: Arena,
  picture: Picture,
  width: number,
  height: number,
  encoding: JpegEncoding,
): Uint8Array<ArrayBuffer> {
  const mark = arena.mark();
  const step = picture.kind === 'color' && encoding.chroma === '4:2:0' ? 2 : 1;
  const scan = new EncoderScan(
    arena,
    new Bands(arena, picture, width, height, step),
    width,
    height,
    step,
    encoding,
  );
  const tables = encoding.optimized ? scan.count() : STANDARD.slice(0, scan.kinds);
  const output = new Output(arena, encoding.room, scan.partBytes);
  for (const part of header(width, height, scan, tables)) output.put(part);
  scan.write(tables, output);
  output.put([0xff, EOI]);
  const bytes = output.take();
  arena.release(mark);
  return bytes;
}

/** The file as it grows in the arena; what does not fit there waits in parts. */
class Output {
  readonly #arena: Arena;
  readonly #room: Stretch;
  readonly #partBytes: number;
  readonly #parts: Uint8Array<ArrayBuffer>[] = [];
  #end: Pointer;

  /** @param partBytes for which there has to be room before a part is written */
  constructor(arena: Arena, room: Stretch | undefined, partBytes: number) {
    this.#arena = arena;
    this.#partBytes = partBytes;
    this.#room = room && room.bytes >= partBytes ? room : { at: arena.alloc(partBytes), bytes: partBytes };
    this.#end = this.#room.at;
  }

  /** Where the next part goes. */
  next(): Pointer {
    if (this.#end + this.#partBytes > this.#room.at + this.#room.bytes) {
      this.#parts.push(this.#written());
      this.#end = this.#room.at;
    }
    return this.#end;
  }

  /** What was written goes up to here. */
  wrote(end: Pointer): void {
    this.#end = end;
  }

  put(bytes: ArrayLike<number>): void {
    const at = this.next();
    this.#arena.bytes(at, bytes.length).set(bytes);
    this.#end = at + bytes.length;
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#parts.length === 0 ? this.#written() : joined([...this.#parts, this.#written()]);
  }

  #written(): Uint8Array<ArrayBuffer> {
    return this.#arena.bytes(this.#room.at, this.#end - this.#room.at).slice();
  }
}

/** The one scan of the file. */
class EncoderScan {
  /** Sets of tables: luminance, and chrominance if there is any. */
  readonly kinds: number;
  readonly quantization: Uint8Array[];
  /** Sampling factors of the components. */
  readonly factors: ChromaStep[];
  readonly #arena: Arena;
  readonly #bands: Bands;
  readonly #width: number;
  readonly #height: number;
  readonly #divisors: Pointer[];

  constructor(
    arena: Arena,
    bands: Bands,
    width: number,
    height: number,
    step: ChromaStep,
    { quality }: JpegEncoding,
  ) {
    this.#arena = arena;
    this.#bands = bands;
    this.#width = width;
    this.#height = height;
    const { luma, chroma } = quantizationTables(quality);
    this.kinds = bands.components.length === 1 ? 1 : 2;
    this.quantization = [luma, chroma].slice(0, this.kinds);
    this.factors = bands.components.map((_, index) => (index === 0 ? step : 1));
    this.#divisors = this.quantization.map((table) => {
      const divisors = arena.alloc(arena.kernels.jpegDivisorBytes());
      arena.kernels.jpegPutDivisors(arena.put(table), divisors);
      return divisors;
    });
  }

  /** The tables that suit the picture best; a pass over all of it. */
  count(): Tables[] {
    const counters = this.#divisors.map(() => this.#arena.put(new Int32Array(2 * SYMBOLS)));
    this.#run(counters, true, () => undefined);
    return counters.map((at) => {
      const bytes = this.#arena.bytes(at, 2 * SYMBOLS * 4).slice();
      const frequencies = new Uint32Array(bytes.buffer);
      return {
        dc: optimalTable(frequencies.slice(0, SYMBOLS)),
        ac: optimalTable(frequencies.slice(SYMBOLS)),
      };
    });
  }

  /** Most that is written at once; no segment of the header is longer. */
  get partBytes(): number {
    return PART_MCUS * this.factors.reduce((sum, factor) => sum + factor * factor, 0) * MAX_BLOCK_BYTES;
  }

  /** Writes the entropy-coded data. */
  write(tables: Tables[], output: Output): void {
    const codes = tables.map(({ dc, ac }) => {
      const both = new Int32Array(2 * SYMBOLS);
      both.set(codesOf(dc));
      both.set(codesOf(ac), SYMBOLS);
      return this.#arena.put(both);
    });
    const { kernels } = this.#arena;
    kernels.jpegWriteTo(output.next());
    this.#run(codes, false, (end) => {
      output.wrote(end);
      kernels.jpegWriteTo(output.next());
    });
    output.wrote(kernels.jpegFinishWriting());
  }

  /** Goes over the picture; `codes` are codes or counters, DC then AC, of both kinds of tables. */
  #run(codes: Pointer[], counting: boolean, afterPart: (end: Pointer) => void): void {
    const { kernels } = this.#arena;
    kernels.jpegBeginEncoding();
    const mark = this.#arena.mark();
    for (let row = 0; row < this.#bands.mcusDown; row++) {
      this.#bands.fill(row);
      const plans = this.#plans(row, codes);
      const at = this.#arena.put(
        Int32Array.from(plans.flatMap((plan) => Object.values<number>({ ...plan }))),
      );
      for (let from = 0; from < this.#bands.mcusAcross; from += PART_MCUS) {
        const to = Math.min(this.#bands.mcusAcross, from + PART_MCUS);
        afterPart(kernels.jpegEncodeMcus(at, plans.length, from, to, counting));
      }
      this.#arena.release(mark);
    }
  }

  #plans(row: number, codes: Pointer[]): EncoderPlan[] {
    const blocksAcross = Math.ceil(this.#width / BLOCK_SAMPLES);
    const blocksDown = Math.ceil(this.#height / BLOCK_SAMPLES);
    return this.#bands.components.flatMap(({ at, stride }, component) => {
      const factor = this.factors[component] ?? 1;
      const kind = component === 0 ? 0 : 1;
      const tables = codes[kind] ?? 0;
      // Only luminance can have blocks of an MCU that lie wholly outside.
      const across = component === 0 ? blocksAcross : this.#bands.mcusAcross;
      const down = component === 0 ? blocksDown : this.#bands.mcusDown;
      return Array.from({ length: factor * factor }, (_, i): EncoderPlan => {
        const x = i % factor;
        const y = Math.floor(i / factor);
        return {
          source: at + y * BLOCK_SAMPLES * stride + x * BLOCK_SAMPLES,
          stride,
          step: factor * BLOCK_SAMPLES,
          divisors: this.#divisors[kind] ?? 0,
          dcCodes: tables,
          acCodes: tables + SYMBOLS * 4,
          component,
          outside: row * factor + y < down ? Math.ceil((across - x) / factor) : 0,
        };
      });
    });
  }
}

function segment(marker: number, ...body: ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const length = 2 + body.reduce((sum, part) => sum + part.length, 0);
  return Uint8Array.from([
    0xff,
    marker,
    length >> 8,
    length & 255,
    ...body.flatMap((part) => Array.from(part)),
  ]);
}

function u16(value: number): number[] {
  return [value >> 8, value & 255];
}

/** All before the entropy-coded data (B.2). */
function header(
  width: number,
  height: number,
  scan: EncoderScan,
  tables: Tables[],
): Uint8Array<ArrayBuffer>[] {
  const kindOf = (component: number) => (component === 0 ? 0 : 1);
  const frame = scan.factors.flatMap((factor, i) => [i + 1, (factor << 4) | factor, kindOf(i)]);
  const selectors = scan.factors.flatMap((_, i) => [i + 1, kindOf(i) * 0x11]);
  return [
    Uint8Array.of(0xff, SOI),
    segment(APP0, JFIF),
    ...scan.quantization.map((table, kind) =>
      segment(
        DQT,
        [kind],
        ZIGZAG.map((place) => table[place] ?? 1),
      ),
    ),
    segment(SOF0, [8], u16(height), u16(width), [scan.factors.length], frame),
    ...tables.flatMap(({ dc, ac }, kind) => [
      segment(DHT, [kind], dc.lengths, dc.values),
      segment(DHT, [0x10 | kind], ac.lengths, ac.values),
    ]),
    segment(SOS, [scan.factors.length], selectors, [0, 63, 0]),
  ];
}
