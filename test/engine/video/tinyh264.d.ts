declare module 'tinyh264/es/TinyH264.js' {
  /** The Emscripten module of h264bsd; pointers are offsets into HEAPU8. */
  export interface TinyH264 {
    HEAPU8: Uint8Array;
    getValue: (at: number, type: 'i32' | 'i8*') => number;
    _malloc: (bytes: number) => number;
    _free: (at: number) => void;
    _h264bsdAlloc: () => number;
    _h264bsdInit: (decoder: number, noOutputReordering: number) => number;
    _h264bsdShutdown: (decoder: number) => void;
    _h264bsdFree: (decoder: number) => void;
    _h264bsdDecode: (
      decoder: number,
      data: number,
      length: number,
      pictureAt: number,
      widthAt: number,
      heightAt: number,
    ) => number;
  }
  const load: () => Promise<TinyH264>;
  export default load;
}
