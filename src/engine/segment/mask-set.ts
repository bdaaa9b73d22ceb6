import { EngineError } from '../errors.ts';
import { type Box, type Mask, maskArea, maskBox, spansContain } from './mask.ts';

/** One mask of a set; ids are 0…n − 1 by area ascending, then those that were added later. */
export interface MaskRecord {
  id: number;
  /** Pixels inside. */
  area: number;
  box: Box;
  /** How sure the segmenter is of it, 0–1. */
  score: number;
}

export interface ScoredMask {
  mask: Mask;
  score: number;
}

/**
 * Where things are in a stored set, in bytes; all numbers are little-endian. Header: magic, width, height, count (u32
 * each). Then a record for every mask: area, x, y, width, height, offset (u32 each; from the beginning), score (f32),
 * 0. Then, at each offset, height + 1 indices of spans (u32) and the spans, two columns each (u16), padded to 4 bytes.
 */
const MAGIC = 0x314b_534d; // "MSK1"
const HEADER_BYTES = 16;
const RECORD_BYTES = 32;
const RECORD = { area: 0, box: 4, offset: 20, score: 24 } as const;

/**
 * Many masks of one image in one blob, where a point is looked up without unpacking any of them.
 * Masks are given ids by area ascending, equal areas in the order in which they come.
 *
 * @throws {EngineError} INVALID_PARAMETER when they differ in size
 */
export function packMasks(
  masks: readonly ScoredMask[],
  width: number,
  height: number,
): Uint8Array<ArrayBuffer> {
  if (masks.some(({ mask }) => mask.width !== width || mask.height !== height)) {
    throw new EngineError('INVALID_PARAMETER', 'The masks of a set have one size.');
  }
  const sorted = masks.map(measured).toSorted((a, b) => a.area - b.area);
  const sizes = sorted.map(bytesOf);
  const bodies = HEADER_BYTES + RECORD_BYTES * sorted.length;
  const blob = new Uint8Array(sizes.reduce((sum, size) => sum + size, bodies));
  const view = new DataView(blob.buffer);
  writeHeader(view, width, height, sorted.length);
  let offset = bodies;
  for (const [id, mask] of sorted.entries()) {
    writeMask(view, id, mask, offset);
    offset += sizes[id] ?? 0;
  }
  return blob;
}

/**
 * The same set with one more mask, which gets the next id: those that were given out stay.
 * @throws {EngineError} INVALID_PARAMETER when the mask is of another size
 */
export function appendMask(set: MaskSet, added: ScoredMask): Uint8Array<ArrayBuffer> {
  const { width, height, records, blob } = set;
  if (added.mask.width !== width || added.mask.height !== height) {
    throw new EngineError('INVALID_PARAMETER', 'The masks of a set have one size.');
  }
  const mask = measured(added);
  const count = records.length;
  const bodies = HEADER_BYTES + RECORD_BYTES * count;
  const longer = new Uint8Array(blob.length + RECORD_BYTES + bytesOf(mask));
  longer.set(blob.subarray(0, bodies));
  longer.set(blob.subarray(bodies), bodies + RECORD_BYTES);
  const view = new DataView(longer.buffer);
  for (let id = 0; id < count; id++) {
    const at = HEADER_BYTES + RECORD_BYTES * id + RECORD.offset;
    view.setUint32(at, view.getUint32(at, true) + RECORD_BYTES, true);
  }
  writeHeader(view, width, height, count + 1);
  writeMask(view, count, mask, blob.length + RECORD_BYTES);
  return longer;
}

interface MeasuredMask extends ScoredMask {
  area: number;
  box: Box;
}

function measured({ mask, score }: ScoredMask): MeasuredMask {
  return { mask, score, area: maskArea(mask), box: maskBox(mask) };
}

function writeHeader(view: DataView, width: number, height: number, count: number): void {
  for (const [index, value] of [MAGIC, width, height, count].entries())
    view.setUint32(4 * index, value, true);
}

/** Writes the record of a mask and, at `offset`, its body. */
function writeMask(
  view: DataView,
  id: number,
  { mask, score, area, box }: MeasuredMask,
  offset: number,
): void {
  const at = HEADER_BYTES + RECORD_BYTES * id;
  for (const [index, value] of [area, ...box, offset].entries()) view.setUint32(at + 4 * index, value, true);
  view.setFloat32(at + RECORD.score, score, true);
  const [, top, , rows] = box;
  for (let row = 0; row <= rows; row++) view.setUint32(offset + 4 * row, mask.rows[top + row] ?? 0, true);
  const spansAt = offset + 4 * (rows + 1);
  for (const [index, column] of mask.spans.entries()) view.setUint16(spansAt + 2 * index, column, true);
}

