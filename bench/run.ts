/** `node bench/run.ts [name]`: one bench, or all. */
import { benchChain } from './chain.ts';
import { benchCodec } from './codec.ts';
import { benchPaint } from './paint.ts';
import { benchSegment } from './segment.ts';
import { benchSketch } from './sketch.ts';
import { benchStyles } from './styles.ts';
import { benchVideo } from './video.ts';

const BENCHES: Record<string, () => Promise<void>> = {
  sketch: benchSketch,
  codec: benchCodec,
  chain: benchChain,
  styles: benchStyles,
  segment: benchSegment,
  video: benchVideo,
  paint: benchPaint,
};

const wanted = process.argv[2];
if (wanted !== undefined && !(wanted in BENCHES)) {
  console.error(`There is no bench "${wanted}"; there are: ${Object.keys(BENCHES).join(', ')}`);
  process.exitCode = 1;
}
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted !== undefined && wanted !== name) continue;
  console.log(`## ${name}\n`);
  await bench();
}
