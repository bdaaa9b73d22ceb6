import type { Arena } from '../../kernels/arena.ts';
import { gaussianBlur } from '../../kernels/gaussian.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import type { Canvas, Picture } from '../canvas.ts';
import { oddSizeFor } from '../pencil/scale.ts';

/** Strokes are planned on a copy of at most this many pixels, so that every size of a photo gets the same ones. */
const GUIDE_PIXELS = 1_000_000;

/** Planes of 8-bit samples; one of them in black and white, red, green and blue in colour. */
export interface Planes {
  width: number;
  height: number;
  planes: Pointer[];
}

/** The planes that a style paints. */
export function paintedPlanes({ grey, color }: Pick<Canvas, 'grey' | 'color'>): Pointer[] {
  return color ? [color.red, color.green, color.blue] : [grey];
}

/** The planes once more, as the engine takes them. */
export function pictureOf({ grey, color }: Canvas): Picture {
  return color ?? { kind: 'grey', grey };
}

/** A plane halved until it is no larger than `pixels`; it may be the plane itself. Copies stay in the arena. */
export function halved(
  arena: Arena,
  source: Pointer,
  width: number,
  height: number,
  pixels: number,
): { at: Pointer; width: number; height: number } {
  let small = { at: source, width, height };
  while (small.width * small.height > pixels) {
    const [across, down] = [Math.ceil(small.width / 2), Math.ceil(small.height / 2)];
    // A step is written over the one before it, which lies at the same place but for the first.
    const at = small.at === source ? arena.alloc(across * down) : small.at;
    arena.kernels.halve(small.at, small.width, small.height, at);
    small = { at, width: across, height: down };
  }
  return small;
}

/** A small copy of the photo; stays in the arena. */
export function guideOf(canvas: Canvas): Planes {
  const { arena, width, height } = canvas;
  let [across, down] = [width, height];
  const planes = paintedPlanes(canvas).map((source) => {
    const small = halved(arena, source, width, height, GUIDE_PIXELS);
    [across, down] = [small.width, small.height];
    if (small.at !== source) return small.at;
    const copy = arena.alloc(across * down);
    arena.bytes(copy, across * down).set(arena.bytes(source, across * down));
    return copy;
  });
  return { width: across, height: down, planes };
}

/** The luminance of a guide; stays in the arena. */
export function guideGrey({ arena, grey, width, height }: Canvas) {
  return halved(arena, grey, width, height, GUIDE_PIXELS);
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
