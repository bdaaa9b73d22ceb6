import { pathToFileURL } from 'node:url';
import type { CodecFigures } from '../codec/figures.ts';
import type { TestPicture } from '../codec/picture.ts';
import { compile } from '../engine.ts';
import { timeMs } from '../figures.ts';
import { resolvePeer } from './load.ts';

/** What Emscripten makes of the codecs. */
interface Module {
  decode(file: Uint8Array, ...more: boolean[]): { data: Uint8Array } | null;
  encode(data: Uint8Array, width: number, height: number, options: object): Uint8Array | null;
}

interface Codec {
  module: Module;
  wasmBytes: () => number;
}

/** A codec of jSquash by its own glue; undefined where the package is not installed. */
async function load(path: string): Promise<Codec | undefined> {
  const glue = resolvePeer(`@jsquash/${path}.js`);
  const wasm = resolvePeer(`@jsquash/${path}.wasm`);
  if (glue === undefined || wasm === undefined) return undefined;
  const { default: make } = (await import(pathToFileURL(glue).href)) as {
    default: (options: object) => Promise<Module>;
  };
  let memory: WebAssembly.Memory | undefined;
  const module = await make({
    instantiateWasm: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => {
      const instance = new WebAssembly.Instance(compile(wasm), imports);
      memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
      done(instance);
      return instance.exports;
    },
  });
  return { module, wasmBytes: () => memory?.buffer.byteLength ?? 0 };
}

export interface Paths {
  decoder: string;
  /** What its decode takes behind the file. */
  more: boolean[];
  encoder: string;
  /** The package's `meta.js`, which holds the encoder's defaults. */
  defaults: string;
  /** What differs from them. */
  options: object;
}

export const JSQUASH_JPEG: Paths = {
  decoder: 'jpeg/codec/dec/mozjpeg_dec',
  // Orientation is left as it is.
  more: [false],
  encoder: 'jpeg/codec/enc/mozjpeg_enc',
  defaults: 'jpeg/meta.js',
  // Ours reads progressive files of this size at a reduction only.
  options: { quality: 90, progressive: false },
};

export const JSQUASH_WEBP: Paths = {
  decoder: 'webp/codec/dec/webp_dec',
  more: [],
  encoder: 'webp/codec/enc/webp_enc_simd',
  defaults: 'webp/meta.js',
  options: { quality: 90, method: 2 },
};

/** jSquash on a picture and a file of it; undefined where it is not installed. */
export async function runJsquash(
  name: string,
  paths: Paths,
  picture: TestPicture,
  file: Uint8Array,
  runs: number,
  quality: (file: Uint8Array) => number,
): Promise<CodecFigures | undefined> {
  const [decoder, encoder] = [await load(paths.decoder), await load(paths.encoder)];
  const meta = resolvePeer(`@jsquash/${paths.defaults}`);
  if (!decoder || !encoder || meta === undefined) return undefined;
  const { defaultOptions } = (await import(pathToFileURL(meta).href)) as { defaultOptions: object };
  const options = { ...defaultOptions, ...paths.options };
  const decode = timeMs(runs, () => decoder.module.decode(file, ...paths.more));
  let bytes = new Uint8Array();
  const encode = timeMs(runs, () => {
    bytes = new Uint8Array(encoder.module.encode(picture.rgba, picture.width, picture.height, options) ?? []);
  });
  return {
    name,
    decode: { ms: decode, wasmBytes: decoder.wasmBytes() },
    encode: { ms: encode, wasmBytes: encoder.wasmBytes(), bytes: bytes.length, psnr: quality(bytes) },
  };
}
