import { EngineError, paintParameters, type PaintResult } from '../engine/index.ts';
import { findVersion } from '../images/index.ts';
import { type Job, type JobContext, PermanentFailure, type Task } from '../jobs/index.ts';
import { deleteObjects } from '../storage/delete.ts';
import { videoKey, videoPrefix } from '../storage/keys.ts';
import { findVideoOfTask, renderingStatement, type Rendering, type Video } from './store.ts';

/** Share of the whole that reading the photo and writing the video take, in per cent. */
const LOADED = 3;
const PAINTED = 97;

/** Paints a video: the photo from R2, through the engine, the video, its poster and preview back into R2. */
export const paintJob: Job = {
  async run(task, context) {
    const video = await stillWanted(task, context);
    // What an earlier run left behind: it has lost its right to write, so nothing will ever name it.
    if (task.attempt > 1) await deleteObjects(context.env.BUCKET, videoPrefix(task.id));
    const painted = await paint(video, task, context);
    await context.step('saving', PAINTED);
    const rendering = await store(task, painted, context.env.BUCKET);
    const { width, height, videoKey: key, posterKey, previewKey } = rendering;
    return {
      result: { video_filename: video.filename, image_id: video.imageId, width, height },
      writes: [renderingStatement(context.db, context.lease, rendering)],
      discard: () => context.env.BUCKET.delete([key, posterKey, previewKey]),
    };
  },
};

async function stillWanted(task: Task, { db }: JobContext): Promise<Video> {
  const row = await findVideoOfTask(db, task.id);
  if (!row) throw new PermanentFailure('The video was deleted.');
  return row.video;
}
