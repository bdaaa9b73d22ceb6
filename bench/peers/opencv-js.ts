import { timeMs } from '../figures.ts';
import { requirePeer } from './load.ts';

/** What the bench uses of opencv.js, which ships no types of its own for a module that may be absent. */
interface Mat {
  delete(): void;
  data: Uint8Array;
}
interface Opencv {
  Mat: new (...args: number[]) => Mat;
  Size: new (width: number, height: number) => object;
  CV_8UC1: number;
  onRuntimeInitialized?: () => void;
  bitwise_not(source: Mat, target: Mat): void;
  GaussianBlur(source: Mat, target: Mat, size: object, sigma: number): void;
  divide(a: Mat, b: Mat, target: Mat, scale: number): void;
  convertScaleAbs(source: Mat, target: Mat, alpha: number, beta: number): void;
  bilateralFilter(source: Mat, target: Mat, d: number, color: number, space: number): void;
}

export interface OpencvJsFigures {
  basic: number;
  bilateral: number;
}

/** opencv.js in the same process; undefined, with a line that says so, where it is not installed. */
export async function runOpencvJs(
  grey: Uint8Array,
  width: number,
  height: number,
  runs: number,
): Promise<OpencvJsFigures | undefined> {
  const loaded = requirePeer('@techstark/opencv-js');
  if (loaded === undefined) {
    console.log('skipped: opencv.js (npm install @techstark/opencv-js, BENCH_DEPS=its directory)');
    return undefined;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an optional module without types here
  const cv = loaded as Opencv;
  if (typeof cv.Mat !== 'function') {
    await new Promise<void>((resolve) => {
      cv.onRuntimeInitialized = resolve;
    });
  }
  const source = new cv.Mat(height, width, cv.CV_8UC1);
  source.data.set(grey);
  const [a, b, c] = [0, 1, 2].map(() => new cv.Mat(height, width, cv.CV_8UC1));
  if (!a || !b || !c) throw new Error('no matrices');
  const size = new cv.Size(21, 21);
  const basic = timeMs(runs, () => {
    cv.bitwise_not(source, a);
    cv.GaussianBlur(a, b, size, 0);
    cv.bitwise_not(b, a);
    cv.divide(source, a, c, 255);
    cv.convertScaleAbs(c, b, 1.2, 10);
  });
  const bilateral = timeMs(runs, () => cv.bilateralFilter(source, a, 9, 80, 80));
  for (const mat of [source, a, b, c]) mat.delete();
  return { basic, bilateral };
}
