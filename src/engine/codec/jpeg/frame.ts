import { EngineError } from '../../errors.ts';
import { type ByteReader, corrupt } from '../bytes.ts';
import { SOF0, SOF1, SOF2 } from './markers.ts';

/** Sampling factors of a component, 1–4. */
interface Factors {
  horizontal: number;
  vertical: number;
}

interface Blocks {
  /** Blocks that hold samples of the picture, across and down (A.2.4). */
  blocksAcross: number;
  blocksDown: number;
  /** Blocks with those that only fill the last MCUs. */
  paddedAcross: number;
  paddedDown: number;
}

/** A component of the frame (ITU-T T.81 B.2.2). */
export interface Component extends Factors, Blocks {
  /** Place in the frame, from 0. */
  index: number;
  id: number;
  /** Number of its quantization table, 0–3. */
  quantization: number;
}

export interface Frame {
  width: number;
  height: number;
  progressive: boolean;
  components: Component[];
  /** Largest sampling factors. */
  horizontal: number;
  vertical: number;
  /** MCUs of scans that hold several components (A.2.3). */
  mcusAcross: number;
  mcusDown: number;
}

const BLOCK_SAMPLES = 8;
const MAX_SAMPLING_FACTOR = 4;
const COMPONENT_COUNTS = [1, 3, 4];

/**
 * Reads a frame header.
 *
 * @throws {EngineError} UNSUPPORTED_FORMAT for lossless, hierarchical, arithmetic and 12-bit files; CORRUPT_IMAGE
 */
export function readFrame(marker: number, body: ByteReader): Frame {
  if (marker !== SOF0 && marker !== SOF1 && marker !== SOF2) {
    throw new EngineError(
      'UNSUPPORTED_FORMAT',
      'This JPEG is of a rare kind (lossless, hierarchical or arithmetic) that is not read here.',
    );
  }
  if (body.u8(0) !== 8) {
    const message = `This JPEG has ${body.u8(0)} bits a sample; only 8 are read here.`;
    throw new EngineError('UNSUPPORTED_FORMAT', message);
  }
  const height = body.u16(1);
  const width = body.u16(3);
  const count = body.u8(5);
  if (width < 1 || height < 1) throw corrupt('it has no pixels');
  if (!COMPONENT_COUNTS.includes(count)) throw corrupt(`it has ${count} colour components`);
  const declared = Array.from({ length: count }, (_, index) => readComponent(body, index, count));
  if (new Set(declared.map(({ id }) => id)).size < count)
    throw corrupt('two colour components have one name');

  return { width, height, progressive: marker === SOF2, ...layOut(width, height, declared) };
}

/** How a picture is divided into MCUs and its components into blocks (A.1.1, A.2.3, A.2.4). */
export function layOut<C extends Factors>(
  width: number,
  height: number,
  declared: C[],
): Pick<Frame, 'horizontal' | 'vertical' | 'mcusAcross' | 'mcusDown'> & { components: (C & Blocks)[] } {
  const horizontal = Math.max(...declared.map((component) => component.horizontal));
  const vertical = Math.max(...declared.map((component) => component.vertical));
  const mcusAcross = Math.ceil(width / (BLOCK_SAMPLES * horizontal));
  const mcusDown = Math.ceil(height / (BLOCK_SAMPLES * vertical));
  const components = declared.map((component) => ({
    ...component,
    blocksAcross: Math.ceil(Math.ceil((width * component.horizontal) / horizontal) / BLOCK_SAMPLES),
    blocksDown: Math.ceil(Math.ceil((height * component.vertical) / vertical) / BLOCK_SAMPLES),
    paddedAcross: mcusAcross * component.horizontal,
    paddedDown: mcusDown * component.vertical,
  }));
  return { horizontal, vertical, mcusAcross, mcusDown, components };
}

function readComponent(body: ByteReader, index: number, count: number): Omit<Component, keyof Blocks> {
  const at = 6 + index * 3;
  const factors = body.u8(at + 1);
  // Factors are relative: of one component alone they say nothing (A.2.2).
  const horizontal = count === 1 ? 1 : factors >> 4;
  const vertical = count === 1 ? 1 : factors & 15;
  const quantization = body.u8(at + 2);
  const possible = [horizontal, vertical].every((factor) => factor >= 1 && factor <= MAX_SAMPLING_FACTOR);
  if (!possible || quantization > 3) throw corrupt('its JPEG frame header makes no sense');
  return { index, id: body.u8(at), horizontal, vertical, quantization };
}
