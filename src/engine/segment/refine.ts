import type { Arena } from '../kernels/arena.ts';
import type { Pointer } from '../kernels/kernels.ts';
import { shrink } from '../shrink.ts';
import type { ColorPicture } from '../styles/canvas.ts';
import { type Box, type Mask, MaskBuilder } from './mask.ts';
import { labelSpans } from './outline.ts';
import type { Border } from './regions.ts';
import type { Superpixels } from './superpixels.ts';

/** Islands smaller than this share of their mask are specks. */
const SPECK_SHARE = 0.01;

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
  readonly #row: Pointer;
  readonly #scales: Pointer;
  readonly #offsets: Pointer;
  readonly #kinds: Pointer;
  readonly #spans: Pointer;

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
    const { width: small, height: rows, labels, count } = superpixels;
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
    this.#row = arena.alloc(width);
    this.#spans = arena.alloc(2 * width + 4);
    this.#scales = arena.alloc(4 * small);
    this.#offsets = arena.alloc(4 * small);
    this.#kinds = arena.alloc(small);
    this.#colors = new Float64Array(3 * count);
    const bytes = arena.alloc(small * rows);
    this.#guides = [photo.red, photo.green, photo.blue].map((full, channel) => {
      const guide = { full, small: plane(), means: plane(), reciprocals: plane() };
      shrink(arena, full, width, height, bytes, small, rows);
      this.#average(arena.bytes(bytes, small * rows), channel);
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
    const [stepX, stepY] = [width / this.#width, height / this.#height];
    const from = Math.max(0, Math.floor(left / stepX));
    const to = Math.min(this.#width, Math.ceil(right / stepX));
    const builder = new MaskBuilder(this.#width, this.#height);
    const last = Math.min(this.#height, Math.ceil(bottom / stepY));
    for (let row = Math.max(0, Math.floor(top / stepY)); row < last; row++) {
      const y = Math.min(bottom - 1, Math.max(top, (row + 0.5) * stepY - 0.5));
      kernels.guideRow(
        this.#scale,
        this.#offset,
        width,
        height,
        y,
        stepX,
        left,
        right,
        full + row * this.#width,
        from,
        to,
        this.#row,
        this.#scales,
        this.#offsets,
        this.#kinds,
      );
      const count = kernels.maskSpans(this.#row, from, to, this.#spans);
      const spans = new Uint16Array(this.#arena.bytes(this.#spans, 4 * count).slice().buffer);
      for (let i = 0; i < spans.length; i += 2) builder.add(row, spans[i] ?? 0, spans[i + 1] ?? 0);
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
