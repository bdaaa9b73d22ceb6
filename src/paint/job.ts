import { drawFromPhoto } from '../drawing/index.ts';
import { paintParameters, type PaintResult } from '../engine/index.ts';
import { type Job, type JobContext, PermanentFailure, type Task } from '../jobs/index.ts';
import { deleteObjects } from '../storage/delete.ts';
import { videoKey, videoPrefix } from '../storage/keys.ts';
import { metered } from '../usage/index.ts';
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
    const { painted } = await metered(context.env, 'render', async () => {
      const made = await paint(video, task, context);
      return { painted: made, fileSize: made.video.length, contentType: 'video/mp4' };
    });
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

function paint(video: Video, task: Task, context: JobContext): Promise<PaintResult> {
  const request = paintParameters.parse(JSON.parse(task.kwargs));
  const shares = { loaded: LOADED, made: PAINTED };
  return drawFromPhoto(video.imageVersionId, context, {
    shares,
    prepare: () => Promise.resolve(),
    begin: (engine, photo) => engine.paint(photo, request),
  });
}

async function store({ id, attempt }: Task, painted: PaintResult, bucket: R2Bucket) {
  const { video, width, height, poster, preview } = painted;
  const rendering = {
    videoKey: videoKey(id, attempt, 'video.mp4'),
    posterKey: videoKey(id, attempt, 'poster.jpeg'),
    previewKey: videoKey(id, attempt, 'preview.gif'),
    width,
    height,
    fileSize: video.length,
  } satisfies Rendering;
  const files = [
    [rendering.videoKey, video, 'video/mp4'],
    [rendering.posterKey, poster.bytes, poster.contentType],
    [rendering.previewKey, preview, 'image/gif'],
  ] as const;
  await Promise.all(
    files.map(([key, bytes, contentType]) => bucket.put(key, bytes, { httpMetadata: { contentType } })),
  );
  return rendering;
}
