export { announce, closeSessionSockets } from './calls.ts';
export { UserHub } from './hub.ts';
export type { TaskNotice } from './messages.ts';
export { notificationRoutes } from './routes.ts';
