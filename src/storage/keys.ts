/**
 * Every key of the bucket is built here. Keys hold generated ids and nothing that a client wrote; their life
 * is described in docs/storage-schema.md.
 */

/** Photos sent by presigned link: `uploads/{owner id}/{epoch ms}-{uuid}.{ext}`. */
export function uploadKey(ownerId: string, extension: string, now = Date.now()): string {
  return `${uploadPrefix(ownerId)}${now}-${crypto.randomUUID()}.${extension}`;
}

export function uploadPrefix(ownerId: string): string {
  return `uploads/${ownerId}/`;
}

/** A photo sent in a form. What it is stands in its row; a type that is not known yet cannot be in its key. */
export function originalKey(versionId: string): string {
  return `images/${versionId}`;
}

/** A picture made of a photo: `derived/{version id}/{modifiers}.{ext}`, modifiers in their canonical form. */
export function derivedKey(versionId: string, modifiers: string, extension: string): string {
  return `${derivedPrefix(versionId)}${modifiers}.${extension}`;
}

export function derivedPrefix(versionId: string): string {
  return `derived/${versionId}/`;
}

/** A drawn mask as it was sent. */
export function drawnMaskKey(maskId: string): string {
  return `masks/${maskId}`;
}

/** All segmentation masks of a version, under a name of their own each time that one is added. */
export function maskSetKey(versionId: string): string {
  return `segments/${versionId}/${crypto.randomUUID()}`;
}

/** A finished sketch. The attempt is in the key, so that a late twin of a run never overwrites the winner's. */
export function sketchKey(sketchId: string, attempt: number, extension: string): string {
  return `${sketchPrefix(sketchId)}${attempt}.${extension}`;
}

export function sketchThumbnailKey(sketchId: string, attempt: number, extension: string): string {
  return `${sketchPrefix(sketchId)}${attempt}-thumbnail.${extension}`;
}

export function sketchPrefix(sketchId: string): string {
  return `sketches/${sketchId}/`;
}

/** What a render task has made: the video, its poster, its preview. */
export function videoKey(
  taskId: string,
  attempt: number,
  file: 'video.mp4' | 'poster.jpeg' | 'preview.gif',
): string {
  return `${videoPrefix(taskId)}${attempt}-${file}`;
}

export function videoPrefix(taskId: string): string {
  return `videos/${taskId}/`;
}
