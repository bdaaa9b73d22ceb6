import { AwsClient } from 'aws4fetch';
import type { Settings } from '../env.ts';
import { keyPath } from '../http/encode.ts';

/** Where R2 speaks S3, and who may sign for it. */
export interface S3Access {
  endpoint: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** The S3 access of the settings; undefined unless all of it is set, and links on this origin serve instead. */
export function s3AccessOf(settings: Settings): S3Access | undefined {
  const {
    R2_ACCOUNT_ID: account,
    R2_BUCKET_NAME: bucket,
    R2_ACCESS_KEY_ID: accessKeyId,
    R2_SECRET_ACCESS_KEY: secretAccessKey,
  } = settings;
  if (!account || !bucket || !accessKeyId || !secretAccessKey) return undefined;
  const endpoint = settings.R2_ENDPOINT ?? `https://${account}.r2.cloudflarestorage.com`;
  return { endpoint: endpoint.replace(/\/$/, ''), bucket, accessKeyId, secretAccessKey };
}

/**
 * A presigned S3 PUT (AWS Signature Version 4 in the query). The media type and the length, where given, are
 * signed headers: a PUT that sends others is refused by the storage itself.
 */
export async function presignPut(
  access: S3Access,
  key: string,
  contentType: string | undefined,
  contentLength: number | undefined,
  ttlSeconds: number,
): Promise<string> {
  const { accessKeyId, secretAccessKey } = access;
  const client = new AwsClient({ accessKeyId, secretAccessKey, service: 's3', region: 'auto' });
  const url = new URL(`${access.endpoint}/${access.bucket}/${keyPath(key)}`);
  url.searchParams.set('X-Amz-Expires', String(ttlSeconds));
  // The body is not known yet; its type and length are signed, its bytes are checked on confirmation.
  url.searchParams.set('X-Amz-Content-Sha256', 'UNSIGNED-PAYLOAD');
  const headers = {
    ...(contentType === undefined ? {} : { 'Content-Type': contentType }),
    ...(contentLength === undefined ? {} : { 'Content-Length': String(contentLength) }),
  };
  const signed = await client.sign(url, {
    method: 'PUT',
    headers,
    aws: { signQuery: true, allHeaders: true },
  });
  return signed.url;
}
