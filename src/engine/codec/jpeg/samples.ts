import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import type { Component, Frame } from './frame.ts';

/** Reductions that are decoded directly: 1/1, 1/2, 1/4, 1/8. */
export type Denominator = 1 | 2 | 4 | 8;

/** Sides in samples of the decoded blocks. */
const BLOCK_SAMPLES = 8;

/** How a component is decoded at a reduction, and how its samples lie under the picture's pixels. */
export interface Sampling<C = Component> {
  component: C;
  /** Side of its blocks in samples: 8, 4, 2, 1. */
  size: number;
  /** Samples that belong to the picture. */
  width: number;
  height: number;
  /** Samples in the blocks of an MCU, against pixels in it. */
  across: number;
  down: number;
  pixelsAcross: number;
  pixelsDown: number;
  /** Whether it is enlarged with interpolation; as libjpeg, not at 1/8 nor where there is hardly a width. */
  smooth: boolean;
}

export function scaledSize(side: number, denominator: Denominator): number {
  return Math.ceil(side / denominator);
}

/**
 * At a reduction, a component that has fewer samples is decoded at more of its own size instead of being enlarged
 * afterwards, as libjpeg does (jdmaster.c).
 */
export function samplingOf<C extends Pick<Component, 'horizontal' | 'vertical'>>(
  frame: Pick<Frame, 'width' | 'height' | 'horizontal' | 'vertical'>,
  component: C,
  denominator: Denominator,
): Sampling<C> {
  const smallest = BLOCK_SAMPLES / denominator;
  const pixelsAcross = frame.horizontal * smallest;
  const pixelsDown = frame.vertical * smallest;
  const divides = (pixels: number, factor: number, size: number) => pixels % (factor * size * 2) === 0;
  let size = smallest;
  while (
    size < BLOCK_SAMPLES &&
    divides(pixelsAcross, component.horizontal, size) &&
    divides(pixelsDown, component.vertical, size)
  ) {
    size *= 2;
  }
  const across = component.horizontal * size;
  const down = component.vertical * size;
  const width = Math.ceil((frame.width * across) / (frame.horizontal * BLOCK_SAMPLES));
  return {
    component,
    size,
    width,
    height: Math.ceil((frame.height * down) / (frame.vertical * BLOCK_SAMPLES)),
    across,
    down,
    pixelsAcross,
    pixelsDown,
    smooth: smallest > 1 && width > 2,
  };
}

/** Decoded rows of a component, `first` and those below it. */
export interface Samples extends Sampling {
  at: Pointer;
  stride: number;
  first: number;
}

/** Upsamples rows of a component to the picture's size. */
export class Upsampler {
  readonly #arena: Arena;
  readonly #samples: Samples;
  readonly #width: number;
  readonly #row: Pointer;

  /** @param width of the picture, in pixels */
  constructor(arena: Arena, samples: Samples, width: number) {
    this.#arena = arena;
    this.#samples = samples;
    this.#width = width;
    this.#row = this.isDirect ? 0 : arena.alloc(width + 1);
  }

  /** Whether rows are used as they are. */
  get isDirect(): boolean {
    const { across, down, pixelsAcross, pixelsDown } = this.#samples;
    return across === pixelsAcross && down === pixelsDown;
  }

  get stride(): number {
    return this.#samples.stride;
  }

  /** Row `y` of the picture; valid until the next call. */
  row(y: number): Pointer {
    if (this.isDirect) return this.#at(y);
    const { kernels } = this.#arena;
    const { across, down, pixelsAcross, pixelsDown, width, smooth } = this.#samples;
    const wide = pixelsAcross / across;
    const high = pixelsDown / down;
    const near = Math.floor((y * down) / pixelsDown);
    if (smooth && wide === 2 && high === 1) {
      kernels.jpegUpsample2x1(this.#at(near), width, this.#row);
    } else if (smooth && wide <= 2 && high === 2) {
      const far = this.#at(y % 2 === 0 ? near - 1 : near + 1);
      if (wide === 2) kernels.jpegUpsample2x2(this.#at(near), far, width, this.#row);
      else kernels.jpegUpsample1x2(this.#at(near), far, width, 1 + (y % 2), this.#row);
    } else {
      kernels.jpegUpsampleNearest(this.#at(near), across, pixelsAcross, this.#width, this.#row);
    }
    return this.#row;
  }

  /** Row `y` of the component; beyond its first and last one these stand for others. */
  #at(y: number): Pointer {
    const { at, stride, first, height } = this.#samples;
    return at + (Math.max(0, Math.min(height - 1, y)) - first) * stride;
  }
}
