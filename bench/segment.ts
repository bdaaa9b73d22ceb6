import { readFileSync } from 'node:fs';
import { type Mask, maskBox, maskFromPixels, maskIou, promptMask, segment } from '../src/engine/index.ts';
import { driven } from '../test/engine/segment/drive.ts';
import { middleOf, traced, tracedMask, tracedPhotoPath } from '../test/engine/segment/truth.ts';
import { newEngine, readPhoto } from './engine.ts';
import { median, table } from './figures.ts';
import { runGrabCut } from './peers/grabcut.ts';

const RUNS = 9;
/** An automatic mask from this IoU on covers an object. */
const COVERED = 0.75;

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Milliseconds of the processor, which other work on the machine does not stretch as it does a clock's. */
function cpuMs(work: () => void): number {
  for (let i = 0; i < 3; i++) work();
  const times = Array.from({ length: RUNS }, () => {
    const before = process.cpuUsage();
    work();
    return process.cpuUsage(before).user / 1000;
  });
  return median(times);
}

/** Masks against objects that were traced by hand, boxes beside OpenCV's GrabCut; then the time of a 2 MP photo. */
export async function benchSegment(): Promise<void> {
  const engine = newEngine();
  const rows: (string | undefined)[][] = [];
  const figures: Record<'automatic' | 'box' | 'point' | 'grabcut', number[]> = {
    automatic: [],
    box: [],
    point: [],
    grabcut: [],
  };
  for (const { photo, objects } of traced) {
    const path = tracedPhotoPath(photo);
    const file = new Uint8Array(readFileSync(path));
    const set = driven(segment(engine, file));
    const found = set.records.flatMap(({ id }) => set.mask(id) ?? []);
    const truths = objects.map((object) => tracedMask(object, objects, set.width, set.height));
    const peers = runGrabCut(path, truths.map(maskBox));
    for (const [index, object] of objects.entries()) {
      const truth = truths[index];
      if (!truth) continue;
      const best = (masks: Mask[]) => Math.max(...masks.map((mask) => maskIou(mask, truth)));
      const prompted = (prompt: Parameters<typeof promptMask>[2]) =>
        best(driven(promptMask(engine, file, prompt)).map(({ mask }) => mask));
      const own = {
        automatic: best(found),
        box: prompted({ points: [], box: maskBox(truth) }),
        point: prompted({ points: [{ ...middleOf(truth), label: 1 }] }),
      };
      const pixels = peers?.[index];
      const peer = pixels && maskIou(maskFromPixels(pixels, set.width, set.height), truth);
      for (const way of ['automatic', 'box', 'point'] as const) figures[way].push(own[way]);
      if (peer !== undefined) figures.grabcut.push(peer);
      const cells = [own.automatic, own.point, own.box, peer].map((value) => value?.toFixed(2));
      rows.push([photo.replace(/^.*\//, ''), object.name, ...cells]);
    }
  }
  const summary = [mean(figures.automatic), mean(figures.point), mean(figures.box)].map((v) => v.toFixed(3));
  const peer = figures.grabcut.length > 0 ? mean(figures.grabcut).toFixed(3) : undefined;
  rows.push(['mean', `${rows.length} objects`, ...summary, peer]);
  console.log('IoU with objects that were traced by hand\n');
  console.log(
    table(['photo', 'object', 'automatic', 'point, best of 3', 'box', 'box, OpenCV GrabCut'], rows),
  );
  const covered = figures.automatic.filter((iou) => iou >= COVERED).length;
  console.log(`\nAn automatic mask covers ${covered} of ${figures.automatic.length} (IoU ≥ ${COVERED}).`);

  const file = readPhoto('dandelion.jpg');
  const whole = cpuMs(() => driven(segment(engine, file)));
  const box = cpuMs(() => driven(promptMask(engine, file, { points: [], box: [260, 95, 610, 500] })));
  console.log(`\ndandelion.jpg, 1920 × 1080, from file to masks: ${whole.toFixed(0)} ms of processor time;`);
  console.log(
    `with a box: ${box.toFixed(0)} ms. Wasm memory: ${(engine.memoryBytes() / 2 ** 20).toFixed(1)} MiB.`,
  );
}
