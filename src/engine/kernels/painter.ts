import type { Pointer } from './kernels.ts';

/** What the files of `assembly/painter` export; each function is documented there. */
export interface PainterKernels {
  thin(lines: Pointer, width: number, height: number, threshold: number): void;
  traceLines(
    lines: Pointer,
    width: number,
    height: number,
    minLength: number,
    points: Pointer,
    maxPoints: number,
    starts: Pointer,
    maxPaths: number,
  ): number;
  inkLine(
    points: Pointer,
    count: number,
    scale: number,
    left: number,
    top: number,
    radius: number,
    alpha: Pointer,
    width: number,
    height: number,
    paper: Pointer,
    red: Pointer,
    green: Pointer,
    blue: Pointer,
    canvasRed: Pointer,
    canvasGreen: Pointer,
    canvasBlue: Pointer,
    dirty: Pointer,
  ): void;
  growMarks(
    marks: Pointer,
    count: number,
    first: number,
    from: number,
    to: number,
    red: Pointer,
    green: Pointer,
    blue: Pointer,
    heights: Pointer,
    width: number,
    height: number,
    bristles: Pointer,
    grain: number,
    round: number,
    ragged: number,
    soft: number,
    dry: number,
    groove: number,
    sourceRed: Pointer,
    sourceGreen: Pointer,
    sourceBlue: Pointer,
    dirty: Pointer,
  ): number;
  paintLead(): Pointer;
  showPicture(
    red: Pointer,
    green: Pointer,
    blue: Pointer,
    heights: Pointer,
    width: number,
    height: number,
    ground: Pointer,
    depth: number,
    groundDepth: number,
    limit: number,
    gloss: number,
    dirty: Pointer,
    shownRed: Pointer,
    shownGreen: Pointer,
    shownBlue: Pointer,
  ): void;
  carryTool(
    tool: number,
    x: number,
    y: number,
    lift: number,
    angle: number,
    size: number,
    tint: Pointer,
    red: Pointer,
    green: Pointer,
    blue: Pointer,
    width: number,
    height: number,
    dirty: Pointer,
    covered: Pointer,
  ): void;
  uncoverBlocks(covered: Pointer, dirty: Pointer, count: number): void;
  darkenLines(plane: Pointer, cover: Pointer, count: number, depth: number): void;
  coverLine(
    points: Pointer,
    count: number,
    scale: number,
    left: number,
    top: number,
    radius: number,
    cover: Pointer,
    width: number,
    height: number,
  ): void;
}
