import type { TangentField } from '../../kernels/flow.ts';
import type { Canvas } from '../canvas.ts';
import { unitPx } from '../pencil/scale.ts';
import {
  blurInto,
  GUIDE_PIXELS,
  paintedPlanes,
  type Planes,
  roomLike,
  shrinkAgain,
  shrunk,
} from './guide.ts';
import { type Easel, type Layer, layLayer } from './strokes.ts';

export interface Brushes {
  /** Largest first; their half widths are in units. */
  layers: Layer[];
  /** σ of the blur that a brush sees the photo through, in half widths. */
  blur: number;
  easel: Omit<Easel, 'painting'>;
}

/**
 * Paints a picture over, with one brush after the other, each where what lies there is not yet like the photo
 * (Hertzmann 1998); `from` and `to` are its share of the progress.
 *
 * @returns the photo on a small copy, and another one of its size that may be written to; both stay in the arena
 */
export function* paintOver(
  canvas: Canvas,
  field: TangentField,
  { layers, blur, easel }: Brushes,
  from: number,
  to: number,
): Generator<number, { guide: Planes; spare: Planes }, void> {
  const { arena, width, height, request } = canvas;
  const painting = { width, height, planes: paintedPlanes(canvas) };
  const guide = shrunk(arena, painting, GUIDE_PIXELS);
  const sharp = roomLike(arena, guide);
  const painted = roomLike(arena, guide);
  const unit = unitPx(width, height) * (guide.width / width);
  for (const [i, brush] of layers.entries()) {
    const layer = { ...brush, halfWidth: brush.halfWidth * unit };
    blurInto(arena, guide, layer.halfWidth * blur, sharp);
    if (i > 0) shrinkAgain(arena, painting, painted);
    const below = i > 0 ? painted : undefined;
    const seed = request.seed + i * 101;
    for (const done of layLayer(arena, sharp, below, field, layer, { ...easel, painting }, seed)) {
      yield from + ((to - from) * (i + done)) / layers.length;
    }
  }
  return { guide, spare: sharp };
}
