export { accountRoutes } from './routes.ts';
export { removeExpiredSessions } from './store.ts';
