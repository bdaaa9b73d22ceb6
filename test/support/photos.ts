import chelsea from '../fixtures/photos/chelsea.png?inline';
import coffee from '../fixtures/photos/coffee.png?inline';
import threeFrames from '../fixtures/files/three-frames.gif?inline';
import rampBmp from '../fixtures/files/ramp.bmp?inline';
import rampJpeg from '../fixtures/files/ramp.jpg?inline';
import rampLossless from '../fixtures/files/ramp-lossless.webp?inline';
import rampPng from '../fixtures/files/ramp.png?inline';
import rampProgressive from '../fixtures/files/ramp-progressive.jpg?inline';
import rampTiff from '../fixtures/files/ramp.tiff?inline';
import rampWebp from '../fixtures/files/ramp-lossy.webp?inline';

/** The photos as vite hands them into workerd: data URLs. */
function bytesOf(dataUrl: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(dataUrl.slice(dataUrl.indexOf(',') + 1));
}

/** 451 × 300, PNG. */
export const CHELSEA = bytesOf(chelsea);

/** 600 × 400, PNG. */
export const COFFEE = bytesOf(coffee);

/** A valid 1 × 1 GIF with a comment, so that each call gives other bytes. */
export function tinyGif(comment: string = crypto.randomUUID()): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(comment.slice(0, 255));
  return new Uint8Array([
    ...new TextEncoder().encode('GIF89a'),
    ...[1, 0, 1, 0, 0x80, 0, 0],
    ...[0xff, 0xff, 0xff, 0, 0, 0],
    ...[0x21, 0xfe, text.length, ...text, 0],
    ...[0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0],
    ...[2, 2, 0x44, 1, 0, 0x3b],
  ]);
}

/** A few pixels in every format, with its media type. */
export const SAMPLES = [
  ['image/png', bytesOf(rampPng)],
  ['image/jpeg', bytesOf(rampJpeg)],
  ['image/jpeg', bytesOf(rampProgressive)],
  ['image/webp', bytesOf(rampWebp)],
  ['image/webp', bytesOf(rampLossless)],
  ['image/bmp', bytesOf(rampBmp)],
  ['image/tiff', bytesOf(rampTiff)],
  ['image/gif', bytesOf(threeFrames)],
] as const;
