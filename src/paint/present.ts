import type { z } from '@hono/zod-openapi';
import { isoTime } from '../api/schemas.ts';
import { paintParameters } from '../engine/index.ts';
import type { Settings } from '../env.ts';
import { signLink } from '../http/links.ts';
import type { VIDEO_STATUSES, videoSchema } from './schemas.ts';
import type { VideoRow } from './store.ts';

/** What front ends that know four states are shown for a task's six. */
const STATUS_OF_TASK = {
  pending: 'pending',
  running: 'processing',
  completed: 'completed',
  failed: 'failed',
  timeout: 'failed',
  cancelled: 'failed',
} as const satisfies Record<VideoRow['task']['status'], (typeof VIDEO_STATUSES)[number]>;

export function videoStatus({ task }: VideoRow): (typeof VIDEO_STATUSES)[number] {
  return STATUS_OF_TASK[task.status];
}

/** The name under which a video is saved. */
export function downloadName(filename: string): string {
  return `animated_${filename}`;
}

/** A video as the API shows it, its links made for this answer. */
export async function presentVideo(
  row: VideoRow,
  origin: string,
  settings: Settings,
): Promise<z.output<typeof videoSchema>> {
  const { video, task } = row;
  const { mode, duration, fps } = paintParameters.parse(JSON.parse(task.kwargs));
  const view = (key: string | null, seconds: number, attachment?: string) =>
    key ? signLink(origin, { method: 'GET', key, attachment }, seconds, settings) : null;
  const [video_url, download_url, poster_url, preview_url] = await Promise.all([
    view(video.videoKey, settings.VIEW_URL_EXPIRATION),
    view(video.videoKey, settings.PRESIGNED_URL_EXPIRATION, downloadName(video.filename)),
    view(video.posterKey, settings.VIEW_URL_EXPIRATION),
    view(video.previewKey, settings.VIEW_URL_EXPIRATION),
  ]);
  return {
    video_filename: video.filename,
    image_id: video.imageId,
    task_id: task.id,
    mode,
    duration,
    fps,
    status: videoStatus(row),
    error: task.error,
    width: video.width,
    height: video.height,
    file_size: video.fileSize,
    video_url,
    download_url,
    poster_url,
    preview_url,
    created_at: isoTime(video.createdAt),
    updated_at: isoTime(Math.max(video.updatedAt, task.updatedAt)),
  };
}
