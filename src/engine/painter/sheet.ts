import type { Arena } from '../kernels/arena.ts';
import type { Pointer } from '../kernels/kernels.ts';
import { frameSize, type PaintRequest } from './parameters.ts';

/** Share of a sheet's short side that stays paper around the picture. */
const MARGIN = 0.06;
const MACROBLOCK_PX = 16;

/** Red, green, blue of the paper. */
export const PAPER = [250, 246, 238] as const;

/** A frame, and where the picture stands in it; pixels. */
export interface Sheet {
  width: number;
  height: number;
  /** In whole macroblocks: the size of all planes. */
  paddedWidth: number;
  paddedHeight: number;
  picture: { left: number; top: number; width: number; height: number };
}

/** Lays a photo of a size out on the frame that was asked for. */
export function sheetFor(width: number, height: number, { size }: Pick<PaintRequest, 'size'>): Sheet {
  const frame = frameSize(width, height, size);
  const padded = {
    paddedWidth: Math.ceil(frame.width / MACROBLOCK_PX) * MACROBLOCK_PX,
    paddedHeight: Math.ceil(frame.height / MACROBLOCK_PX) * MACROBLOCK_PX,
  };
  if (size !== 'square' && size !== 'portrait' && size !== 'landscape') {
    return { ...frame, ...padded, picture: { left: 0, top: 0, ...frame } };
  }
  const margin = Math.round(MARGIN * Math.min(frame.width, frame.height));
  const scale = Math.min((frame.width - 2 * margin) / width, (frame.height - 2 * margin) / height);
  const across = Math.max(1, Math.round(width * scale));
  const down = Math.max(1, Math.round(height * scale));
  const left = Math.floor((frame.width - across) / 2);
  const top = Math.floor((frame.height - down) / 2);
  return { ...frame, ...padded, picture: { left, top, width: across, height: down } };
}

/** Copies a plane of the picture into one of the sheet, filled around it. */
export function placeOnSheet(
  arena: Arena,
  source: Pointer,
  { picture, paddedWidth, paddedHeight }: Sheet,
  around: number,
  target: Pointer,
): void {
  const { left, top, width, height } = picture;
  const all = arena.bytes(target, paddedWidth * paddedHeight).fill(around);
  const pixels = arena.bytes(source, width * height);
  for (let y = 0; y < height; y++) {
    all.set(pixels.subarray(y * width, (y + 1) * width), (top + y) * paddedWidth + left);
  }
}

/** A plane without what pads it to macroblocks, in place. */
export function cropPadding(arena: Arena, plane: Pointer, { width, height, paddedWidth }: Sheet): void {
  const all = arena.bytes(plane, paddedWidth * height);
  for (let y = 1; y < height; y++) all.copyWithin(y * width, y * paddedWidth, y * paddedWidth + width);
}
