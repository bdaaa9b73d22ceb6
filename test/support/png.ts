import { crc32, inflateSync } from 'node:zlib';

const CHANNELS = new Map([
  [0, 1],
  [2, 3],
  [6, 4],
]);

export interface Chunk {
  type: string;
  data: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The chunks of a PNG, up to its end. */
export function chunksOf(png: Uint8Array): Chunk[] {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at < png.length; at += 12 + view.getUint32(at)) {
    const data = png.slice(at + 8, at + 8 + view.getUint32(at));
    chunks.push({ type: new TextDecoder().decode(png.subarray(at + 4, at + 8)), data });
  }
  return chunks;
}

/** A PNG of these chunks, with checksums that are right. */
export function pngOf(chunks: Chunk[]): Uint8Array<ArrayBuffer> {
  const parts = chunks.map(({ type, data }) => {
    const chunk = new Uint8Array(12 + data.length);
    const view = new DataView(chunk.buffer);
    view.setUint32(0, data.length);
    chunk.set(new TextEncoder().encode(type), 4);
    chunk.set(data, 8);
    view.setUint32(8 + data.length, crc32(chunk.subarray(4, 8 + data.length)));
    return chunk;
  });
  return new Uint8Array(Buffer.concat([new Uint8Array(SIGNATURE), ...parts]));
}

/** The same PNG with pixels that cannot be inflated, though all checksums are right. */
export function withoutSense(png: Uint8Array, text = ''): Uint8Array<ArrayBuffer> {
  const [header = { type: '', data: new Uint8Array() }, ...chunks] = chunksOf(png);
  for (const { type, data } of chunks) if (type === 'IDAT') data.fill(0x55);
  return pngOf([header, { type: 'tEXt', data: new TextEncoder().encode(`Comment\0${text}`) }, ...chunks]);
}

export interface Pixels {
  width: number;
  height: number;
  channels: number;
  /** 8-bit samples, row-major, channels interleaved. */
  samples: Uint8Array;
}

/** Reads a PNG of 8-bit samples without a palette, by the letter of the standard (PNG 3rd edition §9.2). */
export function readPng(png: Uint8Array): Pixels {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const channels = CHANNELS.get(png[25] ?? 0);
  if (png[24] !== 8 || channels === undefined) throw new Error('not a PNG of this kind');
  const parts: Uint8Array[] = [];
  for (let at = 8; at < png.length; at += 12 + view.getUint32(at)) {
    const data = png.subarray(at + 8, at + 8 + view.getUint32(at));
    if (new TextDecoder().decode(png.subarray(at + 4, at + 8)) === 'IDAT') parts.push(data);
  }
  const lines = new Uint8Array(inflateSync(Buffer.concat(parts)));
  const stride = width * channels;
  const samples = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x++) {
      const left = x < channels ? 0 : (samples[y * stride + x - channels] ?? 0);
      const up = y === 0 ? 0 : (samples[(y - 1) * stride + x] ?? 0);
      const corner = x < channels || y === 0 ? 0 : (samples[(y - 1) * stride + x - channels] ?? 0);
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      samples[y * stride + x] = (lines[y * (stride + 1) + 1 + x] ?? 0) + predicted;
    }
  }
  return { width, height, channels, samples };
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
