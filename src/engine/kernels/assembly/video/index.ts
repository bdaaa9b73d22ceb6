export { videoBegin, videoBytes, videoDirty, videoPlane } from './picture';
export { videoConvert } from './color';
export { videoPictureSet, videoSequence } from './parameter-sets';
export { videoEncode } from './slice';
