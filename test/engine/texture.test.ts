import { afterEach, describe, expect, it } from 'vitest';
import { hatchTile, hatchTiles, paperTile } from '../../src/engine/styles/pencil/tiles.ts';
import { arena, kernels, plane, psnr, taken } from './planes.ts';

const TILE = 512;
const COUNT = TILE * TILE;

afterEach(() => {
  arena.reset();
});

/** The finaliser lowbias32, as random.ts has it. */
function hash(input: number): number {
  let x = input >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0;
  return (x ^ (x >>> 16)) >>> 0;
}

function fraction(x: number): number {
  return (hash(x) >>> 8) / 2 ** 24;
}

/** For every pixel, how many of 255 equal shares of the tile lie below it. */
function shares(levels: Float64Array): Float64Array {
  const order = levels.map((_, i) => i).toSorted((a, b) => (levels[a] ?? 0) - (levels[b] ?? 0));
  const out = new Float64Array(levels.length);
  for (const [rank, i] of order.entries()) out[i] = (rank * 255) / levels.length;
  return out;
}

function valueNoise(x: number, y: number, cells: number, key: number): number {
  const [fx, fy] = [(x * cells) / TILE, (y * cells) / TILE];
  const [x0, y0] = [Math.floor(fx), Math.floor(fy)];
  const smooth = (t: number) => t * t * (3 - 2 * t);
  const at = (cx: number, cy: number) => fraction(key + (cy % cells) * cells + (cx % cells));
  const [tx, ty] = [smooth(fx - x0), smooth(fy - y0)];
  const upper = at(x0, y0) * (1 - tx) + at(x0 + 1, y0) * tx;
  return upper * (1 - ty) + (at(x0, y0 + 1) * (1 - tx) + at(x0 + 1, y0 + 1) * tx) * ty;
}

function paperOf(paper: 'cold-press' | 'laid' | 'canvas', grainPx: number, seed: number): Float64Array {
  const key = hash(seed + 0x51ed270b);
  const coarse = Math.max(4, Math.min(256, Math.floor(TILE / grainPx)));
  const lines = Math.max(4, Math.min(170, Math.floor(TILE / (grainPx * 1.5))));
  const turn = (lines * 2 * Math.PI) / TILE;
  return plane(TILE, TILE, (x, y) => {
    const fine = valueNoise(x, y, Math.min(512, coarse * 2), key + 0x10000);
    const height = 0.62 * valueNoise(x, y, coarse, key) + 0.38 * fine;
    if (paper === 'laid') return 0.6 * height + 0.4 * (0.5 + 0.5 * Math.sin(y * turn));
    if (paper === 'cold-press') return height;
    const over = (Math.floor((x * lines) / TILE) + Math.floor((y * lines) / TILE)) % 2 === 1;
    return 0.5 * height + 0.5 * Math.abs(Math.sin(((over ? x : y) * turn) / 2));
  });
}

interface Hatching {
  angle: number;
  crossAngle: number;
  crossFrom: number;
  lengthPx: number;
  halfWidthPx: number;
}

function hatchOf({ angle, crossAngle, crossFrom, lengthPx, halfWidthPx }: Hatching, seed: number) {
  const levels = new Float64Array(COUNT).fill(1);
  const strokes = Math.floor((COUNT * 3) / (lengthPx * halfWidthPx * 2));
  const key = hash(seed + 0x9e3779b9);
  const lattice = (start: number, step: number, i: number) => ((start + (i + 1) * step) % 1) * TILE;
  for (let i = 0; i < strokes; i++) {
    const r = key + i * 8 + 16;
    const spread = (k: number) => (fraction(r + k) - 0.5) * 10 * halfWidthPx;
    const cx = Math.trunc(lattice(fraction(key), 0.7548776662466927, i) + spread(4));
    const cy = Math.trunc(lattice(fraction(key + 1), 0.5698402909980532, i) + spread(5));
    const crossing = i / strokes > crossFrom && i % 2 === 1;
    const turned = (crossing ? crossAngle : angle) + (fraction(r) - 0.5) * 0.14;
    const length = lengthPx * (0.6 + 0.8 * fraction(r + 1));
    const halfWidth = halfWidthPx * (0.75 + 0.5 * fraction(r + 2));
    const bow = (fraction(r + 3) - 0.5) * 0.12;
    const [c, s] = [Math.cos(turned), Math.sin(turned)];
    const steep = Math.abs(s) > Math.abs(c);
    const [major, minor] = steep ? [s, c] : [c, s];
    const reach = Math.floor((Math.abs(major) * length) / 2);
    for (let k = -reach; k <= reach; k++) {
      const along = k / major;
      const pressure = 1 - (Math.abs(along) / (length / 2)) ** 4;
      const centre = (k * minor) / major + (bow * along * along) / length;
      for (let j = Math.floor(centre) - 8; j <= centre + 8; j++) {
        const distance = Math.abs((j - centre) * major) / halfWidth;
        if (distance >= 1) continue;
        const [x, y] = steep ? [cx + j, cy + k] : [cx + k, cy + j];
        const at = (y & (TILE - 1)) * TILE + (x & (TILE - 1));
        const ink = pressure * (1 - distance * distance);
        levels[at] = Math.min(levels[at] ?? 1, 1 - (1 - (i / strokes) * 0.85) * ink);
      }
    }
  }
  return levels;
}

