import { WebpDecoder } from '../../src/engine/codec/webp/decoder.ts';
import { WebpEncoder } from '../../src/engine/codec/webp/encoder.ts';
import { Arena } from '../../src/engine/kernels/arena.ts';
import { type Loaded, loadPlanes } from '../../src/engine/load.ts';
import { compile, kernelsPath, webpDecoderPath, webpEncoderPath } from '../engine.ts';
import { timeMs } from '../figures.ts';
import { JSQUASH_WEBP, runJsquash } from '../peers/jsquash.ts';
import { runPhoton } from '../peers/photon.ts';
import { runSharp } from '../peers/sharp.ts';
import { codecTable } from './figures.ts';
import { psnr, rgbOf, type TestPicture } from './picture.ts';

const QUALITY = 90;

/** Our WebP and the others', on one picture; decoding is to planes, as for JPEG. */
export async function benchWebp(picture: TestPicture, runs: number): Promise<void> {
  const { width, height, rgba, rgb } = picture;
  const arena = new Arena(compile(kernelsPath));
  const decoder = new WebpDecoder(compile(webpDecoderPath));
  const encoder = new WebpEncoder(compile(webpEncoderPath));
  const decode = (file: Uint8Array, withColor: boolean): Loaded => {
    arena.reset();
    const loading = { withColor, orientation: 1, denominator: 1 } as const;
    return decoder.decode(file, (pixels) => loadPlanes(arena, pixels, loading));
  };
  const quality = (file: Uint8Array) => {
    const { color } = decode(file, true);
    return color ? psnr(rgbOf(arena, color, width * height), rgb) : NaN;
  };

  let file = new Uint8Array();
  const encode = timeMs(runs, () => {
    file = encoder.encode(width, height, QUALITY, (target) => target.set(rgba));
  });
  const encoding = { ms: encode, wasmBytes: encoder.memoryBytes(), bytes: file.length };
  const luminance = timeMs(runs, () => decode(file, false));
  const color = timeMs(runs, () => decode(file, true));
  const decoding = { ms: color, wasmBytes: decoder.memoryBytes() };
  const rows = [
    { name: 'Easel (libwebp)', decode: decoding, encode: { ...encoding, psnr: quality(file) } },
    { name: 'Easel, luminance', decode: { ms: luminance, wasmBytes: decoding.wasmBytes } },
    await runSharp('webp', picture, file, runs, quality),
    await runJsquash('jSquash', JSQUASH_WEBP, picture, file, runs, quality),
    runPhoton('webp', picture, file, 3, quality),
  ];
  console.log(`${codecTable(`WebP, ${width} × ${height}`, rows)}\n`);
}
