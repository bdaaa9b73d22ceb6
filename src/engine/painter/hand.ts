import type { Sheet } from './sheet.ts';

/** The numbers that carryTool() takes. */
export const TOOLS = { pen: 0, brush: 1 } as const;
export type Tool = keyof typeof TOOLS;

/** Of the handle, radians from the right downwards; and by how much it sways as the hand moves. */
const ANGLE = { pen: 0.92, brush: 0.86 } as const satisfies Record<Tool, number>;
const SWAY = 0.12;
/** A brush's half width, and how much smaller and larger brushes may be. */
const BRUSH_RADIUS = 11;
const MIN_SIZE = 0.85;
const MAX_SIZE = 1.5;
/** The short side of a frame, in pixels, that tools are measured on. */
const REFERENCE_PX = 720;
/** Share of its way to where it is wanted that a hand goes in a frame. */
const QUICKNESS = { pen: 0.75, brush: 0.38 } as const satisfies Record<Tool, number>;
/** Most pixels that a tip is lifted, in the tools' measure, and how much of a way it is lifted for. */
const MOST_LIFT = 22;
const LIFT_PER_WAY = 0.22;

/** A hand that follows what is drawn: it lifts the tool on its ways and dips it again. */
export class Hand {
  readonly #scale: number;
  size: number;
  tool: Tool = 'pen';
  x: number;
  y: number;
  lift = 0;
  angle: number = ANGLE.pen;
  /** Colour at the tip. */
  readonly tint = new Uint8Array(3);
  readonly #away: { x: number; y: number };

  constructor({ width, height }: Sheet) {
    this.#scale = Math.min(width, height) / REFERENCE_PX;
    this.size = this.#scale;
    this.#away = { x: width + 40 * this.size, y: height + 60 * this.size };
    ({ x: this.x, y: this.y } = this.#away);
  }

  /** Goes towards a place for a frame. */
  follow(x: number, y: number): void {
    this.#go(x, y, QUICKNESS[this.tool]);
  }

  /** Takes a brush that fits strokes of a half width, in pixels. */
  fit(halfWidth: number): void {
    const wanted = Math.max(MIN_SIZE, Math.min(MAX_SIZE, halfWidth / (BRUSH_RADIUS * this.#scale)));
    this.size += (wanted * this.#scale - this.size) * 0.04;
  }

  /** Goes out of the frame. */
  leave(): void {
    this.#go(this.#away.x, this.#away.y, 0.16);
  }

  /** Takes another tool, out of sight. */
  take(tool: Tool): void {
    if (this.tool === tool) return;
    this.tool = tool;
    this.size = this.#scale * (tool === 'brush' ? MAX_SIZE : 1);
    ({ x: this.x, y: this.y } = this.#away);
  }

  /** Whether it has left. */
  get gone(): boolean {
    return this.x > this.#away.x - 34 * this.size;
  }

  #go(x: number, y: number, share: number): void {
    const [dx, dy] = [x - this.x, y - this.y];
    const way = Math.hypot(dx, dy) * share;
    const lift = Math.min(MOST_LIFT * this.size, Math.max(0, way - 12 * this.size) * LIFT_PER_WAY);
    this.lift += (lift - this.lift) * 0.5;
    const sway = Math.max(-1, Math.min(1, dx / (160 * this.size))) * SWAY;
    this.angle += (ANGLE[this.tool] - sway - this.angle) * 0.3;
    this.x += dx * share;
    this.y += dy * share;
  }
}
