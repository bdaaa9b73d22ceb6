import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeJpeg } from '../src/engine/codec/jpeg/encode.ts';
import { Arena } from '../src/engine/kernels/arena.ts';
import { testPicture } from './codec/picture.ts';
import { compile, kernelsPath, newEngine, photoPath, timedSketch } from './engine.ts';
import { against, table } from './figures.ts';
import { runOpencvChain } from './peers/opencv.ts';

/** Both sides run in turn and their fastest runs count: what else the machine does slows both alike, or none. */
const ROUNDS = 8;
const RUNS = 5;
const QUALITY = 90;
/** A phone photo's size. */
const [LARGE_WIDTH, LARGE_HEIGHT] = [4000, 3000];
const PARAMETERS = { look: 'classic', method: 'basic', format: 'jpeg' };

/** Milliseconds of ours and of OpenCV, where it is installed. */
function inTurn(path: string): [number, number | undefined] {
  const engine = newEngine();
  const file = new Uint8Array(readFileSync(path));
  const runs = () => Array.from({ length: RUNS }, () => timedSketch(engine, file, PARAMETERS).totalMs);
  runs();
  const rounds = Array.from({ length: ROUNDS }, () => [runs(), runOpencvChain(path, RUNS)] as const);
  const native = rounds.map(([, chain]) => chain).filter((chain) => chain !== undefined);
  return [Math.min(...rounds.flatMap(([ours]) => ours)), native.length > 0 ? Math.min(...native) : undefined];
}

/** From file to files: JPEG to classic basic to JPEG and its thumbnail, against native OpenCV on one thread. */
export function benchChain(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'easel-bench-'));
  try {
    const large = join(folder, 'large.jpg');
    const arena = new Arena(compile(kernelsPath));
    const encoding = { quality: QUALITY, chroma: '4:2:0' } as const;
    writeFileSync(
      large,
      encodeJpeg(
        arena,
        testPicture(arena, LARGE_WIDTH, LARGE_HEIGHT).planes,
        LARGE_WIDTH,
        LARGE_HEIGHT,
        encoding,
      ),
    );
    const row = (name: string, path: string) => {
      const [ours, native] = inTurn(path);
      return [name, ours.toFixed(1), against(native, ours)];
    };
    const rows = [
      row('1920 × 1080', photoPath('dandelion.jpg')),
      row(`${LARGE_WIDTH} × ${LARGE_HEIGHT}`, large),
    ];
    console.log(
      `JPEG to classic basic to JPEG and thumbnail, fastest of ${ROUNDS * RUNS}, ms (times ours)\n`,
    );
    console.log(table(['', 'Easel', 'native OpenCV'], rows));
  } finally {
    rmSync(folder, { recursive: true });
  }
  return Promise.resolve();
}
