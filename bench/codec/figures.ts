import { against, table } from '../figures.ts';

const MEBIBYTE = 1024 * 1024;

/** What one codec takes for a picture; what it cannot do or tell is left out. */
export interface CodecFigures {
  name: string;
  decode?: { ms: number; wasmBytes?: number };
  encode?: { ms: number; wasmBytes?: number; bytes?: number; psnr?: number };
}

function mega(bytes: number | undefined): string | undefined {
  return bytes === undefined ? undefined : (bytes / MEBIBYTE).toFixed(1);
}

function times(ms: number | undefined, ours: number | undefined): string | undefined {
  return ours === undefined || ms === ours ? ms?.toFixed(1) : against(ms, ours);
}

/** A table of all that were there; the first is the one that the others are held against. */
export function codecTable(title: string, rows: (CodecFigures | undefined)[]): string {
  const there = rows.filter((row) => row !== undefined);
  const [ours] = there;
  const lines = there.map(({ name, decode, encode }) => [
    name,
    times(decode?.ms, ours?.decode?.ms),
    mega(decode?.wasmBytes),
    times(encode?.ms, ours?.encode?.ms),
    mega(encode?.wasmBytes),
    encode?.bytes === undefined ? undefined : (encode.bytes / 1024).toFixed(0),
    encode?.psnr === Infinity ? 'exact' : encode?.psnr?.toFixed(1),
  ]);
  const head = [title, 'decode, ms', 'wasm, MiB', 'encode, ms', 'wasm, MiB', 'size, KiB', 'PSNR, dB'];
  return table(head, lines);
}
