import type { Arena } from '../../kernels/arena.ts';
import { gaussianBlur } from '../../kernels/gaussian.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import type { Canvas, Picture } from '../canvas.ts';
import { oddSizeFor } from '../pencil/scale.ts';

/** Strokes are planned on a copy of at most this many pixels, so that every size of a photo gets the same ones. */
export const GUIDE_PIXELS = 1_000_000;

/** Rows that are halved at once; so many halvings leave whole rows. */
const BAND_ROWS = 256;

/** Planes of 8-bit samples: one in black and white, red, green and blue in colour. */
export interface Planes {
  width: number;
  height: number;
  planes: Pointer[];
}

/** The planes that a style paints. */
export function paintedPlanes({ grey, color }: Pick<Canvas, 'grey' | 'color'>): Pointer[] {
  return color ? [color.red, color.green, color.blue] : [grey];
}

/** The same, as the engine takes them. */
export function pictureOf({ grey, color }: Canvas): Picture {
  return color ?? { kind: 'grey', grey };
}

/** How often a picture is halved until it has at most `pixels`, and its size then. */
export function halvings(width: number, height: number, pixels: number) {
  let small = { times: 0, width, height };
  while (small.width * small.height > pixels) {
    const { times } = small;
    small = { times: times + 1, width: Math.ceil(small.width / 2), height: Math.ceil(small.height / 2) };
  }
  return small;
}

/** Halves a plane so often, a band of rows at a time; `target` has room for the result. */
export function halveInto(
  arena: Arena,
  source: Pointer,
  width: number,
  height: number,
  times: number,
  target: Pointer,
): void {
  if (times === 0) {
    arena.bytes(target, width * height).set(arena.bytes(source, width * height));
    return;
  }
  const mark = arena.mark();
  const band = arena.alloc(Math.ceil(width / 2) * (BAND_ROWS / 2));
  let out = target;
  for (let from = 0; from < height; from += BAND_ROWS) {
    let [at, across, down] = [source + from * width, width, Math.min(BAND_ROWS, height - from)];
    for (let i = 0; i < times; i++) {
      arena.kernels.halve(at, across, down, band);
      [at, across, down] = [band, Math.ceil(across / 2), Math.ceil(down / 2)];
    }
    arena.bytes(out, across * down).set(arena.bytes(band, across * down));
    out += across * down;
  }
  arena.release(mark);
}

/** A small copy of planes; stays in the arena. */
export function shrunk(arena: Arena, { width, height, planes }: Planes, pixels: number): Planes {
  const small = halvings(width, height, pixels);
  const copies = planes.map((source) => {
    const target = arena.alloc(small.width * small.height);
    halveInto(arena, source, width, height, small.times, target);
    return target;
  });
  return { width: small.width, height: small.height, planes: copies };
}

/** Brings a small copy up to date with what it was made of. */
export function shrinkAgain(arena: Arena, { width, height, planes }: Planes, copy: Planes): void {
  const { times } = halvings(width, height, copy.width * copy.height);
  for (const [i, source] of planes.entries()) {
    halveInto(arena, source, width, height, times, copy.planes[i] ?? source);
  }
}

/** Blurs `source` into `target`, which has room for as many planes. */
export function blurInto(arena: Arena, source: Planes, sigmaPx: number, target: Planes): void {
  for (const [i, plane] of source.planes.entries()) {
    const to = target.planes[i] ?? plane;
    gaussianBlur(arena, plane, to, source.width, source.height, oddSizeFor(sigmaPx));
  }
}

/** Room for planes like these. */
export function roomLike(arena: Arena, { width, height, planes }: Planes): Planes {
  return { width, height, planes: planes.map(() => arena.alloc(width * height)) };
}
