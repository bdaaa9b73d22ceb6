import type { Arena } from '../kernels/arena.ts';
import type { Pointer } from '../kernels/kernels.ts';
import type { ColorPicture } from '../styles/canvas.ts';
import { type Box, type Mask, MaskBuilder } from './mask.ts';
import { labelSpans } from './outline.ts';
import type { Border } from './regions.ts';
import type { Superpixels } from './superpixels.ts';

/** Islands smaller than this share of their mask are specks. */
const SPECK_SHARE = 0.01;

/** Rows whose spans are fetched at once. */
const BAND_ROWS = 64;

/** The small planes of one guide. */
interface Guide {
  full: Pointer;
  small: Pointer;
  means: Pointer;
  reciprocals: Pointer;
}

/** Turns sets of superpixels into masks of full size whose edges follow the photo's. Lives on top of the arena. */
export class Refiner {
  readonly #arena: Arena;
  readonly #superpixels: Superpixels;
  readonly #borders: readonly Border[];
  readonly #width: number;
  readonly #height: number;
  readonly #guides: Guide[];
  /** Mean red, green and blue of each superpixel. */
  readonly #colors: Float64Array;
  readonly #labels: Pointer;
  readonly #members: Pointer;
  readonly #mask: Pointer;
  readonly #scale: Pointer;
  readonly #offset: Pointer;
  readonly #between: Pointer;
  readonly #product: Pointer;
  readonly #counts: Pointer;
  readonly #spans: Pointer;
  readonly #scratch: Pointer;

