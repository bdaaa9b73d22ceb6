import { Photon } from './photon.ts';
import { WebpDecoder } from './webp/decoder.ts';
import { WebpEncoder } from './webp/encoder.ts';

export type CodecName = 'photon' | 'webpDecoder' | 'webpEncoder';

const NAMES = ['photon', 'webpDecoder', 'webpEncoder'] as const satisfies CodecName[];

/** The codecs that bring a memory of their own, beside the arena. */
export class Codecs {
  readonly photon: Photon;
  readonly webpDecoder: WebpDecoder;
  readonly webpEncoder: WebpEncoder;

  constructor(modules: Record<CodecName, WebAssembly.Module>) {
    this.photon = new Photon(modules.photon);
    this.webpDecoder = new WebpDecoder(modules.webpDecoder);
    this.webpEncoder = new WebpEncoder(modules.webpEncoder);
  }

  memoryBytes(): number {
    return NAMES.reduce((sum, name) => sum + this[name].memoryBytes(), 0);
  }

  /**
   * Makes room for what a job plans: no memory ever shrinks, so what earlier jobs left standing counts too, and is
   * let go where it does not fit. What is to spare then, those may use that can be held to a limit.
   *
   * @returns whether the plan fits these bytes
   */
  makeRoom(planned: Record<CodecName, number>, budgetBytes: number): boolean {
    if (this.#bytesAfter(planned) > budgetBytes) {
      for (const name of NAMES) if (this[name].memoryBytes() > planned[name]) this[name].discard();
    }
    const spare = Math.max(0, budgetBytes - this.#bytesAfter(planned));
    this.webpDecoder.limitBytes = planned.webpDecoder + spare;
    this.webpEncoder.limitBytes = planned.webpEncoder + spare;
    return this.#bytesAfter(planned) <= budgetBytes;
  }

  /** Called between jobs: lets go of what is worn, and of everything when a file made it grow past its plan. */
  trim(budgetBytes: number): void {
    this.photon.trim();
    if (this.memoryBytes() > budgetBytes) for (const name of NAMES) this[name].discard();
  }

  /** Memory that will stand when each codec has grown to its plan. */
  #bytesAfter(planned: Record<CodecName, number>): number {
    return NAMES.reduce((sum, name) => sum + Math.max(planned[name], this[name].memoryBytes()), 0);
  }
}
