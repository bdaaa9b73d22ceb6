import { z } from 'zod';
import { settingsOf } from '../env.ts';
import type { TaskKind } from './tasks.ts';

/** Raised when the shape changes; consumers of the old code send what they do not know to the dead letters. */
export const MESSAGE_VERSION = 1;

const message = z.object({ v: z.literal(MESSAGE_VERSION), task_id: z.string().min(1) });

/** A message says which row to look at and nothing else, so that a late one can do no harm. */
export type TaskMessage = z.output<typeof message>;

/** @returns undefined for a body of an unknown version or shape */
export function parseMessage(body: unknown): TaskMessage | undefined {
  return message.safeParse(body).data;
}

/** What takes a second and what may take minutes, as renders and providers do, have their own queues. */
export function queueOf(kind: TaskKind, env: Env): Queue {
  const asksProvider = kind === 'segment' && settingsOf(env).SEGMENTER !== 'embedded';
  return kind === 'render' || asksProvider ? env.RENDER_QUEUE : env.SKETCH_QUEUE;
}