  /** @param photo planes of full size, which have to stay where they are */
  constructor(
    arena: Arena,
    photo: ColorPicture,
    width: number,
    height: number,
    superpixels: Superpixels,
    borders: readonly Border[],
  ) {
    const { kernels } = arena;
    const { width: small, height: rows, labels, count, channels } = superpixels;
    this.#arena = arena;
    this.#superpixels = superpixels;
    this.#borders = borders;
    this.#width = width;
    this.#height = height;
    const plane = () => arena.alloc(kernels.guideBytes(small, rows));
    [this.#mask, this.#scale, this.#offset, this.#between, this.#product] = [
      plane(),
      plane(),
      plane(),
      plane(),
      plane(),
    ];
    this.#labels = arena.put(new Int32Array(labels.buffer));
    this.#members = arena.alloc(count);
    this.#counts = arena.alloc(4 * BAND_ROWS);
    this.#spans = arena.alloc(BAND_ROWS * (2 * width + 4));
    this.#scratch = arena.alloc(kernels.guideRowsBytes(small, width));
    this.#colors = new Float64Array(3 * count);
    const bytes = arena.alloc(small * rows);
    this.#guides = [photo.red, photo.green, photo.blue].map((full, channel) => {
      const guide = { full, small: plane(), means: plane(), reciprocals: plane() };
      const samples = channels[channel] ?? new Uint8Array();
      arena.bytes(bytes, samples.length).set(samples);
      this.#average(samples, channel);
      kernels.guideLoad(bytes, small, rows, guide.small);
      kernels.guideMoments(
        guide.small,
        small,
        rows,
        guide.means,
        guide.reciprocals,
        this.#between,
        this.#product,
      );
      return guide;
    });
  }

  #average(samples: Uint8Array, channel: number): void {
    const { labels, count } = this.#superpixels;
    const areas = new Float64Array(count);
    const sums = new Float64Array(count);
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i] ?? 0;
      areas[label] = (areas[label] ?? 0) + 1;
      sums[label] = (sums[label] ?? 0) + (samples[i] ?? 0);
    }
    for (let label = 0; label < count; label++) {
      this.#colors[3 * label + channel] = (sums[label] ?? 0) / (areas[label] ?? 1);
    }
  }

  /**
   * @param members 1 for each superpixel inside
   * @param box around them, in pixels of the small picture
   */
  refine(members: Uint8Array, box: Box): Mask {
    return this.#refine(this.#labels, members, box, this.#clearestGuide(members));
  }

  /**
   * @param pixels 1 for each pixel of the small picture that is inside
   * @param box around them
   */
  refinePixels(pixels: Uint32Array, box: Box): Mask {
    const mark = this.#arena.mark();
    const labels = this.#arena.put(new Int32Array(pixels.buffer));
    const guide = this.#clearestGuide(this.#majorities(pixels));
    const mask = this.#refine(labels, Uint8Array.of(0, 1), box, guide);
    this.#arena.release(mark);
    return mask;
  }

  /** 1 for each superpixel that is mostly inside. */
  #majorities(pixels: Uint32Array): Uint8Array {
    const { labels, count } = this.#superpixels;
    const votes = new Int32Array(count);
    for (let i = 0; i < pixels.length; i++) {
      const label = labels[i] ?? 0;
      votes[label] = (votes[label] ?? 0) + (pixels[i] === 1 ? 1 : -1);
    }
    return Uint8Array.from(votes, (vote) => (vote > 0 ? 1 : 0));
  }

  #refine(labels: Pointer, members: Uint8Array, [x, y, w, h]: Box, guide: Guide): Mask {
    const { kernels } = this.#arena;
    const { width, height } = this.#superpixels;
    const reach = kernels.guidePad();
    const [left, top] = [Math.max(0, x - reach), Math.max(0, y - reach)];
    const [right, bottom] = [Math.min(width, x + w + reach), Math.min(height, y + h + reach)];
    this.#arena.bytes(this.#members, members.length).set(members);
    kernels.guideMask(labels, this.#members, width, height, left, top, right, bottom, this.#mask);
    kernels.guideSolve(
      guide.small,
      guide.means,
      guide.reciprocals,
      this.#mask,
      width,
      left,
      top,
      right,
      bottom,
      this.#scale,
      this.#offset,
      this.#between,
      this.#product,
    );
    return this.#evaluate(guide, left, top, right, bottom);
  }

  /** Of red, green and blue the one that tells inside and outside apart best along the outline. */
  #clearestGuide(members: Uint8Array): Guide {
    const contrast = [0, 0, 0];
    for (const { a, b, length } of this.#borders) {
      if (members[a] === members[b]) continue;
      for (let channel = 0; channel < 3; channel++) {
        const between = (this.#colors[3 * a + channel] ?? 0) - (this.#colors[3 * b + channel] ?? 0);
        contrast[channel] = (contrast[channel] ?? 0) + length * Math.abs(between);
      }
    }
    const clearest = this.#guides[contrast.indexOf(Math.max(...contrast))];
    if (!clearest) throw new Error('A photo has three guides.');
    return clearest;
  }

  #evaluate({ full }: Guide, left: number, top: number, right: number, bottom: number): Mask {
    const { kernels } = this.#arena;
    const { width, height } = this.#superpixels;
    const builder = new MaskBuilder(this.#width, this.#height);
    const firstRow = Math.max(0, Math.floor((top * this.#height) / height));
    const end = Math.min(this.#height, Math.ceil((bottom * this.#height) / height));
    for (let row = firstRow; row < end; row += BAND_ROWS) {
      const rows = Math.min(BAND_ROWS, end - row);
      kernels.guideRows(
        this.#scale,
        this.#offset,
        width,
        height,
        left,
        top,
        right,
        bottom,
        full,
        this.#width,
        this.#height,
        row,
        row + rows,
        this.#counts,
        this.#spans,
        this.#scratch,
      );
      const counts = this.#arena.words(this.#counts, rows);
      const spans = this.#arena.words(
        this.#spans,
        counts.reduce((sum, count) => sum + count, 0),
      );
      let at = 0;
      for (let i = 0; i < rows; i++) {
        for (const last = at + (counts[i] ?? 0); at < last; at++) {
          const span = spans[at] ?? 0;
          builder.add(row + i, span & 0xffff, span >>> 16);
        }
      }
    }
    return withoutSpecks(builder.build());
  }
}

/** The mask without its specks: islands that are nothing to the whole. */
export function withoutSpecks(mask: Mask): Mask {
  const labels = labelSpans(mask);
  const areas = new Float64Array(labels.length);
  let total = 0;
  for (let i = 0; i < labels.length; i++) {
    const length = (mask.spans[2 * i + 1] ?? 0) - (mask.spans[2 * i] ?? 0);
    areas[labels[i] ?? 0] = (areas[labels[i] ?? 0] ?? 0) + length;
    total += length;
  }
  const builder = new MaskBuilder(mask.width, mask.height);
  for (let y = 0; y < mask.height; y++) {
    for (let i = mask.rows[y] ?? 0; i < (mask.rows[y + 1] ?? 0); i++) {
      if ((areas[labels[i] ?? 0] ?? 0) < SPECK_SHARE * total) continue;
      builder.add(y, mask.spans[2 * i] ?? 0, mask.spans[2 * i + 1] ?? 0);
    }
  }
  return builder.build();
}
