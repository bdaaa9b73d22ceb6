export { fileRoutes } from './file-routes.ts';
export { findImage, findVersion, type ImageVersion } from './store.ts';
export { uploadRoutes } from './upload-routes.ts';
export { confirmUpload, reapUploads } from './uploads.ts';
