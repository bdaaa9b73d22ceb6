import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';

const figures = z.object({
  version: z.string(),
  basic: z.number(),
  advanced: z.number(),
  artistic: z.number(),
  softDodge: z.number(),
  pencilSketch: z.number(),
  whole: z.number(),
});

export type OpencvFigures = z.infer<typeof figures>;

/** Native OpenCV under Python, one thread; undefined, with a line that says so, where it is not installed. */
export function runOpencv(photo: string, runs: number): OpencvFigures | undefined {
  const script = join(import.meta.dirname, 'opencv.py');
  const { status, stdout } = spawnSync('/usr/bin/python3', [script, photo, String(runs)], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    console.log('skipped: native OpenCV (apt-get install python3-opencv)');
    return undefined;
  }
  return figures.parse(JSON.parse(stdout));
}
