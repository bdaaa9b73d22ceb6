import type { ProviderClient } from './client.ts';

/** The photo as it goes out: upright, of a type that every provider reads. */
export interface SentPhoto {
  bytes: Uint8Array<ArrayBuffer>;
  contentType: 'image/jpeg' | 'image/png';
  width: number;
  height: number;
}

/**
 * A mask as a provider gives it, in pixels of its own: sizes may differ from the photo's that was sent.
 *
 * - `image`: a file of any size; what is brighter than 128 is inside.
 * - `rle`: COCO run lengths over columns, compressed (text) or not; `width` × `height` is their space.
 * - `polygons`: outlines as x, y pairs in the space of `width` × `height`; their union is inside.
 */
export type ProvidedMask = { score: number | null } & (
  | { kind: 'image'; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'rle'; counts: string | number[]; width: number; height: number }
  | { kind: 'polygons'; polygons: [x: number, y: number][][]; width: number; height: number }
);

/**
 * Asks one service for all masks of a photo; none is a valid answer.
 * @throws Problem `PROVIDER_FAILED`
 */
export type Provider = (photo: SentPhoto, client: ProviderClient) => Promise<ProvidedMask[]>;

export function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** Bytes of base64 text, with or without a `data:` prefix. */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text.replace(/^data:[^,]*,/, ''), 'base64'));
}

export function dataUrlOf(photo: SentPhoto): string {
  return `data:${photo.contentType};base64,${base64Of(photo.bytes)}`;
}
