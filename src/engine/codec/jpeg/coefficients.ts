import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';
import { corrupt } from '../bytes.ts';
import { EntropyData } from './entropy.ts';
import type { Component } from './frame.ts';
import { type BlockPlan, putBlockPlans } from './mcu.ts';
import type { Samples, Sampling } from './samples.ts';
import { type Scan, type ScanComponent, Segments } from './segments.ts';

export const BLOCK_BYTES = 64 * 2;

/** The kernel's numbers of the procedures of decoding. */
const PROCEDURES = { sequential: 0, dcFirst: 1, dcRefinement: 2, acFirst: 3, acRefinement: 4 } as const;

function procedureOf(scan: Scan, progressive: boolean): number {
  if (!progressive) return PROCEDURES.sequential;
  if (scan.first === 0) return scan.high === 0 ? PROCEDURES.dcFirst : PROCEDURES.dcRefinement;
  return scan.high === 0 ? PROCEDURES.acFirst : PROCEDURES.acRefinement;
}

/**
 * Decodes one component of a file whose scans have to be collected: all its coefficients stand in the arena while
 * the file is read, then its samples take their place. One component after another, each with its own walk over the
 * file, holds a third to two thirds of what all coefficients at once would; scans of AC coefficients belong to one
 * component each, so that little is read twice.
 *
 * @returns the samples, at the arena's top; all else that it took is given back
 * @throws {EngineError} CORRUPT_IMAGE when not even a part of a scan could be read
 */
export function decodeComponent(arena: Arena, file: Uint8Array, sampling: Sampling): Samples {
  const { component, size } = sampling;
  const { paddedAcross, paddedDown } = component;
  const blocks = arena.alloc(paddedAcross * paddedDown * BLOCK_BYTES);
  arena.bytes(blocks, paddedAcross * paddedDown * BLOCK_BYTES).fill(0);

  const quantization = arena.alloc(BLOCK_BYTES);
  readCoefficients(arena, file, component, blocks, quantization);

  // A row of samples is never longer than the coefficients that it is made of: it can follow in their place.
  const stride = paddedAcross * size;
  const row = arena.alloc(stride * size);
  for (let y = 0; y < paddedDown; y++) {
    const source = blocks + y * paddedAcross * BLOCK_BYTES;
    arena.kernels.jpegTransform(source, paddedAcross, quantization, row, stride, size);
    arena.bytes(blocks + y * stride * size, stride * size).set(arena.bytes(row, stride * size));
  }
  arena.release(blocks);
  const at = arena.alloc(stride * paddedDown * size);
  return { ...sampling, at, stride, first: 0 };
}

function readCoefficients(
  arena: Arena,
  file: Uint8Array,
  component: Component,
  blocks: Pointer,
  quantization: Pointer,
): void {
  const segments = new Segments(arena, file);
  const entropy = new EntropyData(arena, file);
  const nowhere = arena.alloc(BLOCK_BYTES);
  let found = false;
  for (let scan = segments.nextScan(); scan; scan = segments.nextScan()) {
    if (!scan.components.some((one) => one.component.index === component.index)) continue;
    if (!found) segments.tables.copyQuantization(component.quantization, quantization);
    const mark = arena.mark();
    const intact = readScan(arena, segments, entropy, scan, (one, x, y) =>
      one.index === component.index
        ? { at: blocks + (y * component.paddedAcross + x) * BLOCK_BYTES, step: BLOCK_BYTES }
        : { at: nowhere, step: 0 },
    );
    arena.release(mark);
    if (!found && intact === 0) throw corrupt('the file ends too early');
    found = true;
    segments.skipTo(entropy.offset);
  }
  if (!found) throw corrupt('a colour component is missing');
}

/** Where a component's block goes, and how far apart the next ones in the row lie. */
type Placement = (component: Component, x: number, y: number) => { at: Pointer; step: number };

/** @returns the MCUs that could be read */
function readScan(
  arena: Arena,
  segments: Segments,
  entropy: EntropyData,
  scan: Scan,
  place: Placement,
): number {
  const { kernels } = arena;
  const { frame, tables } = segments;
  const procedure = procedureOf(scan, frame.progressive);
  const [alone] = scan.components.length === 1 ? scan.components : [];
  const across = alone ? alone.component.blocksAcross : frame.mcusAcross;
  const down = alone ? alone.component.blocksDown : frame.mcusDown;
  const plansOf = (row: number) =>
    scan.components.flatMap((one) => mcuBlocks(one, alone !== undefined, row, tables, place));
  entropy.begin(scan.dataAt, scan.interval);
  const mark = arena.mark();
  for (let row = 0; row < down; row++) {
    const plans = plansOf(row);
    const at = putBlockPlans(arena, plans);
    entropy.row(across, (from, to) =>
      kernels.jpegReadCoefficients(at, plans.length, from, to, procedure, scan.first, scan.last, scan.low),
    );
    arena.release(mark);
  }
  return kernels.jpegIntactMcus();
}

/** The blocks of one component in the MCUs of a row (A.2.2, A.2.3). */
function mcuBlocks(
  { component, dc, ac }: ScanComponent,
  alone: boolean,
  row: number,
  tables: Segments['tables'],
  place: Placement,
): BlockPlan[] {
  const horizontal = alone ? 1 : component.horizontal;
  const vertical = alone ? 1 : component.vertical;
  return Array.from({ length: horizontal * vertical }, (_, i) => {
    const { at, step } = place(component, i % horizontal, row * vertical + Math.floor(i / horizontal));
    return {
      dcTable: tables.dc(dc),
      acTable: tables.ac(ac),
      quantization: 0,
      component: component.index,
      target: at,
      step: step * horizontal,
      stride: 0,
      size: 0,
    };
  });
}
