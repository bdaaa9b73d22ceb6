import photon from '@cf-wasm/photon/photon.wasm';
import webpDecoder from 'icodec/webp-dec.wasm';
import webpEncoder from 'icodec/webp-enc.wasm';
import { expect, it } from 'vitest';
import { encodeJpeg } from '../../src/engine/codec/jpeg/encode.ts';
import { createEngine, plan, readHeader, sketchParameters } from '../../src/engine/index.ts';
import { Arena } from '../../src/engine/kernels/arena.ts';
import kernels from '../../src/engine/kernels/kernels.wasm';

const JOBS = 30;
const [WIDTH, HEIGHT] = [4000, 3000];

/** Waves with some grain, as a camera would write them. */
function phonePhoto(): Uint8Array {
  const arena = new Arena(kernels);
  const [red, green, blue] = [0, 1, 2].map((channel) => {
    const plane = arena.alloc(WIDTH * HEIGHT);
    const samples = arena.bytes(plane, WIDTH * HEIGHT);
    for (let i = 0; i < samples.length; i++) {
      const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
      samples[i] = 128 + 90 * Math.sin(x / (60 + channel) + y / 90) + ((i * 2_654_435_761) >>> 28);
    }
    return plane;
  });
  const picture = { kind: 'color' as const, red: red ?? 0, green: green ?? 0, blue: blue ?? 0 };
  return encodeJpeg(arena, picture, WIDTH, HEIGHT, { quality: 88, chroma: '4:2:0' });
}

it('thirty phone photos in a row stay within the plan, and the memory does not move after the third', () => {
  const photo = phonePhoto();
  const engine = createEngine({ kernels, photon, webpDecoder, webpEncoder });
  const request = sketchParameters.parse({ look: 'classic', method: 'basic', format: 'jpeg' });
  const held: number[] = [];
  for (let job = 0; job < JOBS; job++) {
    const steps = engine.sketch(photo, request);
    let next = steps.next();
    while (!next.done) next = steps.next();
    expect([next.value.width, next.value.height]).toEqual([WIDTH, HEIGHT]);
    held.push(engine.memoryBytes());
  }
  expect(Math.max(...held)).toBeLessThanOrEqual(plan(readHeader(photo, true), request).peakBytes);
  expect(new Set(held.slice(2)).size).toBe(1);
}, 120_000);
