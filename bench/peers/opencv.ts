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
});

export type OpencvFigures = z.infer<typeof figures>;

const styles = z.object({
  version: z.string(),
  dodge: z.number(),
  differenceOfGaussians: z.number(),
  pencilSketch: z.number(),
  stylization: z.number(),
  edgePreservingFilter: z.number(),
  oilPainting: z.number(),
});

/** Milliseconds of the native functions nearest to the styles. */
export type OpencvStyles = z.infer<typeof styles>;

const chain = z.object({ chain: z.number() });

function run<T>(script: string, schema: z.ZodType<T>, photo: string, runs: number): T | undefined {
  const path = join(import.meta.dirname, script);
  const { status, stdout } = spawnSync('/usr/bin/python3', [path, photo, String(runs)], { encoding: 'utf8' });
  if (status !== 0) {
    console.log('skipped: native OpenCV (apt-get install python3-opencv)');
    return undefined;
  }
  return schema.parse(JSON.parse(stdout));
}

/** Native OpenCV under Python, one thread; undefined, with a line that says so, where it is not installed. */
export function runOpencv(photo: string, runs: number): OpencvFigures | undefined {
  return run('opencv.py', figures, photo, runs);
}

/** The same for the styles. */
export function runOpencvStyles(photo: string, runs: number): OpencvStyles | undefined {
  return run('opencv_styles.py', styles, photo, runs);
}

/** Milliseconds of the fastest of some runs of JPEG to classic basic to JPEG and its thumbnail. */
export function runOpencvChain(photo: string, runs: number): number | undefined {
  return run('opencv_chain.py', chain, photo, runs)?.chain;
}
