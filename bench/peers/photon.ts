import { type EncodedFormat, Photon } from '../../src/engine/codec/photon.ts';
import type { CodecFigures } from '../codec/figures.ts';
import type { TestPicture } from '../codec/picture.ts';
import { compile, photonPath } from '../engine.ts';
import { timeMs } from '../figures.ts';

const QUALITY = 90;

/** Photon on a picture and a file of it; its WebP is lossless. */
export function runPhoton(
  format: EncodedFormat,
  picture: TestPicture,
  file: Uint8Array,
  runs: number,
  quality: (file: Uint8Array) => number,
): CodecFigures {
  const [decoder, encoder] = [new Photon(compile(photonPath)), new Photon(compile(photonPath))];
  const { width, height, rgba } = picture;
  const decode = timeMs(runs, () => decoder.decode(file).free());
  let bytes = new Uint8Array();
  const encode = timeMs(runs, () => {
    bytes = encoder.encode(width, height, format, QUALITY, (target) => target.set(rgba));
  });
  return {
    name: format === 'webp' ? 'Photon, lossless' : 'Photon',
    decode: { ms: decode, wasmBytes: decoder.memoryBytes() },
    encode: { ms: encode, wasmBytes: encoder.memoryBytes(), bytes: bytes.length, psnr: quality(bytes) },
  };
}
