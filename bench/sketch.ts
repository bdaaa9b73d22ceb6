import { edge_detection, gaussian_blur, PhotonImage } from '@cf-wasm/photon/node';
import { newEngine, photoPath, readPhoto, timedSketch } from './engine.ts';
import { against, median, table, timeMs } from './figures.ts';
import { runOpencv } from './peers/opencv.ts';
import { runOpencvJs } from './peers/opencv-js.ts';

const PHOTO = 'dandelion.jpg';
const RUNS = 11;

function photonFigures(file: Uint8Array) {
  const image = PhotonImage.new_from_byteslice(file);
  const width = image.get_width();
  const height = image.get_height();
  const grey = image.get_raw_pixels().filter((_, i) => i % 4 === 1);
  const blur = timeMs(3, () => gaussian_blur(image, 10));
  const edges = timeMs(3, () => edge_detection(image));
  image.free();
  return { width, height, grey, blur, edges };
}

/** Sketches in this process against Photon, opencv.js and native OpenCV on one thread; milliseconds a megapixel. */
export async function benchSketch(): Promise<void> {
  const engine = newEngine();
  const file = readPhoto(PHOTO);
  const { width, height, grey, blur, edges } = photonFigures(file);
  const megapixels = (width * height) / 1e6;
  const native = runOpencv(photoPath(PHOTO), RUNS);
  const js = await runOpencvJs(grey, width, height, 5);
  const per = (ms: number | undefined) => (ms === undefined ? undefined : ms / megapixels);

  const ours = (parameters: Record<string, unknown>) => {
    for (let i = 0; i < 3; i++) timedSketch(engine, file, parameters);
    const times = Array.from({ length: RUNS }, () => timedSketch(engine, file, parameters).drawingMs);
    return median(times) / megapixels;
  };
  const row = (name: string, own: number, cv?: number, cvJs?: number, photon?: number) => [
    name,
    own.toFixed(1),
    against(per(cv), own),
    against(per(cvJs), own),
    against(per(photon), own),
  ];
  const classic = (method: string) => ours({ look: 'classic', method });
  const pencil = (method: string, type = 'black_and_white') => ours({ method, type });

  console.log(`${PHOTO}, ${width} × ${height}, median of ${RUNS}, ms per megapixel (times ours)\n`);
  console.log(
    table(
      ['', 'Easel', `native OpenCV ${native?.version ?? ''}`.trim(), 'opencv.js', 'Photon, nearest filter'],
      [
        row('classic basic', classic('basic'), native?.basic, js?.basic, blur),
        row('classic advanced', classic('advanced'), native?.advanced, js?.bilateral, undefined),
        row('classic artistic', classic('artistic'), native?.artistic, undefined, edges),
        row('pencil basic', pencil('basic'), native?.softDodge, undefined, blur),
        row('pencil advanced', pencil('advanced'), native?.pencilSketch, undefined, edges),
        row(
          'pencil advanced, colour',
          pencil('advanced', 'color'),
          native?.pencilSketch,
          undefined,
          undefined,
        ),
        row('pencil artistic', pencil('artistic'), native?.pencilSketch, undefined, undefined),
      ],
    ),
  );
  console.log(
    '\nopencv.js beside advanced is its bilateral filter alone; OpenCV beside the pencil is pencilSketch().',
  );
}
