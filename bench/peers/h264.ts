import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What the bench uses of h264-mp4-encoder (minih264), a module that may be absent. */
interface Minih264 {
  width: number;
  height: number;
  frameRate: number;
  quantizationParameter: number;
  speed: number;
  groupOfPictures: number;
  outputFilename: string;
  FS: { readFile(path: string): Uint8Array };
  initialize(): void;
  addFrameYuv(frame: Uint8Array): void;
  finalize(): void;
  delete(): void;
}

interface Minih264Module {
  createH264MP4Encoder(): Promise<Minih264>;
}

/** Frames of 4:2:0 in a file, and what they are. */
export interface RawFilm {
  path: string;
  width: number;
  height: number;
  fps: number;
  frames: number;
  idrInterval: number;
}

export interface Encoded {
  name: string;
  /** Seconds of processor time, user's. */
  seconds: number;
  bytes: number;
  path: string;
}

const MICROSECONDS = 1e6;

/** Seconds of user time that this process has taken. */
export function userSeconds(): number {
  return process.cpuUsage().user / MICROSECONDS;
}

/** Modules of benches are no dependencies of the project; BENCH_DEPS names the directory they are installed in. */
function loadMinih264(): Minih264Module | undefined {
  const from = process.env.BENCH_DEPS ?? join(import.meta.dirname, '../..');
  try {
    const loaded: unknown = createRequire(join(from, 'package.json'))('h264-mp4-encoder');
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an optional module without types here
    return loaded as Minih264Module;
  } catch {
    return undefined;
  }
}

/** h264-mp4-encoder at its fastest, in this process, from 4:2:0 as well: its conversion from RGB is spared. */
export async function runMinih264(film: RawFilm, qp: number, target: string): Promise<Encoded | undefined> {
  const module = loadMinih264();
  if (!module) {
    console.log('skipped: h264-mp4-encoder (npm install h264-mp4-encoder, BENCH_DEPS=its directory)');
    return undefined;
  }
  const encoder = await module.createH264MP4Encoder();
  const FASTEST = 10;
  Object.assign(encoder, {
    width: film.width,
    height: film.height,
    frameRate: film.fps,
    quantizationParameter: qp,
    speed: FASTEST,
    groupOfPictures: film.idrInterval,
  });
  encoder.initialize();
  const frame = new Uint8Array(film.width * film.height * 1.5);
  const file = openSync(film.path, 'r');
  let seconds = 0;
  for (let i = 0; i < film.frames; i++) {
    readSync(file, frame);
    const begin = userSeconds();
    encoder.addFrameYuv(frame);
    seconds += userSeconds() - begin;
  }
  closeSync(file);
  encoder.finalize();
  writeFileSync(target, encoder.FS.readFile(encoder.outputFilename));
  encoder.delete();
  return { name: `h264-mp4-encoder, QP ${qp}`, seconds, bytes: statSync(target).size, path: target };
}

export function hasFfmpeg(): boolean {
  return spawnSync('ffmpeg', ['-version']).status === 0;
}

function rawInput({ path, width, height, fps }: RawFilm): string[] {
  return ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`, '-r', String(fps), '-i', path];
}

/** Seconds of user time of an ffmpeg command. */
function ffmpegSeconds(args: string[]): number {
  const { stderr } = spawnSync('ffmpeg', ['-hide_banner', '-benchmark', '-y', ...args], { encoding: 'utf8' });
  const seconds = /utime=([\d.]+)s/.exec(stderr)?.[1];
  if (seconds === undefined) throw new Error(stderr);
  return Number(seconds);
}

/** x264 with one thread; what reading the frames takes is taken off. */
export function runX264(film: RawFilm, preset: string, rate: string[], target: string): Encoded {
  const reading = ffmpegSeconds([...rawInput(film), '-threads', '1', '-f', 'null', '-']);
  const seconds = ffmpegSeconds([
    ...['-threads', '1', ...rawInput(film), '-c:v', 'libx264', '-threads', '1', '-preset', preset],
    ...[...rate, '-g', String(film.idrInterval), target],
  ]);
  return {
    name: `x264 ${preset}, ${rate.join(' ').slice(1)}`,
    seconds: seconds - reading,
    bytes: statSync(target).size,
    path: target,
  };
}

/** PSNR of luma and SSIM of a file against the frames it was made of, as ffmpeg measures them. */
export function quality(film: RawFilm, file: string): { psnr: number; ssim: number } {
  const graph = '[0:v]format=yuv420p,split[a][b];[1:v]format=yuv420p,split[c][d];[a][c]psnr;[b][d]ssim';
  const { stderr } = spawnSync(
    'ffmpeg',
    ['-hide_banner', '-i', file, ...rawInput(film), '-lavfi', graph, '-f', 'null', '-'],
    { encoding: 'utf8' },
  );
  const [psnr, ssim] = [/PSNR y:([\d.]+)/.exec(stderr)?.[1], /SSIM Y:([\d.]+)/.exec(stderr)?.[1]];
  if (psnr === undefined || ssim === undefined) throw new Error(stderr);
  return { psnr: Number(psnr), ssim: Number(ssim) };
}