function bytesOf({ mask, box }: MeasuredMask): number {
  return bodyBytes(box[3], mask.spans.length / 2);
}

function bodyBytes(rows: number, spans: number): number {
  return 4 * (rows + 1) + 4 * spans;
}

/** A packed set, read in place. */
export class MaskSet {
  readonly width: number;
  readonly height: number;
  readonly records: readonly MaskRecord[];
  readonly blob: Uint8Array;
  readonly #view: DataView;

  /** @throws {EngineError} INVALID_PARAMETER when the blob is none of `packMasks` */
  constructor(blob: Uint8Array) {
    this.blob = blob;
    this.#view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
    const count = blob.length < HEADER_BYTES ? -1 : this.#view.getUint32(12, true);
    const bodies = HEADER_BYTES + RECORD_BYTES * count;
    if (count < 0 || this.#view.getUint32(0, true) !== MAGIC || bodies > blob.length) throw damaged();
    this.width = this.#view.getUint32(4, true);
    this.height = this.#view.getUint32(8, true);
    this.records = Array.from({ length: count }, (_, id) => this.#record(id));
  }

  #record(id: number): MaskRecord {
    const at = HEADER_BYTES + RECORD_BYTES * id;
    const [x = 0, y = 0, width = 0, height = 0] = [0, 4, 8, 12].map((field) =>
      this.#view.getUint32(at + RECORD.box + field, true),
    );
    const area = this.#view.getUint32(at + RECORD.area, true);
    const body = this.#view.getUint32(at + RECORD.offset, true);
    const isInside = x + width <= this.width && y + height <= this.height;
    if (!isInside || body + bodyBytes(height, 0) > this.blob.length) throw damaged();
    if (body + bodyBytes(height, this.#view.getUint32(body + 4 * height, true)) > this.blob.length)
      throw damaged();
    return { id, area, box: [x, y, width, height], score: this.#view.getFloat32(at + RECORD.score, true) };
  }

  /** Ids of the masks that hold a pixel, smallest area first, ties by id; none outside the image. */
  at(x: number, y: number): number[] {
    return this.records
      .filter((record) => this.#holds(record, x, y))
      .toSorted((a, b) => a.area - b.area || a.id - b.id)
      .map(({ id }) => id);
  }

  #holds({ id, box: [left, top, width, height] }: MaskRecord, x: number, y: number): boolean {
    if (x < left || y < top || x >= left + width || y >= top + height) return false;
    const body = this.#body(id);
    const row = body + 4 * (y - top);
    const low = this.#view.getUint32(row, true);
    const high = this.#view.getUint32(row + 4, true);
    return spansContain(this.#columns(body + 4 * (height + 1) + 4 * low, 2 * (high - low)), 0, high - low, x);
  }

  #body(id: number): number {
    return this.#view.getUint32(HEADER_BYTES + RECORD_BYTES * id + RECORD.offset, true);
  }

  /** Copied, since a blob may begin at an odd address. */
  #columns(at: number, count: number): Uint16Array {
    if (at + 2 * count > this.blob.length) throw damaged();
    return Uint16Array.from({ length: count }, (_, i) => this.#view.getUint16(at + 2 * i, true));
  }

  /** @returns undefined for an id that is not there */
  mask(id: number): Mask | undefined {
    const record = this.records[id];
    if (!record) return undefined;
    const [, top, , height] = record.box;
    const body = this.#body(id);
    const rows = new Uint32Array(this.height + 1);
    for (let row = 0; row <= height; row++) rows[top + row] = this.#view.getUint32(body + 4 * row, true);
    const count = rows[top + height] ?? 0;
    rows.fill(count, top + height);
    return {
      width: this.width,
      height: this.height,
      rows,
      spans: this.#columns(body + 4 * (height + 1), 2 * count),
    };
  }
}

function damaged(): EngineError {
  return new EngineError('INVALID_PARAMETER', 'This is no set of masks.');
}

/** `MaskSet.at` for a blob that is asked once. */
export function maskAtPoint(blob: Uint8Array, x: number, y: number): number[] {
  return new MaskSet(blob).at(x, y);
}
