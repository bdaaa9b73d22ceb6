import type { z } from '@hono/zod-openapi';
import { isoTime } from '../api/schemas.ts';
import { FORMATS } from '../engine/index.ts';
import type { Settings } from '../env.ts';
import { signLink } from '../http/links.ts';
import type { SKETCH_STATUSES, sketchSchema } from './schemas.ts';
import type { SketchRow } from './store.ts';

type SketchStatus = (typeof SKETCH_STATUSES)[number];
type TaskStatus = SketchRow['task']['status'];

/** What front ends that know four states are shown for a task's six. */
const STATUS_OF_TASK = {
  pending: 'pending',
  running: 'processing',
  completed: 'completed',
  failed: 'failed',
  timeout: 'failed',
  cancelled: 'failed',
} as const satisfies Record<TaskStatus, SketchStatus>;

/** The task states that a sketch status stands for. */
export function taskStatusesOf(status: SketchStatus): TaskStatus[] {
  return (Object.keys(STATUS_OF_TASK) as TaskStatus[]).filter((task) => STATUS_OF_TASK[task] === status);
}

/** Media type of a stored picture, from its key's extension. */
export function contentTypeOf(key: string): string {
  const format = FORMATS.find((candidate) => key.endsWith(`.${candidate}`)) ?? 'png';
  return `image/${format}`;
}

/** A sketch as the API shows it, its links made for this answer. */
export async function presentSketch(
  { sketch, task, photo }: SketchRow,
  origin: string,
  settings: Settings,
): Promise<z.output<typeof sketchSchema>> {
  const view = (key: string | null | undefined, contentType?: string, etag?: string) =>
    key
      ? signLink(origin, { method: 'GET', key, contentType, etag }, settings.VIEW_URL_EXPIRATION, settings)
      : null;
  const [original, result, thumbnail] = await Promise.all([
    view(photo?.key, photo?.contentType, photo?.etag),
    view(sketch.resultKey),
    view(sketch.thumbnailKey),
  ]);
  return {
    id: sketch.id,
    original_image_url: original,
    sketch_image_url: result,
    thumbnail_url: thumbnail,
    type: sketch.type,
    style: sketch.style,
    method: sketch.method,
    status: STATUS_OF_TASK[task.status],
    error: task.error,
    width: sketch.width,
    height: sketch.height,
    created_at: isoTime(sketch.createdAt),
    updated_at: isoTime(Math.max(sketch.updatedAt, task.updatedAt)),
  };
}
