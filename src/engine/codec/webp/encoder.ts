import { Embind, type Globals, type ShortNames, viewAt } from './embind.ts';

/** As icodec 0.6.0's `webp-enc.wasm` was linked; its imports and exports are one letter each. */
const NAMES: ShortNames = {
  imports: {
    registerFunction: 'n',
    registerStructure: 'l',
    registerField: 'a',
    global: 'g',
    methodCaller: 'A',
    call: 'j',
    copy: 't',
    grow: 's',
    release: 'f',
  },
  fatal: ['u', 'p'],
  exports: { memory: 'B', start: 'C', table: 'E', malloc: 'F', free: 'G' },
};

/**
 * libwebp's WebPConfig. Method 2 is the last one that writes as it goes: from 3 on all tokens of the picture are kept
 * first, which takes as much memory again and twice the time, for nothing in size (measured on drawings). The rest
 * are libwebp's own defaults.
 */
const LOSSY = {
  method: 2,
  segments: 4,
  snsStrength: 50,
  filterStrength: 60,
  filterType: 1,
  alphaCompression: 1,
  alphaFiltering: 1,
  alphaQuality: 100,
  pass: 1,
  nearLossless: 100,
};

/** libwebp's encoder behind a face that can be made again. */
export class WebpEncoder {
  readonly #module: WebAssembly.Module;
  /** Memory that an encoding which needs more fails at. */
  limitBytes = Infinity;
  #instance: Embind | undefined;
  #encoded: Uint8Array<ArrayBuffer> | undefined;

  /** @param module icodec's `webp-enc.wasm` */
  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  memoryBytes(): number {
    return this.#instance?.memory.buffer.byteLength ?? 0;
  }

  /**
   * Lossy WebP with colours at half size.
   *
   * @param quality 0–100
   * @param fill writes the pixels (width × height × 4, RGBA, row-major) straight into the encoder's memory
   * @throws {Error} when there is no room, which the memory plan was to say before
   */
  encode(
    width: number,
    height: number,
    quality: number,
    fill: (rgba: Uint8Array) => void,
  ): Uint8Array<ArrayBuffer> {
    try {
      const instance = (this.#instance ??= this.#instantiate());
      const { pointer, bytes } = instance.string(width * height * 4);
      fill(bytes);
      const settings = instance.structure({ ...LOSSY, quality });
      instance.call(pointer, width, height, settings);
      instance.freeStructure(settings);
      instance.free(pointer);
      if (!this.#encoded) throw new Error('the picture could not be encoded as WebP');
      return this.#encoded;
    } catch (error) {
      this.discard();
      throw error;
    } finally {
      this.#encoded = undefined;
    }
  }

  /** Lets go of the instance and its memory; the next use makes another. */
  discard(): void {
    this.#instance = undefined;
  }

  #instantiate(): Embind {
    const globals: Globals = {
      Uint8Array: (args) => {
        const { at, length } = viewAt(args);
        this.#encoded = new Uint8Array(embind.memory.buffer, at, length).slice();
      },
    };
    const embind = new Embind(this.#module, NAMES, globals, () => this.limitBytes);
    return embind;
  }
}
