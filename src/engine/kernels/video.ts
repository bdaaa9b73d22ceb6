import type { Pointer } from './kernels.ts';

/** What the files of `assembly/video` export; each function is documented there. */
export interface VideoKernels {
  videoBytes(columns: number, rows: number): number;
  videoBegin(columns: number, rows: number, memoryAt: Pointer): void;
  videoDirty(): Pointer;
  videoPlane(index: number, decoded: boolean): Pointer;
  videoConvert(red: Pointer, green: Pointer, blue: Pointer): void;
  videoSequence(target: Pointer, width: number, height: number, level: number, fps: number): Pointer;
  videoPictureSet(target: Pointer): Pointer;
  videoEncode(
    target: Pointer,
    idr: boolean,
    frameNum: number,
    idrId: number,
    qp: number,
    filtered: boolean,
  ): Pointer;
}
