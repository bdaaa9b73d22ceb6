import { createRouter } from '../api/app.ts';
import { endpoint } from '../api/endpoint.ts';
import { presentTask, taskListQuery, taskListSchema, taskPath, taskSchema } from './schemas.ts';
import { cancelTask, ownTasks, retryTask, viewTask } from './service.ts';

export const taskRoutes = createRouter();

const tag = 'Tasks';

for (const path of ['/api/tasks/:id', '/api/sketch/task/:id']) {
  endpoint(
    taskRoutes,
    {
      method: 'get',
      path,
      summary: 'How far a task is',
      tag,
      access: 'visitor',
      limit: 'read',
      params: taskPath,
      responses: { 200: { description: 'The task', schema: taskSchema } },
    },
    async ({ c, caller, params }) => c.json(presentTask(await viewTask(caller, params.id, c.env))),
  );
}

endpoint(
  taskRoutes,
  {
    method: 'get',
    path: '/api/tasks',
    summary: 'Own tasks, newest first',
    tag,
    access: 'visitor',
    limit: 'read',
    query: taskListQuery,
    responses: { 200: { description: 'One page', schema: taskListSchema } },
  },
  async ({ c, caller, query }) => {
    const { shown, nextCursor } = await ownTasks(caller, query, c.env, c.var.settings);
    return c.json({ tasks: shown.map(presentTask), next_cursor: nextCursor });
  },
);

endpoint(
  taskRoutes,
  {
    method: 'post',
    path: '/api/tasks/:id/cancel',
    summary: 'Stop a task; a queued one never runs',
    tag,
    access: 'visitor',
    limit: 'write',
    params: taskPath,
    responses: { 200: { description: 'The cancelled task', schema: taskSchema } },
  },
  async ({ c, caller, params }) => c.json(presentTask(await cancelTask(caller, params.id, c.env))),
);

endpoint(
  taskRoutes,
  {
    method: 'post',
    path: '/api/tasks/:id/retry',
    summary: 'Start a task again that ended without a result',
    tag,
    access: 'visitor',
    limit: 'write',
    params: taskPath,
    responses: { 200: { description: 'The task, pending again', schema: taskSchema } },
  },
  async ({ c, caller, params }) => c.json(presentTask(await retryTask(caller, params.id, c.env))),
);
