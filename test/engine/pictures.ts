import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Photon } from '../../src/engine/codec/photon.ts';
import {
  createEngine,
  type Engine,
  EngineError,
  sketchParameters,
  type SketchResult,
  type Step,
} from '../../src/engine/index.ts';
import { loadModules } from './modules.ts';

const modules = loadModules();
const photon = new Photon(modules.photon);

export function newEngine(): Engine {
  return createEngine(modules);
}

/** A file under test/fixtures. */
export function fixture(path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(import.meta.dirname, '../fixtures', path)));
}

/** Drives a sketch to its end. */
export function sketch(
  engine: Engine,
  file: Uint8Array,
  parameters: Record<string, unknown> = {},
): { result: SketchResult; steps: Step[] } {
  const run = engine.sketch(file, sketchParameters.parse(parameters));
  const steps: Step[] = [];
  for (;;) {
    const next = run.next();
    if (next.done) return { result: next.value, steps };
    steps.push(next.value);
  }
}

export interface Rgba {
  width: number;
  height: number;
  /** width × height × 4, row-major */
  data: Uint8Array<ArrayBuffer>;
}

export interface Plane {
  width: number;
  height: number;
  /** width × height samples, 0–255 */
  data: Float64Array;
}

export function decode(file: Uint8Array): Rgba {
  const pixels = photon.decode(file);
  const data = pixels.rows(0, pixels.height).slice();
  pixels.free();
  return { width: pixels.width, height: pixels.height, data };
}

export function encode(
  { width, height, data }: Rgba,
  format: 'png' | 'jpeg' | 'webp',
): Uint8Array<ArrayBuffer> {
  return photon.encode(width, height, format, 92, (rgba) => rgba.set(data));
}

/** The engine's own error that `work` ends in; anything else is thrown on. */
export function errorOf(work: () => unknown): EngineError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
}

export function codeOf(work: () => unknown): string {
  return errorOf(work)?.code ?? 'none';
}

/** A picture made by formula. */
export function paint(
  width: number,
  height: number,
  color: (x: number, y: number) => readonly [number, number, number, number?],
): Rgba {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const [red, green, blue, alpha = 255] = color(i % width, Math.floor(i / width));
    data.set([red, green, blue, alpha], i * 4);
  }
  return { width, height, data };
}

export function greyOf({ width, height, data }: Rgba): Plane {
  const grey = Float64Array.from({ length: width * height }, (_, i) => {
    const [red, green, blue] = [data[i * 4] ?? 0, data[i * 4 + 1] ?? 0, data[i * 4 + 2] ?? 0];
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  });
  return { width, height, data: grey };
}
