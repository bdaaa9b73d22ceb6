import { z } from '@hono/zod-openapi';
import { TASK_KINDS, TASK_STATUSES } from '../db/schema.ts';

/** What happened to a task, as its owner's hub is told. */
export interface TaskNotice {
  /** Names the event. A notice that is sent again under the same key is heard once. */
  key: string;
  /** What keys begin with that make this notice stale: once one of them is in the log, it is not heard any more. */
  staleAfter?: string;
  data: {
    task_id: string;
    kind: (typeof TASK_KINDS)[number];
    status: (typeof TASK_STATUSES)[number];
    progress: number;
    stage: string | null;
    error: string | null;
    result: Record<string, unknown> | null;
  };
}

export const taskUpdate = z
  .object({
    type: z.literal('task_update'),
    id: z.int().describe('Rises from event to event; what `since` and `Last-Event-ID` take'),
    data: z.object({
      task_id: z.string(),
      kind: z.enum(TASK_KINDS),
      status: z.enum(TASK_STATUSES),
      progress: z.int().min(0).max(100),
      stage: z.string().nullable(),
      timestamp: z.iso.datetime(),
      error: z.string().nullable(),
      result: z.record(z.string(), z.unknown()).nullable(),
    }),
  })
  .openapi('TaskUpdate');

export type TaskUpdate = z.output<typeof taskUpdate>;

/** The first message. */
export interface Hello {
  type: 'hello';
  /** The event that this listener's messages begin after, so that whoever keeps the last number it saw resumes right. */
  last_id: number;
  /** Events between the `since` asked for and the first that follows are gone: what they said has to be read again. */
  missed?: true;
}

/** Everything that a client may say. Pings in this form come from front ends that cannot send the plain one. */
export const clientMessage = z.object({ type: z.literal('ping') });

/** Exactly these texts are answered without waking the hub. */
export const PING = 'ping';
export const PONG = 'pong';
