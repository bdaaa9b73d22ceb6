import { z } from '@hono/zod-openapi';
import { cursorQuery, isoTime, time } from '../api/schemas.ts';
import { TASK_KINDS, TASK_STATUSES } from '../db/schema.ts';
import type { Task } from './tasks.ts';

export const taskSchema = z
  .object({
    id: z.string(),
    status: z.enum(TASK_STATUSES),
    kind: z.enum(TASK_KINDS),
    progress: z.int().min(0).max(100),
    stage: z.string().nullable(),
    created_at: time,
    updated_at: time,
    started_at: time.nullable(),
    finished_at: time.nullable(),
    timeout: z.int().describe('Seconds that one run may take'),
    function: z.string(),
    kwargs: z.string().describe('The parameters, as JSON text'),
    attempts: z.int(),
    error: z.string().nullable(),
    result: z.record(z.string(), z.unknown()).nullable(),
  })
  .openapi('Task');

export const taskListQuery = cursorQuery.extend({ status: z.enum(TASK_STATUSES).optional() });

export const taskListSchema = z
  .object({ tasks: z.array(taskSchema), next_cursor: z.string().nullable() })
  .openapi('TaskList');

export const taskPath = z.object({ id: z.string() });

/** A task as the API shows it. */
export function presentTask(task: Task): z.output<typeof taskSchema> {
  return {
    id: task.id,
    status: task.status,
    kind: task.kind,
    progress: task.progress,
    stage: task.stage,
    created_at: isoTime(task.createdAt),
    updated_at: isoTime(task.updatedAt),
    started_at: isoTime(task.startedAt),
    finished_at: isoTime(task.finishedAt),
    timeout: task.timeoutSeconds,
    function: `process_${task.kind}`,
    kwargs: task.kwargs,
    attempts: task.attempt,
    error: task.error,
    result: task.result === null ? null : (JSON.parse(task.result) as Record<string, unknown>),
  };
}
