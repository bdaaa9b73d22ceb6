export { drawnMaskRoutes } from './drawn/routes.ts';
export { segmentJob } from './segmented/job.ts';
export { segmentedMaskRoutes } from './segmented/routes.ts';
