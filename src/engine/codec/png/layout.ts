import { ByteReader, corrupt } from '../bytes.ts';

/** Colour types (PNG 3rd edition §11.2.1). */
export const GREY = 0;
export const RGB = 2;
export const PALETTE = 3;
export const GREY_ALPHA = 4;
const RGBA = 6;

/** The depths that a colour type may have (table 11.1), and its channels. */
const KINDS: Record<number, { depths: readonly number[]; channels: number }> = {
  [GREY]: { depths: [1, 2, 4, 8, 16], channels: 1 },
  [RGB]: { depths: [8, 16], channels: 3 },
  [PALETTE]: { depths: [1, 2, 4, 8], channels: 1 },
  [GREY_ALPHA]: { depths: [8, 16], channels: 2 },
  [RGBA]: { depths: [8, 16], channels: 4 },
};

/** How a PNG's samples lie. */
export interface Layout {
  width: number;
  height: number;
  /** Bits of a sample. */
  depth: number;
  colorType: number;
  channels: number;
  interlaced: boolean;
}

/** @throws {EngineError} CORRUPT_IMAGE when there is no such PNG */
export function readLayout(ihdr: Uint8Array): Layout {
  const reader = new ByteReader(ihdr);
  if (!reader.has(13)) throw corrupt('its PNG header is too short');
  const depth = reader.u8(8);
  const colorType = reader.u8(9);
  const kind = KINDS[colorType];
  const methods = [reader.u8(10), reader.u8(11)];
  const interlace = reader.u8(12);
  if (!kind?.depths.includes(depth) || methods.some((method) => method !== 0) || interlace > 1) {
    throw corrupt('its PNG header makes no sense');
  }
  const { channels } = kind;
  const [width, height] = [reader.u32(0), reader.u32(4)];
  return { width, height, depth, colorType, channels, interlaced: interlace === 1 };
}

/** Bytes of `pixels` neighbours, without the filter's type. */
export function rowBytes({ depth, channels }: Layout, pixels: number): number {
  return Math.ceil((pixels * depth * channels) / 8);
}

/** Pixels that come together: every `stepX`-th of every `stepY`-th row. */
export interface Pass {
  x: number;
  y: number;
  stepX: number;
  stepY: number;
  width: number;
  height: number;
}

/** Where the passes of Adam7 begin, and their steps (PNG 3rd edition §8.1). */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes that have pixels, in their order; one of all pixels where the picture is not interlaced. */
export function passesOf({ width, height, interlaced }: Layout): Pass[] {
  if (!interlaced) return [{ x: 0, y: 0, stepX: 1, stepY: 1, width, height }];
  return ADAM7.map(([x, y, stepX, stepY]) => ({
    x,
    y,
    stepX,
    stepY,
    width: Math.ceil((width - x) / stepX),
    height: Math.ceil((height - y) / stepY),
  })).filter((pass) => pass.width > 0 && pass.height > 0);
}
