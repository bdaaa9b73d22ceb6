export { admit } from './admission.ts';
export { beginImage, checkPhoto, freeImageId, type Photo, readPhoto } from './begin.ts';
export { makeThumbnail } from './derived.ts';
export { dropBoxRoutes } from './dropbox-routes.ts';
export { fileRoutes } from './file-routes.ts';
export { reserveIds } from './ids.ts';
export { imageRoutes, photoRoutes } from './image-routes.ts';
export { type StoredFile, takeFile } from './intake.ts';
export { missingFile } from './missing.ts';
export { pictureRoutes } from './picture-routes.ts';
export { originalLink } from './present.ts';
export { fileForm, imagePath } from './schemas.ts';
export { eraseImage } from './erase.ts';
export { versionOf, viewImage } from './service.ts';
export {
  type DrawnMask,
  findDrawnMask,
  findImage,
  findVersion,
  type ImageRow,
  type ImageVersion,
  maskCountStatement,
} from './store.ts';
export { uploadRoutes } from './upload-routes.ts';
export { confirmUpload, reapUploads } from './uploads.ts';
