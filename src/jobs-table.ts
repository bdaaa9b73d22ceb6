import type { JobTable } from './jobs/index.ts';
import { segmentJob } from './masks/index.ts';
import { paintJob } from './paint/index.ts';
import { sketchJob } from './sketch/index.ts';

/** Which code runs a task of which kind. */
export const jobs: JobTable = { sketch: sketchJob, render: paintJob, segment: segmentJob };
