import { expect } from 'vitest';
import type { Client } from './client.ts';

export interface Sent {
  filename?: string;
  type?: string;
  field?: string;
  fields?: Record<string, string>;
}

/** A form with a file in it, as browsers send it. */
export function formWith(
  bytes: Uint8Array<ArrayBuffer> | string,
  { filename = 'photo.png', type = 'image/png', field = 'file', fields = {} }: Sent = {},
): FormData {
  const form = new FormData();
  form.append(field, new File([bytes], filename, { type }));
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

export function sendForm(client: Client, path: string, form: FormData): Promise<Response> {
  return client.fetch(path, { method: 'POST', body: form });
}

/** A form that says of its file what it is called, and not of which type it is. */
export function sendUntyped(
  client: Client,
  path: string,
  bytes: Uint8Array<ArrayBuffer> | string,
  headers = '',
): Promise<Response> {
  const boundary = `----${crypto.randomUUID()}`;
  const disposition = 'Content-Disposition: form-data; name="file"; filename="photo"';
  return client.fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
    body: new Blob([`--${boundary}\r\n${disposition}\r\n${headers}\r\n`, bytes, `\r\n--${boundary}--\r\n`]),
  });
}

export interface UploadedJson {
  image_id: string;
  url: string;
}

/** @returns the id of a new image */
export async function uploadForm(
  client: Client,
  bytes: Uint8Array<ArrayBuffer>,
  sent: Sent = {},
): Promise<string> {
  const response = await sendForm(client, '/api/upload', formWith(bytes, sent));
  expect(response.status).toBe(200);
  return (await response.json<UploadedJson>()).image_id;
}

export interface VersionJson {
  image_id: string;
  s3_url: string;
  original_filename: string;
  file_size: number;
  content_type: string;
  uploaded_at: string;
  width: number;
  height: number;
  thumbnail_url: string;
  blurhash: string | null;
  metadata: Record<string, unknown> | null;
}

export interface ImageJson {
  id: string;
  image_id: string;
  original_url: string;
  mask_url: string | null;
  count: number;
  images: VersionJson[];
}

export async function readImage(client: Client, id: string): Promise<ImageJson> {
  const response = await client.fetch(`/api/images/${id}`);
  expect(response.status).toBe(200);
  return response.json<ImageJson>();
}
