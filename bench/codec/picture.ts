import { readFileSync } from 'node:fs';
import { decodeJpeg } from '../../src/engine/codec/jpeg/decode.ts';
import type { Arena } from '../../src/engine/kernels/arena.ts';
import type { ColorPicture } from '../../src/engine/styles/canvas.ts';
import { photoPath } from '../engine.ts';

/** A picture in an arena, and its pixels as codecs of others want them. */
export interface TestPicture {
  width: number;
  height: number;
  planes: ColorPicture;
  rgba: Uint8Array;
  rgb: Uint8Array;
}

/** The photo at a size: mirrored into every other tile, or a part of it. */
export function testPicture(arena: Arena, width: number, height: number): TestPicture {
  const photo = new Uint8Array(readFileSync(photoPath('dandelion.jpg')));
  const small = decodeJpeg(arena, photo, { denominator: 1, withColor: true, orientation: 1 });
  const tile = (position: number, side: number) => {
    const within = position % (2 * side);
    return within < side ? within : 2 * side - 1 - within;
  };
  const { color } = small;
  if (!color) throw new Error('a photo in colour is needed');
  const [red = 0, green = 0, blue = 0] = [color.red, color.green, color.blue].map((plane) => {
    const source = arena.bytes(plane, small.width * small.height).slice();
    const at = arena.alloc(width * height);
    const target = arena.bytes(at, width * height);
    for (let y = 0; y < height; y++) {
      const row = tile(y, small.height) * small.width;
      for (let x = 0; x < width; x++) target[y * width + x] = source[row + tile(x, small.width)] ?? 0;
    }
    return at;
  });
  const planes = { kind: 'color', red, green, blue } as const;
  const rgb = rgbOf(arena, planes, width * height);
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) rgba.set(rgb.subarray(i * 3, i * 3 + 3), i * 4);
  return { width, height, planes, rgba, rgb };
}

/** Planes as samples beside each other. */
export function rgbOf(arena: Arena, { red, green, blue }: ColorPicture, count: number): Uint8Array {
  const rgb = new Uint8Array(count * 3);
  for (const [channel, plane] of [red, green, blue].entries()) {
    const samples = arena.bytes(plane, count);
    for (let i = 0; i < count; i++) rgb[i * 3 + channel] = samples[i] ?? 0;
  }
  return rgb;
}

/** Peak signal to noise in dB; Infinity for the same samples. */
export function psnr(one: Uint8Array, other: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += ((one[i] ?? 0) - (other[i] ?? 0)) ** 2;
  return 10 * Math.log10((255 * 255 * one.length) / sum);
}
