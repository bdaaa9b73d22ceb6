import { MODES, paintParameters, type PaintResult } from '../src/engine/index.ts';
import { newEngine, readPhoto } from './engine.ts';
import { median, table } from './figures.ts';

const PHOTO = 'dandelion.jpg';
const RUNS = 5;
const SIZES = ['720p', '1080p'] as const;
const MIB = 1024 * 1024;
const MICROSECONDS = 1e6;

/** A film from file to file, and the seconds of processor time that it took. */
function timedFilm(engine: ReturnType<typeof newEngine>, file: Uint8Array, parameters: object) {
  const begin = process.cpuUsage();
  const run = engine.paint(file, paintParameters.parse(parameters));
  let result: PaintResult | undefined;
  while (!result) {
    const next = run.next();
    if (next.done) result = next.value;
  }
  const { user, system } = process.cpuUsage(begin);
  return { result, seconds: (user + system) / MICROSECONDS };
}

/** Films of 12 seconds at 30 frames a second: processor time, memory, size. */
export async function benchPaint(): Promise<void> {
  const file = readPhoto(PHOTO);
  const rows = SIZES.flatMap((size) =>
    MODES.map((mode) => {
      const engine = newEngine();
      const films = Array.from({ length: RUNS }, () => timedFilm(engine, file, { mode, size }));
      const seconds = films.map((film) => film.seconds);
      const [first] = films;
      return [
        size,
        mode,
        seconds[0]?.toFixed(2),
        median(seconds).toFixed(2),
        (engine.memoryBytes() / MIB).toFixed(1),
        ((first?.result.video.length ?? 0) / MIB).toFixed(2),
      ];
    }),
  );
  console.log(`${PHOTO}, ${RUNS} runs, 12 s at 30 frames a second, decoding and preview included.\n`);
  const head = ['size', 'mode', 'first run, CPU s', 'median, CPU s', 'wasm MiB', 'video MiB'];
  console.log(`${table(head, rows)}\n`);
}
