import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodePlanes, flatJpeg, newArena, parametersOf, patched } from './jpeg.ts';
import { codeOf, errorOf, fixture } from './pictures.ts';

const arena = newArena();
const NAMES = readdirSync(join(import.meta.dirname, '../fixtures/jpeg')).filter((name) =>
  name.endsWith('.jpg'),
);
const ENDINGS = ['none', 'CORRUPT_IMAGE', 'UNSUPPORTED_FORMAT', 'IMAGE_TOO_LARGE'];

function jpeg(name: string): Uint8Array<ArrayBuffer> {
  return fixture(`jpeg/${name}`);
}

describe('a truncated JPEG', () => {
  it.each(NAMES)('%s, cut at every length, ends in a picture or a named error', (name) => {
    const file = jpeg(name);
    const codes = Array.from({ length: Math.ceil(file.length / 7) }, (_, i) =>
      codeOf(() => decodePlanes(arena, file.subarray(0, i * 7), { withColor: i % 2 === 0 })),
    );
    for (const code of codes) expect(ENDINGS).toContain(code);
    expect(codes[0]).toBe('CORRUPT_IMAGE');
  });

  it('shows the rows that are there, and middle grey below', () => {
    const file = jpeg('grey.jpg');
    const [whole] = decodePlanes(arena, file).planes;
    const [half] = decodePlanes(arena, file.subarray(0, Math.floor(file.length * 0.6))).planes;
    const rows = 97 * 8;
    expect(half?.subarray(0, rows)).toEqual(whole?.subarray(0, rows));
    expect(half?.subarray(-rows)).toEqual(new Uint8Array(rows).fill(128));
  });

  it('is damaged when not even its first blocks are there', () => {
    const file = jpeg('sampling-2x2.jpg');
    const data = parametersOf(file, 0xda) + 10;
    expect(codeOf(() => decodePlanes(arena, file.subarray(0, data)))).toBe('CORRUPT_IMAGE');
    expect(codeOf(() => decodePlanes(arena, file.subarray(0, data + 2)))).toBe('CORRUPT_IMAGE');
  });

  it('of a progressive kind shows the scans that are there', () => {
    const file = jpeg('progressive-grey.jpg');
    const [whole] = decodePlanes(arena, file).planes;
    const [most] = decodePlanes(arena, file.subarray(0, Math.floor(file.length * 0.8))).planes;
    const error = Array.from(whole ?? [], (value, i) => Math.abs(value - (most?.[i] ?? 0)));
    expect(error.reduce((sum, value) => sum + value, 0) / error.length).toBeLessThan(12);
  });
});

describe('restart markers', () => {
  // A marker behind each MCU of 16 × 16 pixels, 7 × 4 of them.
  const file = jpeg('restart-each.jpg');
  const markers = [...Buffer.from(file).entries()]
    .filter(([at, byte]) => byte === 0xff && ((file[at + 1] ?? 0) & 0xf8) === 0xd0)
    .map(([at]) => at);
  const whole = decodePlanes(arena, file).planes[0] ?? new Uint8Array();

  /** MCUs, in their order, in which the picture differs. */
  function differing(damaged: Uint8Array): number[] {
    const other = decodePlanes(arena, damaged).planes[0] ?? new Uint8Array();
    const found = new Set<number>();
    for (const [i, value] of whole.entries()) {
      if (value !== other[i]) found.add(Math.floor(i / 97 / 16) * 7 + Math.floor((i % 97) / 16));
    }
    return [...found].toSorted((a, b) => a - b);
  }

  it('keep damage to the interval it is in', () => {
    const [from = 0, to = 0] = markers.slice(9, 11);
    expect(markers).toHaveLength(27);
    const noise = Array.from({ length: to - from - 2 }, (_, i) => (i * 37) & 0x7f);
    expect(differing(patched(file, from + 2, noise))).toEqual([10]);
  });

  it('make good for a lost interval', () => {
    const [from = 0, to = 0] = markers.slice(9, 11);
    const lost = Buffer.concat([file.subarray(0, from), file.subarray(to)]);
    expect(differing(new Uint8Array(lost))).toEqual([10]);
  });

  it('make good for an interval too many', () => {
    const [from = 0, to = 0] = markers.slice(9, 11);
    const doubled = Buffer.concat([file.subarray(0, to), file.subarray(from)]);
    expect(differing(new Uint8Array(doubled))).toEqual([]);
  });
});

