export { consume } from './consumer.ts';
export { dispatch } from './dispatch.ts';
export { type Job, type JobContext, type JobResult, type JobTable, PermanentFailure } from './job.ts';
export { taskRoutes } from './routes.ts';
export { sweepAfterRestart, sweepTasks } from './sweeper.ts';
export { endTask, restartTask } from './service.ts';
export { fence, insertTask, type Lease, type Task } from './tasks.ts';
