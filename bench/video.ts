import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Arena } from '../src/engine/kernels/arena.ts';
import { VideoEncoder } from '../src/engine/video/encoder.ts';
import { compile, kernelsPath } from './engine.ts';
import { table } from './figures.ts';
import { PaintedFilm } from './painting.ts';
import {
  type Encoded,
  hasFfmpeg,
  quality,
  type RawFilm,
  runMinih264,
  runX264,
  userSeconds,
} from './peers/h264.ts';

const SIZES = [
  [1280, 720],
  [1920, 1080],
] as const;
const FPS = 30;
const SECONDS = 12;
const IDR_SECONDS = 4;
/** Of macroblocks that change in a frame. */
const SHARE = 0.04;
const QP = 20;
const MEBIBYTE = 1024 * 1024;

interface OwnFigures extends Encoded {
  /** Arena in use by the encoder, in bytes. */
  memory: number;
}

/** Encodes the film; on the way its frames go to `raw` where that is wanted. */
function runEasel(film: RawFilm, qp: number, target: string, raw: boolean): OwnFigures {
  const { width, height, fps, frames, idrInterval } = film;
  const arena = new Arena(compile(kernelsPath));
  const before = arena.mark();
  const encoder = new VideoEncoder(arena, { width, height, fps, qp, idrInterval, deblocking: true });
  const memory = arena.mark() - before;
  const count = encoder.paddedWidth * encoder.paddedHeight;
  const planes = { red: arena.alloc(count), green: arena.alloc(count), blue: arena.alloc(count) };
  // The photo is decoded in memory that must not grow when the planes are looked at.
  const painting = new PaintedFilm(arena, width, height, encoder.paddedWidth, planes);
  const file = raw ? openSync(film.path, 'w') : undefined;
  let seconds = 0;
  for (let frame = 0; frame < frames; frame++) {
    // The first one is bare paper.
    if (frame > 0) painting.paint(arena.bytes(encoder.dirty, count / 256), frame / frames, SHARE);
    const begin = userSeconds();
    encoder.add(planes);
    seconds += userSeconds() - begin;
    if (file !== undefined) writeFrame(arena, encoder, film, file);
  }
  if (file !== undefined) closeSync(file);
  const mp4 = encoder.finish();
  writeFileSync(target, mp4);
  return { name: `Easel, QP ${qp}`, seconds, bytes: mp4.length, path: target, memory };
}

/** The source of the frame that was encoded last, cropped. */
function writeFrame(arena: Arena, encoder: VideoEncoder, { width, height }: RawFilm, file: number): void {
  for (const [plane, divisor] of [1, 2, 2].entries()) {
    const stride = encoder.paddedWidth / divisor;
    const at = arena.kernels.videoPlane(plane, false);
    if (stride === width / divisor) writeSync(file, arena.bytes(at, (stride * height) / divisor));
    else
      for (let y = 0; y < height / divisor; y++)
        writeSync(file, arena.bytes(at + y * stride, width / divisor));
  }
}

interface Rated extends Encoded {
  psnr: number;
  ssim: number;
}

/** Bytes that a peer takes for a PSNR, on a line through two of its points, bytes being logarithmic. */
function bytesAt(psnr: number, [a, b]: [Rated, Rated]): number {
  const slope = Math.log(b.bytes / a.bytes) / (b.psnr - a.psnr);
  return a.bytes * Math.exp(slope * (psnr - a.psnr));
}

async function benchSize(width: number, height: number, folder: string): Promise<void> {
  const frames = FPS * SECONDS;
  const path = (name: string) => join(folder, name);
  const film: RawFilm = {
    ...{ path: path('film.yuv'), width, height, fps: FPS, frames },
    idrInterval: FPS * IDR_SECONDS,
  };
  const own = runEasel(film, QP, path('own.mp4'), hasFfmpeg());
  console.log(
    `\n${width} × ${height}, ${frames} frames, ${SHARE * 100} % of macroblocks a frame; ` +
      `the encoder holds ${(own.memory / MEBIBYTE).toFixed(1)} MiB\n`,
  );
  if (!hasFfmpeg()) {
    console.log(`Easel: ${own.seconds.toFixed(2)} s, ${own.bytes} bytes. No ffmpeg found to compare with.`);
    return;
  }
  const rated = (encoded: Encoded): Rated => ({ ...encoded, ...quality(film, encoded.path) });
  const easel = rated(own);
  const minih264 = await runMinih264(film, QP, path('minih264.mp4'));
  const x264 = (preset: string, rate: string[]) => rated(runX264(film, preset, rate, path('x264.mp4')));
  const ultrafast: [Rated, Rated] = [
    x264('ultrafast', ['-qp', String(QP)]),
    x264('ultrafast', ['-qp', String(QP + 2)]),
  ];
  const veryfast: [Rated, Rated] = [x264('veryfast', ['-crf', '20']), x264('veryfast', ['-crf', '22'])];
  const row = (encoded: Rated, equal?: number) => [
    encoded.name,
    `${encoded.seconds.toFixed(2)} (${(encoded.seconds / easel.seconds).toFixed(1)}×)`,
    (frames / encoded.seconds).toFixed(0),
    String(encoded.bytes),
    encoded.psnr.toFixed(2),
    encoded.ssim.toFixed(4),
    equal === undefined ? undefined : `${(easel.bytes / equal).toFixed(2)}×`,
  ];
  console.log(
    table(
      ['', 's of CPU', 'fps', 'bytes', 'PSNR Y, dB', 'SSIM Y', 'our bytes at equal PSNR'],
      [
        row(easel),
        ...(minih264 ? [row(rated(minih264))] : []),
        ...ultrafast.map((encoded) => row(encoded, bytesAt(easel.psnr, ultrafast))),
        ...veryfast.map((encoded) => row(encoded, bytesAt(easel.psnr, veryfast))),
      ],
    ),
  );
}

/** The video encoder against h264-mp4-encoder and x264, on a photo that is painted. */
export async function benchVideo(): Promise<void> {
  for (const [width, height] of SIZES) {
    const folder = mkdtempSync(join(tmpdir(), 'easel-bench-'));
    try {
      await benchSize(width, height, folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}
