import type { Arena } from '../../kernels/arena.ts';
import type { Pointer } from '../../kernels/kernels.ts';

/** A block of an MCU as the kernels take it; what the fields mean is said there (assembly/jpeg/scan.ts). */
export interface BlockPlan {
  dcTable: Pointer;
  acTable: Pointer;
  quantization: Pointer;
  component: number;
  target: Pointer;
  step: number;
  stride: number;
  size: number;
}

/** Puts the plan of an MCU into the arena. */
export function putBlockPlans(arena: Arena, plans: BlockPlan[]): Pointer {
  return arena.put(
    Int32Array.from(
      plans.flatMap((plan) => [
        plan.dcTable,
        plan.acTable,
        plan.quantization,
        plan.component,
        plan.target,
        plan.step,
        plan.stride,
        plan.size,
      ]),
    ),
  );
}
