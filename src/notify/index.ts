export { announce, closeAllSockets, closeSessionSockets } from './announce.ts';
export { UserHub } from './hub.ts';
export type { TaskNotice } from './messages.ts';
export { notificationRoutes } from './routes.ts';
