import type { Arena } from '../kernels/arena.ts';
import type { Pointer } from '../kernels/kernels.ts';
import type { SketchRequest } from './parameters.ts';

/** Planes of 8-bit samples in the arena, width × height each, row-major. */
export interface GreyPicture {
  kind: 'grey';
  grey: Pointer;
}

export interface ColorPicture {
  kind: 'color';
  red: Pointer;
  green: Pointer;
  blue: Pointer;
}

export type Picture = GreyPicture | ColorPicture;

/** What a style draws on: the photo's upright planes, the arena for its own, and the request. */
export interface Canvas {
  arena: Arena;
  width: number;
  height: number;
  /** Luminance of the photo; a style may overwrite it. */
  grey: Pointer;
  /** The photo's colours, for styles that asked for them. */
  color: ColorPicture | undefined;
  request: SketchRequest;
}

/** Drawing in steps: each `yield` is the fraction (0–1) done so far, and a place where the caller may stop. */
export type Drawing = Generator<number, Picture, void>;

/** One way to draw: what it needs of the photo and of the arena, and how it does it. */
export interface Converter {
  /** Whether it draws in the photo's colours when asked to; then it gets their planes besides the luminance. */
  usesColor: boolean;
  /** Most bytes of arena per pixel that `draw` holds at once, besides the photo's planes. */
  bytesPerPixel: number;
  /** The same in colour, where that differs: the photo's luminance is then free for other uses. */
  colorBytesPerPixel?: number;
  draw(canvas: Canvas): Drawing;
}
