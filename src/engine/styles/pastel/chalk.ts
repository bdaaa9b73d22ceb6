import type { Pointer } from '../../kernels/kernels.ts';
import type { Canvas } from '../canvas.ts';
import { paperTile } from '../pencil/tiles.ts';
import { type Overlay, profile, smallCopy } from '../wash/maps.ts';
import type { Palette } from '../wash/palette.ts';
import { lightOf } from '../wash/palette.ts';
import { chalkTable } from './tone.ts';

/** Side of a pixel of the under-colour's blurred copy, in units. */
const UNDER_UNITS = 10;
/** The paper's own tone in colour (a warm grey) and for grey chalks. */
const WARM_PAPER = [168, 156, 142] as const;
const GREY_PAPER = 172;

/** Lifts the light of a palette to that of chalk and gives it more colour, in 64ths; the first spare plane keeps it. */
export function liftLight(canvas: Canvas, palette: Palette, saturation: number): void {
  const { arena, width, height, request } = canvas;
  const { kernels } = arena;
  const count = width * height;
  const [lifted, light] = palette.spare;
  lightOf(canvas, palette, light);
  kernels.lookup(light, count, arena.put(chalkTable(arena, light, count, request.strength)), lifted);
  for (const channel of palette.channels) kernels.relight(channel, light, lifted, count, saturation, channel);
}

/**
 * Lays the palette's colours where chalk sticks, over an under-colour: the same colours blurred, in part the paper's.
 *
 * @param stuck plane of how much sticks
 * @param room a plane's, overwritten
 * @param tonedShare how much of the under-colour is bare paper, 0–1
 */
export function* layChalk(
  { arena, width, height }: Canvas,
  { channels }: Palette,
  stuck: Pointer,
  room: Pointer,
  unit: number,
  tonedShare: number,
): Generator<number, void, void> {
  const { kernels } = arena;
  const halvings = Math.max(1, Math.round(Math.log2(UNDER_UNITS * unit)));
  for (const [i, channel] of channels.entries()) {
    const mark = arena.mark();
    const low = smallCopy(arena, channel, width, height, halvings, room);
    const scratch = arena.alloc(kernels.mapScratchBytes(width, low.width));
    const tone = channels.length === 1 ? GREY_PAPER : (WARM_PAPER[i] ?? GREY_PAPER);
    const share = Math.round(256 * tonedShare);
    kernels.chalk(
      channel,
      stuck,
      width,
      height,
      0,
      height,
      low.at,
      low.width,
      low.height,
      tone,
      share,
      scratch,
    );
    arena.release(mark);
    yield (i + 1) / channels.length;
  }
}

/** Adds a map's values to a plane: ±amount levels. */
export function layMap({ arena, width, height }: Canvas, plane: Pointer, map: Overlay, amount: number): void {
  const mark = arena.mark();
  const linear = arena.put(profile([0, -amount], [255, amount]));
  const flat = paperTile(arena, 'none', 0, 0);
  const scratch = arena.alloc(arena.kernels.mapScratchBytes(width, map.width));
  arena.kernels.contour(
    plane,
    width,
    height,
    0,
    height,
    map.at,
    map.width,
    map.height,
    linear,
    flat,
    0,
    0,
    scratch,
  );
  arena.release(mark);
}
