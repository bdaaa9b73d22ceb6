import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { Film } from './film.ts';

// It believes that it runs in a web worker, and asks where.
vi.stubGlobal('self', { location: { href: 'file:///' } });
const { default: load } = await import('tinyh264/es/TinyH264.js');
const tinyH264 = await load();
const {
  _malloc: malloc,
  _free: free,
  _h264bsdAlloc: allocDecoder,
  _h264bsdInit: initDecoder,
  _h264bsdShutdown: shutDecoderDown,
  _h264bsdFree: freeDecoder,
  _h264bsdDecode: decodeUnit,
} = tinyH264;

const START_CODE = [0, 0, 0, 1];
const PICTURE_READY = 1;
const POINTER_BYTES = 4;

/** A NAL unit as a stream of bytes has it (ITU-T H.264 Annex B), instead of behind its length. */
function annexB(unit: Uint8Array): Uint8Array {
  return Uint8Array.from([...START_CODE, ...unit]);
}

/** Planes of all frames as Android's H.264 decoder makes them, padded to whole macroblocks: Y, then U, then V. */
export function decodeWithTinyH264({ track, samples }: Film): Uint8Array[] {
  const decoder = allocDecoder();
  initDecoder(decoder, 0);
  const units = [track.sps, track.pps, ...samples.map(({ data }) => data.subarray(4))].map(annexB);
  const buffer = malloc(Math.max(...units.map(({ length }) => length)));
  const out = malloc(3 * POINTER_BYTES);
  const [pictureAt, widthAt, heightAt] = [out, out + POINTER_BYTES, out + 2 * POINTER_BYTES];
  try {
    return units.flatMap((unit) => {
      tinyH264.HEAPU8.set(unit, buffer);
      const code = decodeUnit(decoder, buffer, unit.length, pictureAt, widthAt, heightAt);
      if (code !== PICTURE_READY) return [];
      const picture = tinyH264.getValue(pictureAt, 'i8*');
      const pixels = tinyH264.getValue(widthAt, 'i32') * tinyH264.getValue(heightAt, 'i32');
      return [tinyH264.HEAPU8.slice(picture, picture + pixels * 1.5)];
    });
  } finally {
    shutDecoderDown(decoder);
    freeDecoder(decoder);
    free(buffer);
    free(out);
  }
}

/** Whether both of ffmpeg's programs are installed. */
export function findFfmpeg(): boolean {
  return ['ffmpeg', 'ffprobe'].every((program) => spawnSync(program, ['-version']).status === 0);
}

function withFile<T>(file: Uint8Array, use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'easel-video-'));
  try {
    const path = join(folder, 'film.mp4');
    writeFileSync(path, file);
    return use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const MOST_BYTES = 1 << 30;

/** All frames of a file one after the other, cropped: Y, U, V; and what ffmpeg has to complain of. */
export function decodeWithFfmpeg(file: Uint8Array): { pixels: Uint8Array; complaints: string } {
  return withFile(file, (path) => {
    const args = ['-v', 'warning', '-i', path, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-'];
    const { stdout, stderr } = spawnSync('ffmpeg', args, { maxBuffer: MOST_BYTES });
    return { pixels: stdout, complaints: stderr.toString() };
  });
}

/** What ffprobe says of a file's only stream. */
export function probe(file: Uint8Array): Record<string, unknown> {
  return withFile(file, (path) => {
    const args = ['-v', 'error', '-count_frames', '-show_streams', '-of', 'json', path];
    const answer: { streams: Record<string, unknown>[] } = JSON.parse(
      execFileSync('ffprobe', args, { encoding: 'utf8' }),
    );
    return answer.streams[0] ?? {};
  });
}
