export { sketchJob } from './job.ts';
export { sketchRoutes } from './routes.ts';
export { eraseSketch } from './service.ts';
export { findSketch } from './store.ts';
