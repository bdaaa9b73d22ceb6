import { Photon } from './photon.ts';
import { WebpDecoder } from './webp/decoder.ts';
import { WebpEncoder } from './webp/encoder.ts';

export type CodecName = 'photon' | 'webpDecoder' | 'webpEncoder';

/** The codecs that bring a memory of their own, beside the arena. */
export class Codecs {
  readonly photon: Photon;
  readonly webpDecoder: WebpDecoder;
  readonly webpEncoder: WebpEncoder;

  /** @param limitBytes memory that none of them may grow past, where that can be said beforehand */
  constructor(modules: Record<CodecName, WebAssembly.Module>, limitBytes: number) {
    this.photon = new Photon(modules.photon);
    this.webpDecoder = new WebpDecoder(modules.webpDecoder, limitBytes);
    this.webpEncoder = new WebpEncoder(modules.webpEncoder, limitBytes);
  }

  memoryBytes(): number {
    return this.#names().reduce((sum, name) => sum + this[name].memoryBytes(), 0);
  }

  /** Memory that will stand when each codec has grown to what a job plans for it. */
  memoryBytesAfter(planned: Record<CodecName, number>): number {
    return this.#names().reduce((sum, name) => sum + Math.max(planned[name], this[name].memoryBytes()), 0);
  }

  /** Lets go of the codecs that hold more than a job plans for them. */
  discardBeyond(planned: Record<CodecName, number>): void {
    for (const name of this.#names()) {
      if (this[name].memoryBytes() > planned[name]) this[name].discard();
    }
  }

  #names(): readonly CodecName[] {
    return ['photon', 'webpDecoder', 'webpEncoder'];
  }
}
