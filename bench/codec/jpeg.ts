import { decodeJpeg } from '../../src/engine/codec/jpeg/decode.ts';
import { encodeJpeg } from '../../src/engine/codec/jpeg/encode.ts';
import { Arena } from '../../src/engine/kernels/arena.ts';
import { compile, kernelsPath } from '../engine.ts';
import { timeMs } from '../figures.ts';
import { JSQUASH_JPEG, runJsquash } from '../peers/jsquash.ts';
import { djpeg, runLibjpeg } from '../peers/libjpeg.ts';
import { runPhoton } from '../peers/photon.ts';
import { runSharp } from '../peers/sharp.ts';
import { type CodecFigures, codecTable } from './figures.ts';
import { psnr, rgbOf, type TestPicture } from './picture.ts';

const QUALITY = 90;

/** Our JPEG codec and the others, on one picture. */
export async function benchJpeg(
  arena: Arena,
  picture: TestPicture,
  folder: string,
  runs: number,
): Promise<void> {
  const { width, height, rgb } = picture;
  const own = new Arena(compile(kernelsPath));
  const decoded = (file: Uint8Array, denominator: 1 | 2 | 4 | 8) => {
    own.reset();
    const loaded = decodeJpeg(own, file, { denominator, withColor: true, orientation: 1 });
    return loaded.color ? rgbOf(own, loaded.color, loaded.width * loaded.height) : new Uint8Array();
  };
  const quality = (file: Uint8Array) => psnr(decoded(file, 1), rgb);

  const encode = (name: string, chroma: '4:2:0' | '4:4:4', optimized: boolean) => {
    let file = new Uint8Array();
    const ms = timeMs(runs, () => {
      file = encodeJpeg(arena, picture.planes, width, height, { quality: QUALITY, chroma, optimized });
    });
    return { name, file, encode: { ms, bytes: file.length, psnr: quality(file) } };
  };
  const decode = (file: Uint8Array, denominator: 1 | 2 | 4 | 8, withColor: boolean) => {
    const fresh = new Arena(compile(kernelsPath));
    const ms = timeMs(runs, () => {
      fresh.reset();
      decodeJpeg(fresh, file, { denominator, withColor, orientation: 1 });
    });
    return { ms, wasmBytes: fresh.memoryBytes() };
  };

  const { file, encode: encoding } = encode('', '4:2:0', false);
  const scaled = ([1, 2, 4, 8] as const).map((denominator): CodecFigures => {
    const size = denominator === 1 ? '' : ` at 1/${denominator}`;
    return { name: `Easel, luminance${size}`, decode: decode(file, denominator, false) };
  });
  const rows = [
    { name: 'Easel', decode: decode(file, 1, true), encode: encoding },
    ...scaled,
    encode('Easel, 4:4:4', '4:4:4', false),
    encode('Easel, optimised', '4:2:0', true),
    runLibjpeg(folder, picture, file, runs, quality),
    await runSharp('jpeg', picture, file, runs, quality),
    await runJsquash('jSquash (MozJPEG)', JSQUASH_JPEG, picture, file, runs, quality),
    runPhoton('jpeg', picture, file, 3, quality),
  ];
  console.log(`${codecTable(`JPEG, ${width} × ${height}`, rows)}\n`);

  const accuracy = ([1, 2, 4, 8] as const).flatMap((denominator) => {
    const theirs = djpeg(folder, file, denominator);
    const ours = decoded(file, denominator);
    if (!theirs) return [];
    const difference = psnr(ours, theirs.subarray(theirs.length - ours.length));
    return [`1/${denominator}: ${difference === Infinity ? 'the same' : `${difference.toFixed(1)} dB`}`];
  });
  if (accuracy.length > 0) console.log(`Decoded beside djpeg: ${accuracy.join(', ')}.\n`);
}
