import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { segment, promptMask, maskBox, maskIou } from '../../../src/engine/index.ts';
import { newEngine } from '../pictures.ts';
import { driven } from './drive.ts';
import { middleOf, traced, tracedMask, tracedPhotoPath } from './truth.ts';

const engine = newEngine();

/** Takes as long as three others; the bench has it. */
const LARGEST = 'photos/dandelion.jpg';

/** Every object of a photo with the best IoU that each way of asking comes to. */
function measure({ photo, objects }: (typeof traced)[number]) {
  const file = new Uint8Array(readFileSync(tracedPhotoPath(photo)));
  const set = driven(segment(engine, file));
  const found = set.records.flatMap(({ id }) => set.mask(id) ?? []);
  return objects.map((object) => {
    const truth = tracedMask(object, objects, set.width, set.height);
    const best = (masks: typeof found) => Math.max(...masks.map((mask) => maskIou(mask, truth)));
    const middle = middleOf(truth);
    const prompted = (prompt: Parameters<typeof promptMask>[2]) =>
      best(driven(promptMask(engine, file, prompt)).map(({ mask }) => mask));
    return {
      automatic: best(found),
      clicked: set.at(middle.x, middle.y).length,
      box: prompted({ points: [], box: maskBox(truth) }),
      point: prompted({ points: [{ ...middle, label: 1 }] }),
    };
  });
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('of the objects that were traced by hand', () => {
  let figures: ReturnType<typeof measure> = [];
  beforeAll(() => {
    figures = traced.filter(({ photo }) => photo !== LARGEST).flatMap(measure);
  }, 300_000);

  it('most have an automatic mask that covers them', () => {
    expect(mean(figures.map(({ automatic }) => (automatic >= 0.75 ? 1 : 0)))).toBeGreaterThan(0.6);
  });

  it('a box gives the mask', () => {
    expect(mean(figures.map(({ box }) => box))).toBeGreaterThan(0.82);
  });

  it('a point gives the mask among its three', () => {
    expect(mean(figures.map(({ point }) => point))).toBeGreaterThan(0.75);
  });

  it('nearly all have some mask where one would click', () => {
    expect(mean(figures.map(({ clicked }) => (clicked > 0 ? 1 : 0)))).toBeGreaterThan(0.95);
  });
});
