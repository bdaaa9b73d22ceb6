import type { Caller, Identified } from '../identity/caller.ts';
import { isOwner } from '../identity/ownership.ts';
import { type Database, database } from '../db/client.ts';
import type { Settings } from '../env.ts';
import { type LinkClaims, signLink } from '../http/links.ts';
import { log } from '../http/log.ts';
import { Problem } from '../http/problem.ts';
import { quotedList } from '../http/text.ts';
import { uploadKey, uploadPrefix } from '../storage/keys.ts';
import { presignPut, s3AccessOf } from '../storage/presign.ts';
import { receive, tooLarge } from '../storage/receive.ts';
import { metered } from '../usage/index.ts';
import { EXTENSIONS, essence, type ImageContentType, typeByName, UNDECLARED } from './file-types.ts';
import { displayName } from './filenames.ts';
import { acceptType, inspect } from './inspect.ts';
import {
  claimReception,
  deleteUpload,
  findUpload,
  findVersionByKey,
  insertUpload,
  markUploadFailed,
  promoteUpload,
  staleUploads,
  type ImageVersion,
  type Upload,
} from './store.ts';

/** An upload that was never confirmed is removed after a day; its link is long dead by then. */
const ABANDONED_AFTER_MS = 24 * 3600 * 1000;

/** From this long before, an upload is not confirmed any more, so that the reaper never meets a confirmation. */
const REAPER_MARGIN_MS = 3600 * 1000;

/** Uploads that one run of the reaper removes at most. */
const REAPED_PER_RUN = 100;

export interface UploadRequest {
  filename: string;
  contentType: string | undefined;
  size: number | undefined;
}

/** What areas need of a request or job to work with uploads. */
interface Context {
  env: Env;
  settings: Settings;
}

/**
 * Makes a link to send one file with.
 * @throws Problem `INVALID_FORMAT`, `FILE_TOO_LARGE`
 */
export async function offerUpload(
  owner: Identified,
  { filename, contentType, size }: UploadRequest,
  origin: string,
  { env, settings }: Context,
): Promise<{ key: string; url: string; fileUrl: string; expiresIn: number }> {
  const type = checkDeclared(filename, contentType, settings);
  if (size !== undefined && size > settings.MAX_FILE_SIZE) throw tooLarge(settings.MAX_FILE_SIZE);
  const extension =
    EXTENSIONS[(type === UNDECLARED ? typeByName(filename) : type) as ImageContentType] ?? 'bin';
  const key = uploadKey(owner.id, extension);
  const expiresIn = settings.PRESIGNED_URL_EXPIRATION;
  const s3 = s3AccessOf(settings);
  // As the client wrote it: it will send the same again, and S3 compares to the letter.
  const signedType = contentType?.trim();
  const claims: LinkClaims = { method: 'PUT', key, contentType: signedType, size };
  const [url, fileUrl] = await Promise.all([
    s3 ? presignPut(s3, key, signedType, size, expiresIn) : signLink(origin, claims, expiresIn, settings),
    signLink(origin, { method: 'GET', key }, settings.VIEW_URL_EXPIRATION, settings),
    insertUpload(database(env), {
      key,
      ownerId: owner.id,
      filename: displayName(filename),
      contentType: type,
      imageId: crypto.randomUUID(),
      createdAt: Date.now(),
    }),
  ]);
  return { key, url, fileUrl, expiresIn };
}

/** @throws Problem `INVALID_FORMAT` for a type that is not taken */
function checkDeclared(filename: string, contentType: string | undefined, settings: Settings): string {
  const type = contentType ? essence(contentType) : (typeByName(filename) ?? UNDECLARED);
  if (type === UNDECLARED || (settings.ALLOWED_FILE_TYPES as string[]).includes(type)) return type;
  const allowed = quotedList(settings.ALLOWED_FILE_TYPES);
  throw new Problem('INVALID_FORMAT', `File type ${type} not allowed. Allowed types: ${allowed}`);
}

/**
 * Takes the body of a PUT to a signed link on this origin.
 * @returns the new object's ETag, quoted
 * @throws Problem `INVALID_LINK` if the request is not the one that the link was signed for, and those of
 *   {@link receive}
 */
export async function receiveUpload(
  claims: LinkClaims,
  request: Request,
  { env, settings }: Context,
): Promise<{ etag: string }> {
  const signed = essence(claims.contentType ?? UNDECLARED);
  const declared = essence(request.headers.get('Content-Type') ?? UNDECLARED);
  if (declared !== signed && declared !== UNDECLARED && signed !== UNDECLARED) {
    throw new Problem('INVALID_LINK', `This link is for a file of type ${signed}, not ${declared}.`);
  }
  const length = request.headers.get('Content-Length');
  const announcedBytes = length === null ? undefined : Number(length);
  if (claims.size !== undefined && announcedBytes !== claims.size) {
    throw new Problem('INVALID_LINK', `This link is for a file of exactly ${claims.size} bytes.`);
  }
  if (!request.body) throw new Problem('EMPTY_FILE', 'The file is empty.');
  return receive(env.BUCKET, {
    key: claims.key,
    body: request.body,
    announcedBytes,
    maxBytes: settings.MAX_FILE_SIZE,
    accept: (head) => acceptType(head, settings),
    claim: () => claimReception(database(env), claims.key),
  });
}

