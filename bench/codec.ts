import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Photon } from '../src/engine/codec/photon.ts';
import { decodeJpeg } from '../src/engine/codec/jpeg/decode.ts';
import { encodeJpeg } from '../src/engine/codec/jpeg/encode.ts';
import { encodePng } from '../src/engine/codec/png/encode.ts';
import { Arena } from '../src/engine/kernels/arena.ts';
import type { Picture } from '../src/engine/styles/canvas.ts';
import { compile, kernelsPath, photonPath } from './engine.ts';
import { against, table, timeInTurn, timeMs } from './figures.ts';
import { LARGE_HEIGHT, LARGE_WIDTH, largePhoto } from './large-photo.ts';

const RUNS = 9;
const QUALITY = 90;
const [WIDTH, HEIGHT] = [LARGE_WIDTH, LARGE_HEIGHT];
const COUNT = WIDTH * HEIGHT;
const MEBIBYTE = 1024 * 1024;

/** A command as work to time, where it is installed. */
function native(command: string, args: string[]): (() => void) | undefined {
  try {
    execFileSync(command, ['-version'], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return () => execFileSync(command, args, { stdio: 'ignore' });
}

/** Milliseconds of ours and of the peer, in turn, their fastest runs. */
function beside(ours: () => void, peer: (() => void) | undefined): [number, number | undefined] {
  const [own = NaN, other] = timeInTurn(RUNS, peer ? [ours, peer] : [ours]);
  return [own, other];
}

interface Peer {
  decode: number;
  encode: number;
  memory: number;
  bytes: number;
}

function photonFigures(file: Uint8Array, rgba: Uint8Array): Peer {
  const photon = new Photon(compile(photonPath));
  const decode = timeMs(3, () => photon.decode(file).free());
  const memory = photon.memoryBytes();
  let bytes = 0;
  const encode = timeMs(3, () => {
    bytes = photon.encode(WIDTH, HEIGHT, 'jpeg', QUALITY, (target) => target.set(rgba)).length;
  });
  return { decode, encode, memory, bytes };
}

function rgbaOf(arena: Arena, { red, green, blue }: Picture & { kind: 'color' }): Uint8Array {
  const rgba = new Uint8Array(COUNT * 4).fill(255);
  for (const [channel, plane] of [red, green, blue].entries()) {
    const samples = arena.bytes(plane, COUNT);
    for (let i = 0; i < COUNT; i++) rgba[i * 4 + channel] = samples[i] ?? 0;
  }
  return rgba;
}

function psnr(one: Uint8Array, other: Uint8Array): string {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += ((one[i] ?? 0) - (other[i] ?? 0)) ** 2;
  return sum === 0 ? 'the same' : `${(10 * Math.log10((255 * 255 * one.length) / sum)).toFixed(1)} dB`;
}

/** Our decode of a file against djpeg's, red, green and blue. */
function accuracy(arena: Arena, path: string, denominator: 1 | 2 | 4 | 8): string {
  arena.reset();
  const decoding = { denominator, withColor: true, orientation: 1 } as const;
  const { width, height, color } = decodeJpeg(arena, new Uint8Array(readFileSync(path)), decoding);
  if (!color) return '';
  const args = ['-dct', 'int', '-scale', `1/${denominator}`, path];
  const pnm = execFileSync('djpeg', args, { maxBuffer: 256 * MEBIBYTE });
  const samples = pnm.subarray(pnm.length - width * height * 3);
  const ours = new Uint8Array(samples.length);
  for (const [channel, plane] of [color.red, color.green, color.blue].entries()) {
    for (const [i, value] of arena.bytes(plane, width * height).entries()) ours[i * 3 + channel] = value;
  }
  return psnr(ours, samples);
}

/** The JPEG and PNG codecs against Photon and, where installed, libjpeg-turbo's own programs. */
export function benchCodec(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'easel-bench-'));
  const path = (name: string) => join(folder, name);
  try {
    const arena = new Arena(compile(kernelsPath));
    const picture = largePhoto(arena);
    const grey = { kind: 'grey', grey: picture.green } as const;
    const rgba = rgbaOf(arena, picture);
    const encode = (chroma: '4:2:0' | '4:4:4', optimized = false) =>
      encodeJpeg(arena, picture, WIDTH, HEIGHT, { quality: QUALITY, chroma, optimized });
    const file = encode('4:2:0');
    writeFileSync(path('photo.jpg'), file);
    const pixels = rgba.filter((_, i) => i % 4 < 3);
    writeFileSync(path('photo.ppm'), Buffer.concat([Buffer.from(`P6 ${WIDTH} ${HEIGHT} 255\n`), pixels]));

    const photon = photonFigures(file, rgba);
    const smaller = encode('4:2:0', true).length;
    const pngBytes = encodePng(arena, grey, WIDTH, HEIGHT).length;
    const cjpegArgs = ['-quality', String(QUALITY), '-outfile', path('native.jpg')];
    const cjpeg = native('cjpeg', [...cjpegArgs, path('photo.ppm')]);
    const djpeg = native('djpeg', ['-outfile', '/dev/null', path('photo.jpg')]);
    const djpegGrey = native('djpeg', ['-grayscale', '-outfile', '/dev/null', path('photo.jpg')]);
    const encoded = beside(() => encode('4:2:0'), cjpeg);
    const full = timeMs(RUNS, () => encode('4:4:4'));
    const optimized = timeMs(RUNS, () => encode('4:2:0', true));
    const png = timeMs(RUNS, () => encodePng(arena, grey, WIDTH, HEIGHT));

    const own = new Arena(compile(kernelsPath));
    const decode = (denominator: 1 | 2 | 4 | 8, withColor: boolean) => () => {
      own.reset();
      decodeJpeg(own, file, { denominator, withColor, orientation: 1 });
    };
    const luma = beside(decode(1, false), djpegGrey);
    const lumaMemory = own.memoryBytes();
    const color = beside(decode(1, true), djpeg);
    const scaled = ([2, 4, 8] as const).map(
      (denominator) => [denominator, timeMs(RUNS, decode(denominator, false))] as const,
    );

    const mega = (bytes: number) => `${(bytes / MEBIBYTE).toFixed(1)} MiB`;
    const row = (name: string, ours: number, size: string, peer?: number, other?: number) => [
      name,
      ours.toFixed(1),
      size,
      against(peer, ours),
      against(other, ours),
    ];
    console.log(
      `${WIDTH} × ${HEIGHT}, median of ${RUNS}, beside libjpeg-turbo the fastest, ms (times ours); Photon holds ${mega(photon.memory)}\n`,
    );
    console.log(
      table(
        ['', 'Easel', 'size', 'Photon', 'native libjpeg-turbo'],
        [
          row('decode to luminance', luma[0], `${mega(lumaMemory)} wasm`, photon.decode, luma[1]),
          row('decode to colour', color[0], `${mega(own.memoryBytes())} wasm`, photon.decode, color[1]),
          ...scaled.map(([denominator, ms]) => row(`decode to luminance at 1/${denominator}`, ms, '')),
          row(`encode 4:2:0, quality ${QUALITY}`, encoded[0], mega(file.length), photon.encode, encoded[1]),
          row('encode 4:4:4', full, '', photon.encode),
          row('encode 4:2:0, optimised', optimized, mega(smaller)),
          row('encode PNG, grey', png, mega(pngBytes)),
        ],
      ),
    );
    if (djpeg !== undefined) {
      const list = ([1, 2, 4, 8] as const).map((n) => `1/${n}: ${accuracy(own, path('photo.jpg'), n)}`);
      console.log(`\nDecoded beside djpeg: ${list.join(', ')}.`);
    }
    if (cjpeg !== undefined) {
      console.log(`Encoded beside cjpeg: ${file.length} bytes, ${statSync(path('native.jpg')).size} bytes.`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return Promise.resolve();
}
