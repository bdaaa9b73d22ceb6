import { decodePng } from '../../src/engine/codec/png/decode.ts';
import { encodePng } from '../../src/engine/codec/png/encode.ts';
import { Arena } from '../../src/engine/kernels/arena.ts';
import { compile, kernelsPath } from '../engine.ts';
import { timeMs } from '../figures.ts';
import { runPhoton } from '../peers/photon.ts';
import { runSharp } from '../peers/sharp.ts';
import { codecTable } from './figures.ts';
import type { TestPicture } from './picture.ts';

/** Our PNG and the others', on one picture; all read the file that we write. */
export async function benchPng(arena: Arena, picture: TestPicture, runs: number): Promise<void> {
  const { width, height, planes } = picture;
  let file = new Uint8Array();
  const ms = timeMs(runs, () => {
    file = encodePng(arena, planes, width, height);
  });
  const own = new Arena(compile(kernelsPath));
  const decode = (withColor: boolean) =>
    timeMs(runs, () => {
      own.reset();
      decodePng(own, file, { denominator: 1, withColor, orientation: 1 });
    });
  const [color, luminance] = [decode(true), decode(false)];
  const exact = () => Infinity;
  const rows = [
    { name: 'Easel', decode: { ms: color }, encode: { ms, bytes: file.length, psnr: Infinity } },
    { name: 'Easel, luminance', decode: { ms: luminance } },
    await runSharp('png', picture, file, runs, exact),
    runPhoton('png', picture, file, 3, exact),
  ];
  console.log(`${codecTable(`PNG, ${width} × ${height}`, rows)}\n`);
}
