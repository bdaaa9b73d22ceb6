/* oxlint-disable no-underscore-dangle -- the names are those that wasm-bindgen gives */
import { EngineError } from '../errors.ts';
import { corrupt } from './bytes.ts';
import type { DecodedPixels } from './pixels.ts';

/** A function of Photon's module; which arguments it takes is fixed by wasm-bindgen, see its .d.ts. */
type WasmFunction = (...args: number[]) => number;
type PairFunction = (...args: number[]) => [number, number];

interface PhotonExports {
  memory: WebAssembly.Memory;
  __wbindgen_externrefs: WebAssembly.Table;
  __wbindgen_start: () => void;
  __wbindgen_malloc: WasmFunction;
  __wbindgen_free: WasmFunction;
  __wbg_photonimage_free: WasmFunction;
  photonimage_new: WasmFunction;
  photonimage_new_from_byteslice: WasmFunction;
  photonimage_get_width: WasmFunction;
  photonimage_get_height: WasmFunction;
  photonimage_get_raw_pixels: PairFunction;
  photonimage_get_bytes: PairFunction;
  photonimage_get_bytes_jpeg: PairFunction;
  photonimage_get_bytes_webp: PairFunction;
}

/** Pixels inside Photon's memory, until they are freed. */
export interface PhotonPixels extends DecodedPixels {
  free(): void;
}

export type EncodedFormat = 'png' | 'jpeg' | 'webp';

/**
 * A discarded instance is given back only by a garbage collection that new instances do not provoke, so an instance
 * is kept as long as it can be. A panic costs it what the call had allocated and its share of the stack.
 */
const KEEP_BYTES = 96 * 1024 * 1024;
const KEEP_PANICS = 24;

/** Photon behind a face that survives its panics: a worn instance is thrown away and made anew. */
export class Photon {
  readonly #module: WebAssembly.Module;
  #instance: PhotonExports | undefined;
  #panics = 0;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  memoryBytes(): number {
    return this.#instance?.memory.buffer.byteLength ?? 0;
  }

  /**
   * @param file PNG, JPEG, GIF (first frame), WebP, BMP or TIFF
   * @returns pixels as stored: orientation is not applied
   * @throws {EngineError} CORRUPT_IMAGE
   */
  decode(file: Uint8Array): PhotonPixels {
    return this.#guard((photon) => {
      const input = photon.__wbindgen_malloc(file.length, 1) >>> 0;
      new Uint8Array(photon.memory.buffer).set(file, input);
      const image = photon.photonimage_new_from_byteslice(input, file.length) >>> 0;
      const width = photon.photonimage_get_width(image) >>> 0;
      const height = photon.photonimage_get_height(image) >>> 0;
      const [at, length] = photon.photonimage_get_raw_pixels(image);
      const pixels = at >>> 0;
      photon.__wbg_photonimage_free(image, 0);
      return {
        width,
        height,
        rows: (from, to) =>
          new Uint8Array(photon.memory.buffer, pixels + from * width * 4, (to - from) * width * 4),
        free: () => {
          photon.__wbindgen_free(pixels, length, 1);
        },
      };
    });
  }

  /**
   * @param fill writes the pixels (width × height × 4, RGBA, row-major) straight into Photon's memory
   * @param quality 1–100, JPEG only
   */
  encode(
    width: number,
    height: number,
    format: EncodedFormat,
    quality: number,
    fill: (rgba: Uint8Array) => void,
  ): Uint8Array<ArrayBuffer> {
    return this.#guard((photon) => {
      const length = width * height * 4;
      const input = photon.__wbindgen_malloc(length, 1) >>> 0;
      fill(new Uint8Array(photon.memory.buffer, input, length));
      const image = photon.photonimage_new(input, length, width, height) >>> 0;
      const [at, size] = encodeAs(photon, image, format, quality);
      const bytes = new Uint8Array(photon.memory.buffer, at >>> 0, size).slice();
      photon.__wbindgen_free(at >>> 0, size, 1);
      photon.__wbg_photonimage_free(image, 0);
      return bytes;
    });
  }

  /** Called between jobs: lets go of an instance that is worn or grew past what a planned job takes. */
  trim(): void {
    if (this.memoryBytes() > KEEP_BYTES || this.#panics >= KEEP_PANICS) this.discard();
  }

  /** Lets go of the instance and its memory; the next use makes another. */
  discard(): void {
    this.#instance = undefined;
    this.#panics = 0;
  }

  #guard<T>(work: (photon: PhotonExports) => T): T {
    const worn = this.#panics > 0;
    this.#instance ??= instantiate(this.#module);
    try {
      return work(this.#instance);
    } catch (error) {
      if (error instanceof EngineError) throw error;
      this.#panics++;
      // A panic is an `unreachable`; anything else on a worn instance may be for want of stack or memory.
      if (worn && !String(error).includes('unreachable')) {
        this.discard();
        return this.#guard(work);
      }
      throw corrupt('it could not be decoded');
    }
  }
}

function encodeAs(
  photon: PhotonExports,
  image: number,
  format: EncodedFormat,
  quality: number,
): [number, number] {
  if (format === 'jpeg') return photon.photonimage_get_bytes_jpeg(image, quality);
  return format === 'webp' ? photon.photonimage_get_bytes_webp(image) : photon.photonimage_get_bytes(image);
}

/**
 * The glue that wasm-bindgen writes for browsers can start a module once only; this one has just what the calls
 * above need and can be made again. Every other import is of the DOM and never reached.
 */
function instantiate(module: WebAssembly.Module): PhotonExports {
  const exportsOf = (): PhotonExports => photon;
  const imports: Record<string, (...args: number[]) => unknown> = {};
  for (const { name } of WebAssembly.Module.imports(module)) {
    imports[name] = importNamed(name, exportsOf);
  }
  const instance = new WebAssembly.Instance(module, { './photon_rs_bg.js': imports });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Photon's own declaration of its exports
  const photon = instance.exports as unknown as PhotonExports;
  photon.__wbindgen_start();
  return photon;
}

function importNamed(name: string, photon: () => PhotonExports): (...args: number[]) => unknown {
  if (name.includes('__wbindgen_throw')) {
    return (at = 0, length = 0) => {
      throw new Error(new TextDecoder().decode(new Uint8Array(photon().memory.buffer, at >>> 0, length)));
    };
  }
  if (name === '__wbindgen_init_externref_table') {
    return () => {
      const table = photon().__wbindgen_externrefs;
      const first = table.grow(4);
      table.set(0, undefined);
      for (const [index, value] of [undefined, null, true, false].entries()) table.set(first + index, value);
    };
  }
  if (/^__wbg_new_[0-9a-f]+$/.test(name)) return () => new Error('photon panicked');
  if (name.startsWith('__wbg_stack_')) {
    return (result = 0) => {
      const view = new DataView(photon().memory.buffer);
      view.setInt32(result, 1, true);
      view.setInt32(result + 4, 0, true);
    };
  }
  if (name.startsWith('__wbg_error_')) return () => undefined;
  return () => {
    throw new Error(`photon asked for ${name}`);
  };
}