describe('a JPEG that makes no sense', () => {
  const file = jpeg('sampling-2x2.jpg');
  const frame = parametersOf(file, 0xc0);
  const scan = parametersOf(file, 0xda);
  const codes = parametersOf(file, 0xc4);
  const progressive = jpeg('progressive.jpg');
  const progression = parametersOf(progressive, 0xda);

  it.each([
    ['no quantization table', patched(file, parametersOf(file, 0xdb) - 3, [0xfe])],
    ['a quantization table of unknown precision', patched(file, parametersOf(file, 0xdb), [0x20])],
    ['a Huffman table with more codes than fit', patched(file, codes + 1, [3])],
    ['a Huffman table of an unknown class', patched(file, codes, [0x20])],
    ['a DC table with impossible sizes', patched(file, codes + 17, [16])],
    ['no rows', patched(file, frame + 1, [0, 0])],
    ['two components', patched(file, frame + 5, [2])],
    ['a sampling factor of 0', patched(file, frame + 7, [0x02])],
    ['a sampling factor of 5', patched(file, frame + 7, [0x52])],
    ['more than ten blocks in an MCU', patched(file, frame + 7, [0x44])],
    ['two components of one name', patched(file, frame + 9, [1])],
    ['a scan of an unknown component', patched(file, scan + 1, [9])],
    ['a scan that has a component twice', patched(file, scan + 3, [1])],
    ['a scan of no component', patched(file, scan, [0])],
    ['a band that begins behind its end', patched(progressive, progression + 7, [5, 3])],
    ['bits below the last one', patched(progressive, progression + 9, [0x0e])],
  ])('with %s is refused', (_, damaged) => {
    expect(errorOf(() => decodePlanes(arena, damaged))?.code).toBe('CORRUPT_IMAGE');
  });

  it.each([
    ['12 bits', patched(file, frame, [12])],
    ['lossless coding', patched(file, frame - 3, [0xc3])],
  ])('with %s is refused as unsupported', (_, damaged) => {
    expect(errorOf(() => decodePlanes(arena, damaged))?.code).toBe('UNSUPPORTED_FORMAT');
  });

  it('cannot keep the decoder busy with scans', () => {
    const flat = flatJpeg(5000, 5000, true);
    const start = parametersOf(flat, 0xda) - 4;
    const one = flat.subarray(start, start + 10);
    const bomb = Buffer.concat([flat.subarray(0, -2), ...Array.from({ length: 20_000 }, () => one)]);
    const began = performance.now();
    expect(codeOf(() => decodePlanes(arena, bomb, { withColor: false }))).toBe('CORRUPT_IMAGE');
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe('2,000 mutations', () => {
  it('end in a picture or a named error, leave memory as it was and the next picture whole', () => {
    const good = jpeg('sampling-2x2.jpg');
    const before = decodePlanes(arena, good);
    const corpus = NAMES.map(jpeg);
    const memory = arena.memoryBytes();
    let state = 20_261_120;
    const random = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const counts: Record<string, number> = {};
    for (let run = 0; run < 2000; run++) {
      const file = corpus[random(corpus.length)] ?? good;
      let mutated = file.slice(0, random(4) === 0 ? random(file.length) : file.length);
      for (let flips = random(6); flips > 0 && mutated.length > 0; flips--) {
        mutated[random(mutated.length)] = random(3) === 0 ? 0xff : random(256);
      }
      if (random(5) === 0) {
        const [from, to] = [random(file.length), random(file.length)];
        mutated = new Uint8Array(Buffer.concat([mutated.subarray(0, from), file.subarray(to)]));
      }
      // A mutated size is for the plan to refuse; the decoder only sees what fits.
      mutated = withSizeOf(file, mutated);
      const denominator = ([1, 2, 4, 8] as const)[random(4)] ?? 1;
      const code = codeOf(() => decodePlanes(arena, mutated, { denominator, withColor: random(2) === 0 }));
      counts[code] = (counts[code] ?? 0) + 1;
    }
    for (const code of Object.keys(counts)) expect(ENDINGS).toContain(code);
    expect(counts['none']).toBeGreaterThan(500);
    expect(arena.memoryBytes()).toBeLessThan(memory + 32 * 1024 * 1024);
    expect(decodePlanes(arena, good)).toEqual(before);
  });
});

/** Keeps the picture's size where the frame header still stands. */
function withSizeOf(file: Uint8Array, mutated: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const marker = [0xc0, 0xc2, 0xc9].find((one) => Buffer.from(file).includes(Buffer.from([0xff, one, 0])));
  if (marker === undefined) return mutated;
  const at = parametersOf(file, marker) + 1;
  return at + 4 <= mutated.length ? patched(mutated, at, [...file.subarray(at, at + 4)]) : mutated;
}
