import type { CodecFigures } from '../codec/figures.ts';
import type { TestPicture } from '../codec/picture.ts';
import { timeAsyncMs } from '../figures.ts';
import { requirePeer } from './load.ts';

/** What the bench uses of sharp, which may be absent. */
interface Image {
  raw(): Image;
  jpeg(options: object): Image;
  webp(options: object): Image;
  toBuffer(): Promise<Uint8Array>;
}
interface Sharp {
  (input: Uint8Array, options?: object): Image;
  concurrency(threads: number): void;
  cache(on: boolean): void;
}

/** Settings that match ours. */
const ENCODERS = {
  jpeg: (image: Image) => image.jpeg({ quality: 90, chromaSubsampling: '4:2:0' }),
  webp: (image: Image) => image.webp({ quality: 90, effort: 2 }),
};

/** sharp (native libvips) on one thread; undefined where it is not installed. */
export async function runSharp(
  format: keyof typeof ENCODERS,
  picture: TestPicture,
  file: Uint8Array,
  runs: number,
  quality: (file: Uint8Array) => number,
): Promise<CodecFigures | undefined> {
  const loaded = requirePeer('sharp');
  if (typeof loaded !== 'function') return undefined;
  const sharp = loaded as Sharp;
  sharp.concurrency(1);
  sharp.cache(false);
  const { width, height, rgb } = picture;
  const decode = await timeAsyncMs(runs, () => sharp(file).raw().toBuffer());
  let bytes = new Uint8Array();
  const encode = await timeAsyncMs(runs, async () => {
    const image = sharp(rgb, { raw: { width, height, channels: 3 } });
    bytes = new Uint8Array(await ENCODERS[format](image).toBuffer());
  });
  return {
    name: 'sharp, native',
    decode: { ms: decode },
    encode: { ms: encode, bytes: bytes.length, psnr: quality(bytes) },
  };
}
