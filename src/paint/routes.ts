import { type AppContext, createRouter } from '../api/app.ts';
import { endpoint } from '../api/endpoint.ts';
import { cursorQuery, messageSchema } from '../api/schemas.ts';
import { ownOrigin } from '../http/origins.ts';
import { Problem } from '../http/problem.ts';
import type { Caller } from '../identity/caller.ts';
import { serveObject } from '../storage/serve.ts';
import { downloadName, presentVideo, videoStatus } from './present.ts';
import { createAnswer, createRequest, videoListSchema, videoPath } from './schemas.ts';
import { awaitVideo, createVideo, ownVideos, removeVideo } from './service.ts';

export const paintRoutes = createRouter();

const tag = 'Paint animations';

/** Longest that a reader waits for a video that is not there yet. */
const PATIENCE_MS = 25_000;

/** A name's video may become another when its image gets a new version. */
const CACHE_CONTROL = 'private, no-cache';

const files = {
  200: { description: 'The video', contentType: 'video/mp4' },
  206: { description: 'A part of it', contentType: 'video/mp4' },
  304: { description: 'Not modified' },
  503: { description: 'Still being made; `Retry-After` says when to ask again' },
};

endpoint(
  paintRoutes,
  {
    method: 'post',
    path: '/api/paint/create',
    summary: 'Paint a photo as a video',
    tag,
    access: 'creator',
    limit: 'write',
    parameters: createRequest,
    responses: { 200: { description: 'Accepted; follow the task', schema: createAnswer } },
  },
  async ({ c, caller, parameters }) => {
    const row = await createVideo(caller, parameters, { env: c.env, settings: c.var.settings });
    return c.json({
      task_id: row.task.id,
      image_id: row.video.imageId,
      video_filename: row.video.filename,
      status: videoStatus(row),
      message: row.task.status === 'completed' ? 'Video is ready' : 'Video processing started',
    });
  },
);

endpoint(
  paintRoutes,
  {
    method: 'get',
    path: '/api/video/:filename',
    summary: 'Watch a video; ranges and conditions as in RFC 9110',
    tag,
    access: 'visitor',
    limit: 'read',
    params: videoPath,
    responses: files,
  },
  ({ c, caller, params }) => serveVideo(c, caller, params.filename),
);

endpoint(
  paintRoutes,
  {
    method: 'get',
    path: '/api/download/:filename',
    summary: 'Save a video',
    tag,
    access: 'visitor',
    limit: 'read',
    params: videoPath,
    responses: files,
  },
  async ({ c, caller, params }) => {
    try {
      return await serveVideo(c, caller, params.filename, downloadName(params.filename));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'VIDEO_NOT_FOUND') throw error;
      throw new Problem('FILE_NOT_FOUND', 'File not found', { cause: error });
    }
  },
);

async function serveVideo(c: AppContext, caller: Caller, filename: string, attachment?: string) {
  const { env } = c;
  const { video } = await awaitVideo(caller, filename, PATIENCE_MS, { env, settings: c.var.settings });
  return serveObject(env.BUCKET, video.videoKey ?? '', c.req.raw, {
    attachment,
    cacheControl: CACHE_CONTROL,
  });
}

endpoint(
  paintRoutes,
  {
    method: 'get',
    path: '/api/paint',
    summary: 'Own videos, newest first',
    tag,
    access: 'visitor',
    limit: 'read',
    query: cursorQuery,
    responses: { 200: { description: 'A page of them', schema: videoListSchema } },
  },
  async ({ c, caller, query }) => {
    const { settings } = c.var;
    const { shown, nextCursor } = await ownVideos(caller, query, { env: c.env, settings });
    const origin = ownOrigin(c.req.raw, settings);
    const videos = await Promise.all(shown.map((row) => presentVideo(row, origin, settings)));
    return c.json({ videos, next_cursor: nextCursor });
  },
);

endpoint(
  paintRoutes,
  {
    method: 'delete',
    path: '/api/paint/:filename',
    summary: 'Delete a video',
    tag,
    access: 'visitor',
    limit: 'write',
    params: videoPath,
    responses: { 200: { description: 'Gone', schema: messageSchema } },
  },
  async ({ c, caller, params }) => {
    await removeVideo(caller, params.filename, c.env);
    return c.json({ message: 'Video deleted successfully' });
  },
);