/** A confirmed upload: its row and the image version it became. */
export interface ConfirmedUpload {
  upload: Upload;
  version: ImageVersion;
}

/**
 * Checks the bytes that were sent and turns them into an image. What fails the check is deleted; doing it again
 * gives the same answer.
 * @param etag what the sender was told on storing the file, if it wants that compared
 * @throws Problem `FORBIDDEN`, `UPLOAD_INCOMPLETE`, `FILE_TOO_LARGE`, `EMPTY_FILE`, and those of {@link inspect}
 */
export async function confirmUpload(
  caller: Caller,
  key: string,
  etag: string | undefined,
  { env, settings }: Context,
): Promise<ConfirmedUpload> {
  const db = database(env);
  const upload = await findUpload(db, key);
  if (!isOwnFile(caller, key, upload)) {
    throw new Problem('FORBIDDEN', 'You can only confirm uploads for your own files');
  }
  if (!upload || isAbandoned(upload, Date.now() + REAPER_MARGIN_MS)) throw notArrived();
  const known = upload.status === 'ready' ? await findVersionByKey(db, key) : undefined;
  if (known) {
    compareEtag(etag, known.etag);
    return { upload, version: known };
  }
  const object = await env.BUCKET.get(key);
  if (!object) throw notArrived();
  compareEtag(etag, object.etag);
  await metered(env, 'upload', async () => {
    const inspection = await inspectOrDelete(object, db, env, settings);
    // Of two who confirm at once, one has made the upload.
    const first = await promoteUpload(db, upload, object, inspection);
    if (!first) return undefined;
    return { fileSize: object.size, contentType: inspection.contentType };
  });
  const version = await findVersionByKey(db, key);
  if (!version) throw new Problem('CONFLICT', 'The image was deleted while its upload was being confirmed.');
  return { upload, version };
}

function isAbandoned({ status, createdAt }: Upload, now: number): boolean {
  return status !== 'ready' && createdAt < now - ABANDONED_AFTER_MS;
}

/** Whose file a key names: as its row says; without a row, as the key says that was never given out. */
function isOwnFile(caller: Caller, key: string, upload: Upload | undefined): boolean {
  if (upload) return isOwner(caller, upload.ownerId);
  return caller.kind !== 'nobody' && key.startsWith(uploadPrefix(caller.id));
}

async function inspectOrDelete(object: R2ObjectBody, db: Database, env: Env, settings: Settings) {
  try {
    if (object.size === 0) throw new Problem('EMPTY_FILE', 'The file is empty.');
    if (object.size > settings.MAX_FILE_SIZE) throw tooLarge(settings.MAX_FILE_SIZE);
    return await inspect(object.body, settings);
  } catch (error) {
    if (error instanceof Problem) await removeRefused(object, db, env);
    throw error;
  }
}

/** Deletes what was refused, unless another file has taken its place meanwhile. */
async function removeRefused({ key, etag }: R2Object, db: Database, env: Env): Promise<void> {
  const current = await env.BUCKET.head(key);
  if (current?.etag === etag) await env.BUCKET.delete(key);
  await markUploadFailed(db, key);
}

function compareEtag(given: string | undefined, actual: string): void {
  const bare = given?.trim().replace(/^W\//, '').replaceAll('"', '');
  if (bare && bare !== actual) {
    throw new Problem('UPLOAD_INCOMPLETE', 'ETag mismatch, upload may be incomplete');
  }
}

function notArrived(): Problem {
  return new Problem('UPLOAD_INCOMPLETE', 'File not found, upload may have failed');
}

/**
 * The name under which the caller may download a file.
 * @throws Problem `FORBIDDEN`, `FILE_NOT_FOUND`
 */
export async function downloadName(caller: Caller, key: string, env: Env): Promise<string> {
  const upload = await findUpload(database(env), key);
  if (!isOwnFile(caller, key, upload) && caller.kind !== 'admin')
    throw new Problem('FORBIDDEN', 'You can only access your own files');
  if (!upload || !(await env.BUCKET.head(key))) throw new Problem('FILE_NOT_FOUND', 'File not found');
  return upload.filename;
}

/** Removes uploads that were begun and never confirmed, object first, so that none is orphaned. */
export async function reapUploads(env: Env, now = Date.now()): Promise<void> {
  const db = database(env);
  const stale = await staleUploads(db, now - ABANDONED_AFTER_MS, REAPED_PER_RUN);
  for (const { key } of stale) {
    await env.BUCKET.delete(key);
    await deleteUpload(db, key);
  }
  if (stale.length > 0) log('INFO', 'uploads_reaped', { count: stale.length });
}
