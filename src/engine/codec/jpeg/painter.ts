import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import type { Orientation } from '../header.ts';
import type { ColorTransform } from '../icc/transform.ts';
import { type Placement, placementOf } from '../placement.ts';
import type { Frame } from './frame.ts';
import { type Samples, Upsampler } from './samples.ts';
import type { Segments } from './segments.ts';

/** What the components of a file are. */
export type ColorModel = 'grey' | 'ycc' | 'rgb' | 'cmyk' | 'ycck';

/**
 * The colour space as libjpeg guesses it (jdapimin.c): JFIF means YCbCr; Adobe's segment says; else the components'
 * names do.
 */
export function colorModelOf(frame: Frame, segments: Segments): ColorModel {
  const { components } = frame;
  if (components.length === 1) return 'grey';
  if (components.length === 4) return segments.adobeTransform === 2 ? 'ycck' : 'cmyk';
  if (segments.hasJfif) return 'ycc';
  if (segments.adobeTransform !== undefined) return segments.adobeTransform === 0 ? 'rgb' : 'ycc';
  return String.fromCharCode(...components.map(({ id }) => id)) === 'RGB' ? 'rgb' : 'ycc';
}

/** Planes of the upright picture, as many as are wanted. */
export interface Targets {
  grey: Pointer;
  color: { red: Pointer; green: Pointer; blue: Pointer } | undefined;
}

interface Job {
  model: ColorModel;
  /** Inks of an Adobe file are stored inverted: 255 means none. */
  inverted: boolean;
  orientation: Orientation;
  /** Size of the picture as stored, reduced. */
  width: number;
  height: number;
  targets: Targets;
  /** Most rows that come at once. */
  bandRows: number;
  /** Of the colours to sRGB, where they are others. */
  transform: ColorTransform | undefined;
}

/** Turns decoded rows into the pixels of the upright picture: enlarges chroma, converts colours, finds places. */
export class Painter {
  readonly #arena: Arena;
  readonly #job: Job;
  readonly #components: Upsampler[];
  readonly #place: Placement;
  /** Rows on their way when they are computed: red, green, blue, grey. */
  readonly #bands: Pointer[];
  readonly #key: Pointer;

  constructor(arena: Arena, samples: Samples[], job: Job) {
    this.#arena = arena;
    this.#job = job;
    this.#components = samples.map((component) => new Upsampler(arena, component, job.width));
    this.#place = placementOf(job.orientation, job.width, job.height);
    const { model, width, bandRows } = job;
    const isComputed = job.targets.color !== undefined || model !== 'ycc' || job.transform !== undefined;
    const computed = model !== 'grey' && isComputed;
    const bands = computed ? 4 : 1;
    this.#bands = Array.from({ length: bands }, () => arena.alloc(width * bandRows));
    this.#key = arena.alloc(width);
  }

  /** Paints rows `from` to `to` (exclusive) of the stored picture. */
  paint(from: number, to: number): void {
    if (to <= from) return;
    const { model, targets, transform } = this.#job;
    const isLuma = (model === 'ycc' && !transform) || model === 'grey';
    if (isLuma) this.#paintFirst(from, to);
    if (model === 'grey' || (isLuma && !targets.color)) return;
    const [band = 0, , , grey = 0] = this.#bands;
    const [red = band, green = band, blue = band] = this.#colorRows(from);
    for (let y = from; y < to; y++) {
      const at = (y - from) * this.#job.width;
      this.#convertRow(y, red + at, green + at, blue + at);
      transform?.apply(red + at, green + at, blue + at, this.#job.width);
      if (!isLuma) {
        this.#arena.kernels.jpegGreyFromRgb(red + at, green + at, blue + at, this.#job.width, grey + at);
      }
    }
    if (!isLuma) this.#put(grey, this.#job.width, from, to, targets.grey);
    if (!targets.color || this.#isUpright) return;
    this.#put(red, this.#job.width, from, to, targets.color.red);
    this.#put(green, this.#job.width, from, to, targets.color.green);
    this.#put(blue, this.#job.width, from, to, targets.color.blue);
  }

  get #isUpright(): boolean {
    return this.#job.orientation === 1;
  }

  /** Where rows of red, green and blue from `y` on are computed: in their places, or on their way there. */
  #colorRows(y: number): Pointer[] {
    const { color } = this.#job.targets;
    if (!color || !this.#isUpright) return this.#bands;
    return [color.red, color.green, color.blue].map((plane) => plane + y * this.#job.width);
  }

  /** The first component is the luminance. */
  #paintFirst(from: number, to: number): void {
    const { width, targets } = this.#job;
    const [first] = this.#components;
    const [band = 0] = this.#bands;
    if (!first) return;
    if (!first.isDirect) {
      for (let y = from; y < to; y++) this.#copyRow(first.row(y), band + (y - from) * width);
    }
    const [at, stride] = first.isDirect ? [first.row(from), first.stride] : [band, width];
    const { color } = targets;
    const grey = this.#job.model === 'grey';
    const planes = color && grey ? [targets.grey, color.red, color.green, color.blue] : [targets.grey];
    for (const plane of planes) this.#put(at, stride, from, to, plane);
  }

  #convertRow(y: number, red: Pointer, green: Pointer, blue: Pointer): void {
    const { kernels } = this.#arena;
    const { model, width, inverted } = this.#job;
    const [first = 0, second = 0, third = 0, fourth = 0] = this.#components.map((component) =>
      component.row(y),
    );
    if (model === 'ycc' || model === 'ycck') {
      kernels.jpegRgbFromYcc(first, second, third, width, red, green, blue);
    } else {
      this.#copyRow(first, red);
      this.#copyRow(second, green);
      this.#copyRow(third, blue);
    }
    if (model !== 'cmyk' && model !== 'ycck') return;
    this.#copyRow(fourth, this.#key);
    // In YCCK the colours are the complements of the inks.
    const channelFlip = inverted === (model === 'cmyk') ? 0 : 255;
    for (const channel of [red, green, blue]) {
      kernels.jpegApplyKey(channel, channelFlip, this.#key, inverted ? 0 : 255, width);
    }
  }

  #copyRow(from: Pointer, to: Pointer): void {
    this.#arena.kernels.jpegPlaceRows(from, 0, this.#job.width, 1, to, 1, 0);
  }

  #put(source: Pointer, stride: number, from: number, to: number, plane: Pointer): void {
    const { origin, stepX, stepY } = this.#place;
    const target = plane + origin + from * stepY;
    this.#arena.kernels.jpegPlaceRows(source, stride, this.#job.width, to - from, target, stepX, stepY);
  }
}
