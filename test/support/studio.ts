import { expect } from 'vitest';
import type { Client } from './client.ts';

/** What users do, as steps for tests that begin further on. */

export interface Offer {
  presigned_url: string;
  key: string;
  file_url: string;
  expires_in: number;
}

export async function offerUpload(
  client: Client,
  filename = 'photo.png',
  type = 'image/png',
): Promise<Offer> {
  const query = new URLSearchParams({ filename, content_type: type });
  const response = await client.post(`/api/upload/presigned-url?${query}`);
  expect(response.status).toBe(200);
  return response.json<Offer>();
}

export async function sendFile(
  client: Client,
  bytes: Uint8Array<ArrayBuffer>,
  filename?: string,
): Promise<Offer> {
  const offer = await offerUpload(client, filename);
  const stored = await client.fetch(offer.presigned_url, { method: 'PUT', body: bytes });
  expect(stored.status).toBe(200);
  return offer;
}

/** @returns the key and the id of a confirmed image */
export async function uploadImage(client: Client, bytes: Uint8Array<ArrayBuffer>) {
  const { key } = await sendFile(client, bytes);
  const response = await client.post(`/api/upload/confirm?${new URLSearchParams({ key })}`);
  expect(response.status).toBe(200);
  const { image_id: imageId } = await response.json<{ image_id: string }>();
  return { key, imageId };
}

export async function createSketch(client: Client, parameters: Record<string, string>) {
  const response = await client.post(`/api/sketch/create?${new URLSearchParams(parameters)}`);
  expect(response.status).toBe(200);
  const { sketch_id: sketchId, task_id: taskId } = await response.json<{
    sketch_id: string;
    task_id: string;
  }>();
  return { sketchId, taskId };
}

export interface TaskJson {
  id: string;
  status: string;
  progress: number;
  stage: string | null;
  attempts: number;
  error: string | null;
  result: Record<string, unknown> | null;
  finished_at: string | null;
}

export async function readTask(client: Client, taskId: string): Promise<TaskJson> {
  const response = await client.fetch(`/api/tasks/${taskId}`);
  expect(response.status).toBe(200);
  return response.json<TaskJson>();
}

/** Waits until the queue has brought the task to an end. */
export async function finishedTask(client: Client, taskId: string): Promise<TaskJson> {
  await expect
    .poll(async () => (await readTask(client, taskId)).finished_at, { timeout: 20_000, interval: 50 })
    .not.toBeNull();
  return readTask(client, taskId);
}

export interface SketchJson {
  id: string;
  original_image_url: string | null;
  sketch_image_url: string | null;
  thumbnail_url: string | null;
  status: string;
  error: string | null;
  width: number | null;
  height: number | null;
}

export async function readSketch(client: Client, sketchId: string): Promise<SketchJson> {
  const response = await client.fetch(`/api/sketch/${sketchId}`);
  expect(response.status).toBe(200);
  return response.json<SketchJson>();
}
