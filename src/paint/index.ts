export { paintJob } from './job.ts';
export { paintRoutes } from './routes.ts';
export { animateImage } from './service.ts';
