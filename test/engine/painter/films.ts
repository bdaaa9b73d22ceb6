import { type Engine, type PaintResult, paintParameters, type Step } from '../../../src/engine/index.ts';

/** Drives a film to its end. */
export function film(
  engine: Engine,
  file: Uint8Array,
  parameters: Record<string, unknown> = {},
): { result: PaintResult; steps: Step[] } {
  const run = engine.paint(file, paintParameters.parse(parameters));
  const steps: Step[] = [];
  for (;;) {
    const next = run.next();
    if (next.done) return { result: next.value, steps };
    steps.push(next.value);
  }
}

/** What an MP4 says of its pictures: numbers of its boxes (ISO/IEC 14496-12 §8.6, §8.7). */
export interface Tables {
  /** Bytes of every frame. */
  sizes: number[];
  /** Frames that players may begin at, the first one 0. */
  keyFrames: number[];
  seconds: number;
}

export function tablesOf(mp4: Uint8Array<ArrayBuffer>): Tables {
  const view = new DataView(mp4.buffer);
  const at = (type: string) => {
    const name = new TextEncoder().encode(type);
    const found = mp4.findIndex((_, i) => name.every((byte, k) => mp4[i + k] === byte));
    if (found < 0) throw new Error(`no ${type}`);
    return found + 4;
  };
  const list = (start: number, count: number) =>
    Array.from({ length: count }, (_, i) => view.getUint32(start + 4 * i));
  const [sizes, keys, header] = [at('stsz'), at('stss'), at('mvhd')];
  return {
    sizes: list(sizes + 12, view.getUint32(sizes + 8)),
    keyFrames: list(keys + 8, view.getUint32(keys + 4)).map((frame) => frame - 1),
    seconds: view.getUint32(header + 16) / view.getUint32(header + 12),
  };
}
