import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Box } from '../../src/engine/index.ts';

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** OpenCV's masks for boxes, a byte a pixel; undefined, with a line that says so, where it is not installed. */
export function runGrabCut(photo: string, boxes: Box[]): Uint8Array[] | undefined {
  const script = join(import.meta.dirname, 'grabcut.py');
  const { status, stdout } = spawnSync('/usr/bin/python3', [script, photo], {
    input: JSON.stringify(boxes),
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  if (status !== 0) {
    console.log('skipped: native OpenCV (apt-get install python3-opencv)');
    return undefined;
  }
  const pixels = stdout.length / boxes.length;
  return boxes.map((_, index) => new Uint8Array(stdout.subarray(index * pixels, (index + 1) * pixels)));
}
