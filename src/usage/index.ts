export { forgetUses, metered, recordUse, type Used } from './record.ts';
export { usageRoutes } from './routes.ts';
