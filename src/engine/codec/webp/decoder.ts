import { corrupt } from '../bytes.ts';
import type { DecodedPixels } from '../pixels.ts';
import { Embind, type Globals, type ShortNames, viewAt } from './embind.ts';
import { firstFrame, onCanvas } from './frame.ts';

/** As icodec 0.6.0's `webp-dec.wasm` was linked; its imports and exports are one letter each. */
const NAMES: ShortNames = {
  imports: {
    registerFunction: 'j',
    global: 'e',
    methodCaller: 'h',
    call: 'i',
    copy: 't',
    grow: 's',
    reference: 'n',
    release: 'c',
  },
  fatal: ['u', 'p'],
  exports: { memory: 'w', start: 'x', table: 'z', malloc: 'A', free: 'B' },
};

const SLOT_BYTES = 8;

/** libwebp's decoder behind a face that takes animations too and survives whatever the file does to it. */
export class WebpDecoder {
  readonly #module: WebAssembly.Module;
  /** Memory that a file which needs more is refused at. */
  limitBytes = Infinity;
  #instance: Embind | undefined;
  /** What the module hands its pixels to while it decodes. */
  #receive: ((pixels: DecodedPixels) => void) | undefined;

  /** @param module icodec's `webp-dec.wasm` */
  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  memoryBytes(): number {
    return this.#instance?.memory.buffer.byteLength ?? 0;
  }

  /**
   * @param file WebP: lossy, lossless, with alpha, or an animation, of which the first frame is taken
   * @param use gets the pixels as stored, where they lie; they are gone when it returns
   * @throws {EngineError} CORRUPT_IMAGE; whatever `use` throws
   */
  decode<Result>(file: Uint8Array, use: (pixels: DecodedPixels) => Result): Result {
    const frame = firstFrame(file);
    let outcome: { result: Result } | { error: unknown } | undefined;
    this.#run(frame?.still ?? [file], (pixels) => {
      // What is thrown must not cross the module's own frames.
      try {
        outcome = { result: use(frame ? onCanvas(frame, pixels) : pixels) };
      } catch (error) {
        outcome = { error };
      }
    });
    if (!outcome) throw corrupt('it could not be decoded');
    if ('error' in outcome) throw outcome.error;
    return outcome.result;
  }

  /** Lets go of the instance and its memory; the next use makes another. */
  discard(): void {
    this.#instance = undefined;
  }

  /** What the module throws says nothing to anyone, and nothing was received then. */
  #run(file: readonly Uint8Array[], receive: (pixels: DecodedPixels) => void): void {
    this.#receive = receive;
    try {
      const instance = (this.#instance ??= this.#instantiate());
      const { pointer, bytes } = instance.string(file.reduce((sum, part) => sum + part.length, 0));
      let end = 0;
      for (const part of file) {
        bytes.set(part, end);
        end += part.length;
      }
      instance.call(pointer);
      instance.free(pointer);
    } catch {
      this.discard();
    } finally {
      this.#receive = undefined;
    }
  }

  #instantiate(): Embind {
    const globals: Globals = {
      // It would copy the pixels; where they lie is enough.
      Uint8ClampedArray: (args) => viewAt(args).at,
      _icodec_ImageData: (args) => {
        const at = embind.value(args.getUint32(0, true));
        const width = args.getUint32(SLOT_BYTES, true);
        const height = args.getUint32(2 * SLOT_BYTES, true);
        if (typeof at !== 'number') throw new Error('the codec gave no pixels');
        const rows = (from: number, to: number) =>
          new Uint8Array(embind.memory.buffer, at + from * width * 4, (to - from) * width * 4);
        this.#receive?.({ width, height, rows });
      },
    };
    const embind = new Embind(this.#module, NAMES, globals, () => this.limitBytes);
    return embind;
  }
}
