export { drawnMaskRoutes } from './drawn/routes.ts';
export { findRegion, type Region, type RegionChoice, regionParameters } from './region.ts';
export { segmentJob } from './segmented/job.ts';
export { segmentedMaskRoutes } from './segmented/routes.ts';
