import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import { type ByteReader, corrupt } from '../bytes.ts';
import { ZIGZAG } from './zigzag.ts';
import { type HuffmanSpec, STANDARD_AC, STANDARD_DC } from './standard-tables.ts';

/** Destinations that a file can name for tables of each kind (ITU-T T.81 B.2.4). */
const DESTINATIONS = 4;
const QUANTIZATION_BYTES = 64 * 2;
const MAX_SYMBOLS = 256;
const MAX_DC_SYMBOL = 15;

/** The tables that are in force, in the arena: quantization (row-major, 16 bits) and Huffman. */
export class Tables {
  readonly #arena: Arena;
  readonly #quantization: Pointer;
  readonly #defined = new Set<number>();
  readonly #huffman: Pointer;

  constructor(arena: Arena) {
    this.#arena = arena;
    this.#quantization = arena.alloc(DESTINATIONS * QUANTIZATION_BYTES);
    this.#huffman = arena.alloc(2 * DESTINATIONS * arena.kernels.jpegTableBytes());
    for (let destination = 0; destination < DESTINATIONS; destination++) {
      const [dc, ac] =
        destination === 0 ? [STANDARD_DC[0], STANDARD_AC[0]] : [STANDARD_DC[1], STANDARD_AC[1]];
      this.#build(dc, this.dc(destination));
      this.#build(ac, this.ac(destination));
    }
  }

  dc(destination: number): Pointer {
    return this.#huffman + destination * this.#arena.kernels.jpegTableBytes();
  }

  ac(destination: number): Pointer {
    return this.dc(DESTINATIONS + destination);
  }

  /** Copies a quantization table to `target`, which later definitions do not change. */
  copyQuantization(destination: number, target: Pointer): void {
    if (!this.#defined.has(destination)) throw corrupt('a JPEG quantization table is missing');
    const at = this.#quantization + destination * QUANTIZATION_BYTES;
    this.#arena.bytes(target, QUANTIZATION_BYTES).set(this.#arena.bytes(at, QUANTIZATION_BYTES));
  }

  /** DQT (B.2.4.1). */
  defineQuantization(body: ByteReader): void {
    for (let at = 0; at < body.length;) {
      const precision = body.u8(at) >> 4;
      const destination = body.u8(at) & 15;
      if (precision > 1 || destination >= DESTINATIONS)
        throw corrupt('a JPEG quantization table makes no sense');
      at++;
      const table = new Uint16Array(64);
      for (const place of ZIGZAG) {
        table[place] = precision === 0 ? body.u8(at) : body.u16(at);
        at += 1 + precision;
      }
      const target = this.#quantization + destination * QUANTIZATION_BYTES;
      this.#arena.bytes(target, QUANTIZATION_BYTES).set(new Uint8Array(table.buffer));
      this.#defined.add(destination);
    }
  }

  /** DHT (B.2.4.2). */
  defineHuffman(body: ByteReader): void {
    for (let at = 0; at < body.length;) {
      const isAc = body.u8(at) >> 4;
      const destination = body.u8(at) & 15;
      if (isAc > 1 || destination >= DESTINATIONS) throw corrupt('a JPEG Huffman table makes no sense');
      body.need(at + 17);
      const lengths = body.bytes.subarray(at + 1, at + 17);
      const count = lengths.reduce((sum, codes) => sum + codes, 0);
      at += 17;
      body.need(at + count);
      const values = body.bytes.subarray(at, at + count);
      at += count;
      checkCodes(lengths, count);
      if (!isAc && values.some((symbol) => symbol > MAX_DC_SYMBOL)) {
        throw corrupt('a JPEG Huffman table makes no sense');
      }
      this.#build({ lengths, values }, isAc ? this.ac(destination) : this.dc(destination));
    }
  }

  #build({ lengths, values }: HuffmanSpec, table: Pointer): void {
    const mark = this.#arena.mark();
    this.#arena.kernels.jpegBuildTable(this.#arena.put(lengths), this.#arena.put(values), table);
    this.#arena.release(mark);
  }
}

/** Codes of each length must fit behind the shorter ones (C.2); a full table is taken, as libjpeg does. */
function checkCodes(lengths: Uint8Array, count: number): void {
  let code = 0;
  for (const [index, codes] of lengths.entries()) {
    code += codes;
    if (code > 2 ** (index + 1)) throw corrupt('a JPEG Huffman table has too many codes');
    code *= 2;
  }
  if (count > MAX_SYMBOLS) throw corrupt('a JPEG Huffman table has too many codes');
}
