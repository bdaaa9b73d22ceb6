export { serviceRoutes } from './routes.ts';
export { pageRoutes } from './pages.ts';
