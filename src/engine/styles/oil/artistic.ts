import type { Canvas, Drawing } from '../canvas.ts';
import { directionsOf } from '../brush/directions.ts';
import { blurInto, guideOf, paintedPlanes, pictureOf, roomLike } from '../brush/guide.ts';
import { bristlesOf, light } from '../brush/relief.ts';
import { layLayer } from '../brush/strokes.ts';
import { mix, unitPx } from '../pencil/scale.ts';

/** Half widths of the brushes, in units, largest first. */
const BRUSHES = [16, 8, 4, 2] as const;

export function* drawArtistic(canvas: Canvas): Drawing {
  const { arena, width, height, grey, color, request } = canvas;
  const { strength, detail, seed } = request;
  const unit = unitPx(width, height);
  const guide = guideOf(canvas);
  const shrunk = guide.width / width;
  const directions = directionsOf(arena, grey, width, height, 8);
  const heights = color ? grey : arena.alloc(width * height);
  arena.bytes(heights, width * height).fill(0);
  let below = roomLike(arena, guide);
  let sharp = roomLike(arena, guide);
  const painting = { width, height, planes: paintedPlanes(canvas) };
  const size = mix(0.7, 1.3, strength) * mix(1.25, 0.8, detail);
  const T = process.env.T ? (n: string) => console.log(n, performance.now() | 0) : () => 0; T('start');
  for (const [i, brush] of BRUSHES.entries()) {
    const halfWidth = brush * size * unit * shrunk;
    blurInto(arena, guide, halfWidth * 0.5, sharp);
T('blur');
    const bristles = bristlesOf(canvas, Math.max(1.5, Math.min(2.4, brush * 0.3) * unit), 60 * unit);
    const layer = {
      halfWidth,
      reach: [4, 5, 5, 5][i] ?? 5,
      spacing: [2, 1.7, 1.6, 1.5][i] ?? 1.5,
      worth: i === 0 ? 0 : mix(14, 6, detail),
      tolerance: i === 0 ? 40 : 26,
      variation: 5,
      wobble: 0.12,
      thickness: [90, 240] as const,
    };
    const easel = {
      painting,
      heights,
      bristles,
      round: 0.5,
      ragged: 0.9,
      softPx: Math.max(1, unit),
      dry: 0.5,
      groove: 9,
    };
T('bristles');
 const mark = arena.mark();
    for (const done of layLayer(
      arena,
      sharp,
      i === 0 ? undefined : below,
      directions,
      layer,
      easel,
      seed + i,
    )) {
      yield 0.1 + ((i + done) / BRUSHES.length) * 0.75;
    }
    arena.release(mark); T('laid');
    [below, sharp] = [sharp, below];
  }
T('end'); const lighting = { depth: mix(0.8, 2, strength), ground: 0.12, limit: 0.4, gloss: 150 };
  yield* light(canvas, heights, lighting, 0.85, 1);
  return pictureOf(canvas);
}
