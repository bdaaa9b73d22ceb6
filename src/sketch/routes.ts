import { z } from '@hono/zod-openapi';
import { createRouter } from '../api/app.ts';
import { endpoint } from '../api/endpoint.ts';
import { messageSchema } from '../api/schemas.ts';
import { describeStyles } from '../engine/index.ts';
import { ownOrigin } from '../http/origins.ts';
import { presentSketch } from './present.ts';
import {
  createAnswer,
  createRequest,
  sketchListQuery,
  sketchPath,
  sketchSchema,
  stylesSchema,
} from './schemas.ts';
import { createSketch, ownSketches, removeSketch, viewSketch } from './service.ts';

export const sketchRoutes = createRouter();

const tag = 'Sketches';

endpoint(
  sketchRoutes,
  {
    method: 'post',
    path: '/api/sketch/create',
    summary: 'Draw a photo',
    tag,
    access: 'creator',
    limit: 'write',
    parameters: createRequest,
    responses: { 200: { description: 'Accepted; follow the task', schema: createAnswer } },
  },
  async ({ c, caller, parameters }) => {
    const context = { env: c.env, settings: c.var.settings };
    const { sketchId, taskId } = await createSketch(caller, parameters, context);
    return c.json({
      sketch_id: sketchId,
      task_id: taskId,
      status: 'pending',
      message: 'Sketch processing started',
    });
  },
);

endpoint(
  sketchRoutes,
  {
    method: 'get',
    path: '/api/sketch/styles/available',
    summary: 'Styles, methods, types and parameters',
    tag,
    access: 'open',
    limit: 'read',
    responses: { 200: { description: 'What can be asked for', schema: stylesSchema } },
  },
  ({ c }) => c.json(describeStyles(), 200, { 'Cache-Control': 'public, max-age=300' }),
);

endpoint(
  sketchRoutes,
  {
    method: 'get',
    path: '/api/sketch',
    summary: 'Own sketches, newest first',
    tag,
    access: 'visitor',
    limit: 'read',
    query: sketchListQuery,
    responses: { 200: { description: 'A bare array', schema: z.array(sketchSchema) } },
  },
  async ({ c, caller, query }) => {
    const { settings } = c.var;
    const rows = await ownSketches(caller, query, { env: c.env, settings });
    const origin = ownOrigin(c.req.raw, settings);
    return c.json(await Promise.all(rows.map((row) => presentSketch(row, origin, settings))));
  },
);

endpoint(
  sketchRoutes,
  {
    method: 'get',
    path: '/api/sketch/:id',
    summary: 'One sketch',
    tag,
    access: 'visitor',
    limit: 'read',
    params: sketchPath,
    responses: { 200: { description: 'The sketch', schema: sketchSchema } },
  },
  async ({ c, caller, params }) => {
    const row = await viewSketch(caller, params.id, c.env);
    return c.json(await presentSketch(row, ownOrigin(c.req.raw, c.var.settings), c.var.settings));
  },
);

endpoint(
  sketchRoutes,
  {
    method: 'delete',
    path: '/api/sketch/:id',
    summary: 'Delete a sketch and its pictures',
    tag,
    access: 'visitor',
    limit: 'write',
    params: sketchPath,
    responses: { 200: { description: 'Gone', schema: messageSchema } },
  },
  async ({ c, caller, params }) => {
    await removeSketch(caller, params.id, c.env);
    return c.json({ message: 'Sketch deleted successfully' });
  },
);