/** Ties are broken at random, so that levels are equally frequent but for a few per cent. */
function expectEvenLevels(tile: Uint8Array) {
  const counts = new Uint32Array(255);
  for (const level of tile) counts[level] = (counts[level] ?? 0) + 1;
  expect(Math.min(...counts)).toBeGreaterThan((0.9 * COUNT) / 255);
  expect(Math.max(...counts)).toBeLessThan((1.1 * COUNT) / 255);
}

describe('a tile', () => {
  it.each([
    ['cold-press', 2.2],
    ['cold-press', 7.3],
    ['laid', 3],
    ['canvas', 4.1],
  ] as const)('of %s paper with a grain of %d pixels is that of its definition', (paper, grainPx) => {
    const tile = taken(paperTile(arena, paper, grainPx, 42), COUNT);
    expect(psnr(tile, shares(paperOf(paper, grainPx, 42)))).toBeGreaterThan(45);
    expectEvenLevels(tile);
  });

  it.each([
    { angle: -0.9, crossAngle: -0.35, crossFrom: 0.6, lengthPx: 64, halfWidthPx: 0.95 },
    { angle: 1.3, crossAngle: 2.4, crossFrom: 0.35, lengthPx: 66, halfWidthPx: 1.94 },
    { angle: 0, crossAngle: 1.15, crossFrom: 0.35, lengthPx: 160, halfWidthPx: 4.6 },
  ])('of hatching %j is that of its definition', (hatching) => {
    const tile = taken(hatchTile(arena, hatching, 7), COUNT);
    const levels = hatchOf(hatching, 7);
    const expected = shares(levels);
    // What no stroke covers comes last, in any order.
    const covered = levels.reduce((sum, level) => sum + (level < 1 ? 1 : 0), 0);
    const first = Math.floor((covered * 255) / COUNT);
    const clipped = (values: ArrayLike<number>) => Array.from(values, (value) => Math.min(first, value));
    expect(psnr(clipped(tile), clipped(expected))).toBeGreaterThan(45);
    expectEvenLevels(tile);
  });

  it('of the second four directions is one of the first four, turned by a right angle', () => {
    const hatching = { crossAngle: 1.15, crossFrom: 0.35, lengthPx: 66, halfWidthPx: 1.94 };
    const table = taken(hatchTiles(arena, hatching, 3), 36);
    const pointers = new Uint32Array(table.buffer);
    const tiles = Array.from(pointers, (at) => taken(at, COUNT));
    expect(pointers[8]).toBe(pointers[0]);
    for (const [i, tile] of tiles.slice(4, 8).entries()) {
      const upright = tiles[i] ?? new Uint8Array();
      const turned = plane(TILE, TILE, (x, y) => upright[((TILE - x) % TILE) * TILE + y] ?? -1);
      expect(tile).toEqual(new Uint8Array(turned));
    }
  });

  it('is the same whether it was kept, forgotten, or never made before', () => {
    const draw = (seed: number) => {
      const tile = taken(paperTile(arena, 'cold-press', 5, seed), COUNT);
      arena.reset();
      return tile;
    };
    const made = draw(1);
    const kept = draw(1);
    for (let other = 2; other < 20; other++) expect(Buffer.compare(draw(other), made)).not.toBe(0);
    expect(kept).toEqual(made);
    expect(draw(1)).toEqual(made);
    const scratch = arena.alloc(kernels.tileScratchBytes());
    const at = arena.alloc(COUNT);
    kernels.paperTile(1, 5, 1, at, scratch);
    expect(taken(at, COUNT)).toEqual(made);
  });
});
