import { describe, expect, it } from 'vitest';
import { decodeWithFfmpeg, decodeWithTinyH264, findFfmpeg } from './decoders.ts';
import { ALL_BRUSHES, type Film, firstDifference, makeFilm, type Script, shown } from './film.ts';
import { randomNumbers } from '../planes.ts';

interface Named extends Script {
  name: string;
}

const PAINTED = ['flat', 'edge', 'gradient', 'shimmer'] as const;
const small = { frames: 30, changes: 0.3, brushes: ALL_BRUSHES };

const FILMS: Named[] = [
  ...[10, 15, 16, 20, 23, 26, 29, 31, 37, 44].flatMap((qp) =>
    [true, false].map((deblocking) => ({
      ...small,
      name: `QP ${qp}, ${deblocking ? 'deblocked' : 'not deblocked'}`,
      qp,
      deblocking,
      seed: qp,
    })),
  ),
  ...(
    [
      [16, 16],
      [18, 34],
      [2, 2],
      [640, 16],
      [16, 320],
      [322, 238],
    ] as const
  ).map(([width, height]) => ({ ...small, name: `${width} × ${height}`, width, height, seed: width })),
  {
    ...small,
    name: '1280 × 720',
    width: 1280,
    height: 720,
    frames: 4,
    changes: 0.05,
    seed: 1,
    brushes: PAINTED,
  },
  {
    ...small,
    name: '1920 × 1080',
    width: 1920,
    height: 1080,
    frames: 3,
    changes: 0.05,
    seed: 2,
    brushes: PAINTED,
  },
  {
    ...small,
    name: '600 frames behind one key frame',
    width: 48,
    height: 32,
    frames: 600,
    idrInterval: 1000,
    changes: 0.2,
    seed: 3,
  },
  { ...small, name: 'frames that change all over', changes: 1, seed: 4 },
  { ...small, name: 'frames that do not change', changes: 0, seed: 5 },
  { ...small, name: 'key frames alone', idrInterval: 1, seed: 6 },
  { ...small, name: 'a QP of its own for every frame', qps: [10, 44, 26, 13, 35, 20], seed: 7 },
  { ...small, name: 'black and white noise at QP 10', qp: 10, changes: 1, brushes: ['extremes'], seed: 8 },
];

function* randomFilms(count: number): Generator<Named> {
  const random = randomNumbers(20_240_611);
  for (let i = 0; i < count; i++) {
    const script = {
      width: 2 * (1 + random(80)),
      height: 2 * (1 + random(80)),
      qp: 10 + random(35),
      deblocking: random(4) > 0,
      idrInterval: 1 + random(20),
      frames: 1 + random(25),
      changes: random(100) / 100,
      brushes: ALL_BRUSHES.slice(random(ALL_BRUSHES.length)),
      seed: random(1_000_000),
    };
    yield { ...script, name: `random film ${i}: ${JSON.stringify(script)}` };
  }
}

const films = [...FILMS, ...randomFilms(24)];
const hasFfmpeg = findFfmpeg();
if (!hasFfmpeg) console.warn('No ffmpeg found: films are compared with one decoder instead of two.');

/** Films are made once for both decoders. */
const madeFilms = new Map<string, Film>();

function filmOf(script: Named): Film {
  const film = madeFilms.get(script.name) ?? makeFilm(script);
  madeFilms.set(script.name, film);
  return film;
}

describe.each(films)('$name', (script) => {
  it('is decoded by tinyh264 to exactly what the encoder expects', () => {
    const film = filmOf(script);
    const decoded = decodeWithTinyH264(film);
    expect(decoded).toHaveLength(script.frames);
    expect(firstDifference(decoded, film.decoded)).toBe(-1);
  });
});

describe.each(hasFfmpeg ? films : [])('$name', (script) => {
  it('is decoded by ffmpeg to exactly what the encoder expects, without complaint', () => {
    const film = filmOf(script);
    const { pixels, complaints } = decodeWithFfmpeg(film.file);
    expect(complaints).toBe('');
    expect(Buffer.compare(pixels, shown(film))).toBe(0);
  });
});

describe('a stream', () => {
  const units = () => {
    const fineAndCoarse = [
      makeFilm({ ...small, qp: 10, changes: 1, seed: 21 }),
      makeFilm({ ...small, qp: 44, seed: 22 }),
    ];
    return fineAndCoarse.flatMap(({ track, samples }) => [
      track.sps,
      track.pps,
      ...samples.map(({ data }) => data.subarray(4)),
    ]);
  };
  const emulating = (byte: number) => (unit: Uint8Array) => Buffer.from(unit).includes(Buffer.of(0, 0, byte));

  it.each([0, 1, 2])('has no zeros before a %i, which would look like the start of a unit', (byte) => {
    expect(units().filter(emulating(byte))).toEqual([]);
  });

  it('has bytes between that prevent it, and these tests meet them', () => {
    expect(units().filter(emulating(3)).length).toBeGreaterThan(10);
  });

  it('says the length of every picture in front of it', () => {
    const { samples } = makeFilm({ ...small, seed: 23 });
    for (const { data } of samples) {
      expect(new DataView(data.buffer).getUint32(0)).toBe(data.length - 4);
    }
  });

  it('has no macroblock longer than the standard allows, even of noise', () => {
    const MOST_BYTES = 400;
    const { samples } = makeFilm({
      ...small,
      width: 16,
      height: 16,
      qp: 10,
      changes: 1,
      brushes: ['extremes'],
      seed: 25,
    });
    const HEADER_BYTES = 12;
    for (const { data } of samples) expect(data.length).toBeLessThanOrEqual(MOST_BYTES + HEADER_BYTES);
  });

  it('takes few bytes for a frame that does not change', () => {
    const { samples } = makeFilm({ ...small, changes: 0, idrInterval: 30, seed: 24 });
    for (const { data } of samples.slice(1)) expect(data.length).toBeLessThan(16);
  });
});
