export { consume } from './consumer.ts';
export { dispatch } from './dispatch.ts';
export { type Job, type JobContext, type JobResult, type JobTable, PermanentFailure } from './job.ts';
export { tell } from './notices.ts';
export { taskRoutes } from './routes.ts';
export { sweepAfterRestart, sweepTasks } from './sweeper.ts';
export { endUnfinishedStatement, fence, insertTask, type Task } from './tasks.ts';
