import { domainTransform } from '../../kernels/domain-transform.ts';
import type { TangentField } from '../../kernels/flow.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import type { Canvas, Picture } from '../canvas.ts';

/**
 * The photo's planes, which the picture is made in, and two more beside them. In colour the photo's luminance gives
 * up its own. The second one has room for a tangent field.
 */
export interface Palette {
  channels: readonly [Pointer] | readonly [Pointer, Pointer, Pointer];
  spare: readonly [Pointer, Pointer];
  picture: Picture;
}

export function openPalette({ arena, width, height, grey, color }: Canvas): Palette {
  const own = () => arena.alloc(Math.ceil(width / 2) * Math.ceil(height / 2) * 4);
  if (color) return { channels: [color.red, color.green, color.blue], spare: [grey, own()], picture: color };
  return { channels: [grey], spare: [own(), own()], picture: { kind: 'grey', grey } };
}

/** The second spare plane as room for a tangent field. */
export function fieldRoom({ width, height }: Canvas, { spare }: Palette): TangentField {
  return { at: spare[1], width: Math.ceil(width / 2), height: Math.ceil(height / 2), cellShift: 1 };
}

/** How a photo is simplified; lengths in pixels. */
export interface Simplification {
  /** Shapes narrower than about twice this vanish. */
  shapePx: number;
  sigmaPx: number;
  sigmaColor: number;
}

/**
 * Merges small detail into flat shapes with soft insides: medians of falling spacing, then the domain transform.
 * Overwrites what is spare.
 */
export function* simplify(
  { arena, width, height }: Canvas,
  { channels, spare }: Palette,
  { shapePx, sigmaPx, sigmaColor }: Simplification,
): Generator<number, void, void> {
  const { kernels } = arena;
  const mark = arena.mark();
  const widest = Math.max(0, Math.round(shapePx));
  const scratch = arena.alloc(kernels.medianScratchBytes(width, Math.max(1, widest)));
  for (let spacing = widest; spacing >= 1; spacing = Math.floor(spacing / 1.5)) {
    for (const plane of channels) {
      kernels.spacedMedian(plane, width, height, spacing, scratch);
      yield 0.4 * (1 - spacing / (widest + 1));
    }
  }
  arena.release(mark);
  const smoothing = { sigmaPx, sigmaColor };
  for (const done of domainTransform(arena, channels, width, height, smoothing, ...spare))
    yield 0.4 + done * 0.6;
}

/** The light of a palette: its only channel, or the luminance of three of them, written to `target`. */
export function lightOf({ arena, width, height }: Canvas, { channels }: Palette, target: Pointer): void {
  const [red, green, blue] = channels;
  if (green === undefined || blue === undefined) {
    arena.bytes(target, width * height).set(arena.bytes(red, width * height));
  } else {
    arena.kernels.luminance(red, green, blue, width * height, target);
  }
}
