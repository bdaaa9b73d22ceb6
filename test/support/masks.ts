import { expect } from 'vitest';
import type { Client } from './client.ts';

export interface GeneratedJson {
  message: string;
  image_id: string;
  mask_count: number;
  image_dimensions: { width: number; height: number };
  mask_ids: number[];
}

export interface MaskJson {
  id: number;
  area: number;
  bbox: [x: number, y: number, width: number, height: number];
  score: number;
  mask_b64: string;
}

export interface InfoJson {
  image_id: string;
  width: number;
  height: number;
  created_at: string;
  original_image_b64: string;
  available_masks: MaskJson[];
}

/** Asks for the masks of a photo. */
export function generate(
  client: Client,
  photo: Uint8Array<ArrayBuffer>,
  query: Record<string, string> = {},
): Promise<Response> {
  const body = { original_image_b64: photo.toBase64() };
  return client.post(`/generate_and_store_masks?${new URLSearchParams(query)}`, body);
}

/** A photo with its masks. */
export async function generated(
  client: Client,
  photo: Uint8Array<ArrayBuffer>,
  query: Record<string, string> = {},
): Promise<GeneratedJson> {
  const response = await generate(client, photo, query);
  expect(response.status).toBe(200);
  return response.json<GeneratedJson>();
}

export async function readInfo(client: Client, id: string): Promise<InfoJson> {
  const response = await client.fetch(`/images/${id}/info`);
  expect(response.status).toBe(200);
  return response.json<InfoJson>();
}

export function addMask(client: Client, id: string, prompt: object): Promise<Response> {
  return client.post(`/images/${id}/masks`, prompt);
}
