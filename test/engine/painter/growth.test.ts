import { expect, it } from 'vitest';
import { Arena } from '../../../src/engine/kernels/arena.ts';
import type { Pointer } from '../../../src/engine/kernels/kernels.ts';
import { loadModules } from '../modules.ts';

const SIDE = 128;
const BLOCKS = 64;
const arena = new Arena(loadModules().kernels);

/** A bent stroke across the middle that begins at frame 2 and takes three frames. */
const MARK = Float32Array.of(64, 60, 0.8, 0.6, 45, 9, 0.004, 200, 60, 30, 180, 0, 2, 3, 0, 0);

interface Ground {
  planes: Pointer[];
  dirty: Pointer;
  bristles: Pointer;
  marks: Pointer;
}

function newGround(): Ground {
  const plane = () => {
    const at = arena.alloc(SIDE * SIDE);
    arena.bytes(at, SIDE * SIDE).fill(240);
    return at;
  };
  const bristles = arena.alloc(512 * 512);
  arena.kernels.bristleTile(3, 120, 7, bristles);
  const dirty = arena.alloc(BLOCKS);
  arena.bytes(dirty, BLOCKS).fill(0);
  return { planes: [plane(), plane(), plane(), plane()], dirty, bristles, marks: arena.put(MARK) };
}

function grow({ planes, dirty, bristles, marks }: Ground, done: number, from: number, to: number): number {
  const [red = 0, green = 0, blue = 0, heights = 0] = planes;
  return arena.kernels.growMarks(
    marks,
    1,
    done,
    from,
    to,
    red,
    green,
    blue,
    heights,
    SIDE,
    SIDE,
    bristles,
    1,
    0.8,
    0.3,
    3,
    0.3,
    7,
    0,
    0,
    0,
    dirty,
  );
}

function pixels({ planes }: Ground): Uint8Array[] {
  return planes.map((plane) => arena.bytes(plane, SIDE * SIDE).slice());
}

it('a stroke that grew over frames is the one that is laid at once', () => {
  arena.reset();
  const [grown, whole] = [newGround(), newGround()];
  let done = 0;
  const left: number[] = [];
  for (let frame = 0; frame < 6; frame++) {
    done = grow(grown, done, frame, frame + 1);
    left.push(pixels(grown)[0]?.filter((level) => level !== 240).length ?? 0);
  }
  expect(grow(whole, 0, 0, 9)).toBe(1);
  expect(done).toBe(1);
  expect(pixels(grown)).toEqual(pixels(whole));
  // Nothing before it begins, more with every frame, nothing after its end.
  expect(left.slice(0, 2)).toEqual([0, 0]);
  expect(left[2]).toBeGreaterThan(50);
  expect(left[3]).toBeGreaterThan(left[2] ?? 0);
  expect(left[4]).toBeGreaterThan(left[3] ?? 0);
  expect(left[5]).toBe(left[4]);
});

it('every pixel that changes lies in a block that is marked', () => {
  arena.reset();
  const ground = newGround();
  grow(ground, 0, 0, 3);
  const dirty = arena.bytes(ground.dirty, BLOCKS);
  for (const plane of pixels(ground)) {
    for (const [i, level] of plane.entries()) {
      if (level === 240) continue;
      const block = Math.floor(i / SIDE / 16) * 8 + Math.floor((i % SIDE) / 16);
      expect(dirty[block]).toBe(1);
    }
  }
  expect(dirty.filter((mark) => mark === 0).length).toBeGreaterThan(BLOCKS / 3);
});
