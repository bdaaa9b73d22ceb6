import { EngineError } from '../errors.ts';
import { eachSpan, type Mask, MaskBuilder, maskFromPixels, maskPixels } from './mask.ts';

/** COCO's uncompressed run lengths: pixels column by column, outside first; `size` is [height, width]. */
export interface CocoRuns {
  size: [height: number, width: number];
  counts: number[];
}

/** COCO's compressed run lengths. */
export interface CocoRle {
  size: [height: number, width: number];
  counts: string;
}

/** Lengths of runs in reading order, outside and inside in turn, outside first (0 if there is none). */
export function maskRuns(mask: Mask): number[] {
  const runs: number[] = [];
  let at = 0;
  eachSpan(mask, (y, from, to) => {
    const begin = y * mask.width + from;
    // A span that begins a row where the last one ended the row above goes on with its run.
    if (begin === at && runs.length > 0) runs.push((runs.pop() ?? 0) + to - from);
    else runs.push(begin - at, to - from);
    at = y * mask.width + to;
  });
  const rest = mask.width * mask.height - at;
  if (rest > 0) runs.push(rest);
  return runs;
}

/**
 * @param runs as of `maskRuns`
 * @throws {EngineError} INVALID_PARAMETER when they do not fill the mask exactly
 */
export function maskFromRuns(runs: readonly number[], width: number, height: number): Mask {
  const builder = new MaskBuilder(width, height);
  checkRuns(runs, width * height);
  let at = 0;
  for (const [index, run] of runs.entries()) {
    const end = at + run;
    if (index % 2 === 0) at = end;
    while (at < end) {
      const y = Math.floor(at / width);
      const to = Math.min(end, (y + 1) * width);
      builder.add(y, at - y * width, to - y * width);
      at = to;
    }
  }
  return builder.build();
}

function checkRuns(runs: readonly number[], count: number): void {
  const sum = runs.reduce((total, run) => total + (Number.isInteger(run) && run >= 0 ? run : NaN), 0);
  if (sum !== count) {
    throw new EngineError('INVALID_PARAMETER', `The runs of this mask do not make up its ${count} pixels.`);
  }
}

/** The mask with rows and columns exchanged. */
function transposed(mask: Mask): Mask {
  const { width, height } = mask;
  const pixels = maskPixels(mask);
  const turned = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) turned[x * height + y] = pixels[y * width + x] ?? 0;
  }
  return maskFromPixels(turned, height, width);
}

export function cocoRuns(mask: Mask): CocoRuns {
  return { size: [mask.height, mask.width], counts: maskRuns(transposed(mask)) };
}

/** @throws {EngineError} INVALID_PARAMETER */
export function maskFromCocoRuns({ size: [height, width], counts }: CocoRuns): Mask {
  return transposed(maskFromRuns(counts, height, width));
}

export function cocoRle(mask: Mask): CocoRle {
  const { size, counts } = cocoRuns(mask);
  return { size, counts: compressRuns(counts) };
}

/** @throws {EngineError} INVALID_PARAMETER */
export function maskFromCocoRle({ size, counts }: CocoRle): Mask {
  return maskFromCocoRuns({ size, counts: expandRuns(counts) });
}

/** A character holds five bits and, above them, whether more follow; it is shifted up to "0". */
const FIRST_CHARACTER = 48;
const GROUP_BITS = 5;
const MORE = 1 << GROUP_BITS;
const SIGN = MORE >> 1;

/**
 * The string of COCO's compressed RLE (cocoapi, maskApi.c, rleToString): every run from the fourth on as its
 * difference from the one two before it, in groups of five bits, lowest first, the last one's top bit the sign.
 */
export function compressRuns(counts: readonly number[]): string {
  let text = '';
  for (const [index, count] of counts.entries()) {
    let rest = index > 2 ? count - (counts[index - 2] ?? 0) : count;
    for (let more = true; more;) {
      const group = rest & (MORE - 1);
      rest >>= GROUP_BITS;
      more = (group & SIGN) === 0 ? rest !== 0 : rest !== -1;
      text += String.fromCharCode(FIRST_CHARACTER + (more ? group | MORE : group));
    }
  }
  return text;
}

/**
 * The runs of a compressed RLE (rleFrString).
 *
 * @throws {EngineError} INVALID_PARAMETER when a character is none of the 64, a number ends too early or is too long
 */
export function expandRuns(text: string): number[] {
  const counts: number[] = [];
  for (let at = 0; at < text.length;) {
    let value = 0;
    for (let shift = 0; ; shift += GROUP_BITS) {
      const group = text.charCodeAt(at++) - FIRST_CHARACTER;
      // Not a number at the end of the text.
      if (!(group >= 0 && group < 2 * MORE) || shift > 30) {
        throw new EngineError('INVALID_PARAMETER', 'This is no compressed run-length mask.');
      }
      value |= (group & (MORE - 1)) << shift;
      if ((group & MORE) !== 0) continue;
      if ((group & SIGN) !== 0 && shift + GROUP_BITS < 32) value |= -1 << (shift + GROUP_BITS);
      break;
    }
    counts.push(counts.length > 2 ? value + (counts.at(-2) ?? 0) : value);
  }
  return counts;
}

/** One bit a pixel in reading order, highest bit first, without padding between rows. */
export function maskBits(mask: Mask): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array(Math.ceil((mask.width * mask.height) / 8));
  eachSpan(mask, (y, from, to) => {
    for (let i = y * mask.width + from; i < y * mask.width + to; i++) {
      bits[i >> 3] = (bits[i >> 3] ?? 0) | (0x80 >> (i & 7));
    }
  });
  return bits;
}

/** @throws {EngineError} INVALID_PARAMETER when there are not as many bytes as the size says */
export function maskFromBits(bits: Uint8Array, width: number, height: number): Mask {
  const builder = new MaskBuilder(width, height);
  if (bits.length !== Math.ceil((width * height) / 8)) {
    throw new EngineError('INVALID_PARAMETER', `${bits.length} bytes do not hold ${width} × ${height} bits.`);
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (((bits[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0) builder.add(y, x, x + 1);
    }
  }
  return builder.build();
}
