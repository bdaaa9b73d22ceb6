export { sketchJob } from './job.ts';
export { sketchRoutes } from './routes.ts';
