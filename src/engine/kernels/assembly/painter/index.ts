export { thin } from './thin';
export { traceLines } from './trace';
export { coverLine, darkenLines, inkLine } from './ink';
export { growMarks, paintLead } from './grow';
export { showPicture, uncoverBlocks } from './show';
export { carryTool } from './tool';
