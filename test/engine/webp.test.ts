import { describe, expect, it } from 'vitest';
import { WebpDecoder } from '../../src/engine/codec/webp/decoder.ts';
import { WebpEncoder } from '../../src/engine/codec/webp/encoder.ts';
import { plan, readHeader, sketchParameters } from '../../src/engine/index.ts';
import { concat, riff, u32, vp8x } from './files.ts';
import { loadModules } from './modules.ts';
import { codeOf, decode, encode, fixture, newEngine, paint, type Rgba, sketch } from './pictures.ts';
import { psnr, randomNumbers } from './planes.ts';

const MIB = 1024 * 1024;
const modules = loadModules();
const decoder = new WebpDecoder(modules.webpDecoder);
const encoder = new WebpEncoder(modules.webpEncoder);

function decoded(file: Uint8Array): Rgba {
  return decoder.decode(file, ({ width, height, rows }) => ({
    width,
    height,
    data: rows(0, height).slice(),
  }));
}

function webp({ width, height, data }: Rgba, quality = 90): Uint8Array<ArrayBuffer> {
  return encoder.encode(width, height, quality, (rgba) => rgba.set(data));
}

/** As test/fixtures/files/README.md says; `alpha` as the fixture with alpha was made. */
const ramp = paint(16, 12, (x, y) => [255 - 12 * x, 20 * y, 15 * x]);

/** What of RGBA can be seen: transparent pixels have any colour. */
function onWhite({ data }: Rgba): Float64Array {
  return Float64Array.from({ length: (data.length / 4) * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3) * 4;
    const alpha = (data[pixel + 3] ?? 0) / 255;
    return (data[pixel + (i % 3)] ?? 0) * alpha + 255 * (1 - alpha);
  });
}

function seen(picture: Rgba): Uint8Array {
  return Uint8Array.from(onWhite(picture), Math.round);
}

describe('the WebP decoder', () => {
  it.each(['ramp-lossless.webp', 'two-frames.webp'])('reads %s exactly', (name) => {
    expect(decoded(fixture(`files/${name}`))).toEqual(ramp);
  });

  it('reads lossy pixels as they were meant', () => {
    expect(psnr(seen(decoded(fixture('files/ramp-lossy.webp'))), onWhite(ramp))).toBeGreaterThan(30);
  });

  it('reads alpha beside lossy pixels', () => {
    const alpha = paint(16, 12, (x, y) => [255 - 12 * x, 20 * y, 15 * x, y < 6 ? 255 : x * 17]);
    const picture = decoded(fixture('files/ramp-alpha.webp'));
    expect(psnr(seen(picture), onWhite(alpha))).toBeGreaterThan(30);
    expect(picture.data.filter((_, i) => i % 4 === 3)).toEqual(alpha.data.filter((_, i) => i % 4 === 3));
  });

  it('puts the first frame of an animation where it belongs, and nothing around it', () => {
    const { width, height, data } = decoded(fixture('files/small-frame.webp'));
    expect([width, height]).toEqual([16, 12]);
    const inside = (i: number) => {
      const [x, y] = [i % 16, Math.floor(i / 16)];
      return x >= 4 && x < 12 && y >= 2 && y < 8;
    };
    const alphas = Array.from({ length: 16 * 12 }, (_, i) => data[i * 4 + 3]);
    expect(alphas).toEqual(alphas.map((_, i) => (inside(i) ? 255 : 0)));
    // The frame is the ramp at half its size.
    const middle = (5 * 16 + 8) * 4;
    expect(Math.abs((data[middle] ?? 0) - (255 - 12 * 9))).toBeLessThan(25);
  });

  it.each([
    ['an animation without frames', riff(['VP8X', [2, ...vp8x(16, 12).slice(1)]])],
    ['a frame that leaves its canvas', ((file) => file.fill(5, 52, 53))(fixture('files/small-frame.webp'))],
    [
      'a frame whose picture has another size',
      ((file) => file.fill(9, 58, 59))(fixture('files/two-frames.webp')),
    ],
    [
      'a picture of another size than its canvas',
      riff(['VP8X', vp8x(16, 12)], ['VP8L', [0x2f, 9, 0, 0, 0, 0]]),
    ],
    ['no picture', riff(['VP8 ', concat([0, 0, 0, 0x9d, 1, 0x2a], u32(0x10001000))])],
  ])('calls %s damaged, and reads the next file', (_, file) => {
    expect(codeOf(() => decoded(file))).toBe('CORRUPT_IMAGE');
    expect(decoded(fixture('files/ramp-lossless.webp'))).toEqual(ramp);
  });

  it('hands on what its user throws, unharmed', () => {
    const file = fixture('files/ramp-lossless.webp');
    const held = decoder.memoryBytes();
    for (let i = 0; i < 500; i++) {
      expect(() =>
        decoder.decode(file, () => {
          throw new RangeError('no room');
        }),
      ).toThrow(RangeError);
    }
    expect(decoded(file)).toEqual(ramp);
    expect(decoder.memoryBytes()).toBe(held);
  });

  it('refuses what does not fit its limit, and reads it when there is room again', () => {
    const held = new WebpDecoder(modules.webpDecoder);
    const file = webp(paint(3000, 2000, () => [200, 100, 50]));
    held.limitBytes = 24 * MIB;
    expect(codeOf(() => held.decode(file, () => 0))).toBe('CORRUPT_IMAGE');
    expect(held.memoryBytes()).toBeLessThanOrEqual(24 * MIB);
    held.limitBytes = 40 * MIB;
    expect(held.decode(file, ({ width }) => width)).toBe(3000);
  });
});

describe('the WebP encoder', () => {
  const photo = decode(fixture('photos/chelsea.png'));

  it('writes what two decoders read alike, close to the original', () => {
    const file = webp(photo);
    expect(readHeader(file, true)).toMatchObject({ type: 'webp', width: 451, height: 300, lossless: false });
    expect(psnr(seen(decoded(file)), onWhite(photo))).toBeGreaterThan(38);
    expect(psnr(seen(decode(file)), onWhite(photo))).toBeGreaterThan(36);
  });

  it('gets smaller and worse with lower quality', () => {
    const sizes = [95, 90, 60, 20].map((quality) => webp(photo, quality).length);
    expect(sizes).toEqual(sizes.toSorted((one, other) => other - one));
    expect(new Set(sizes).size).toBe(4);
  });

  it.each([
    [1, 1],
    [17, 1],
    [1, 33],
    [255, 3],
  ])('takes %i × %i pixels', (width, height) => {
    const grey = paint(width, height, () => [90, 90, 90]);
    const picture = decoded(webp(grey));
    expect([picture.width, picture.height]).toEqual([width, height]);
    expect(psnr(seen(picture), onWhite(grey))).toBeGreaterThan(40);
  });

  it('throws when there is no room, and encodes when there is again', () => {
    const held = new WebpEncoder(modules.webpEncoder);
    const flat = (rgba: Uint8Array) => rgba.fill(255);
    held.limitBytes = 20 * MIB;
    expect(() => held.encode(3000, 2000, 90, flat)).toThrow(RangeError);
    expect(held.memoryBytes()).toBeLessThanOrEqual(20 * MIB);
    held.limitBytes = 100 * MIB;
    expect(held.encode(3000, 2000, 90, flat).length).toBeGreaterThan(100);
  });
});

describe('the memory of WebP', () => {
  const random = randomNumbers(7);
  const noise = paint(1800, 1400, (x) => [random(256), random(256), x & 255]);
  const clear = { ...noise, data: noise.data.map((value, i) => (i % 4 === 3 ? random(256) : value)) };
  const FILES = {
    lossy: webp(noise, 80),
    'lossy with alpha': webp(clear, 80),
    lossless: encode(noise, 'webp'),
  };

  it.each(Object.entries(FILES))('%s, in and out, stays in the plan', (_, file) => {
    const header = readHeader(file, true);
    for (const parameters of [
      { look: 'classic', method: 'basic' },
      { type: 'color', format: 'webp' },
    ]) {
      const request = sketchParameters.parse(parameters);
      const { codecBytes, peakBytes } = plan(header, request, file.length);
      const engine = newEngine();
      sketch(engine, file, parameters);
      expect(engine.memoryBytes()).toBeLessThanOrEqual(peakBytes);
      const alone = new WebpDecoder(modules.webpDecoder);
      alone.decode(file, () => 0);
      expect(alone.memoryBytes()).toBeLessThanOrEqual(codecBytes.webpDecoder);
    }
  });

  it('of the encoder stays in the plan for the worst there is to encode', () => {
    const alone = new WebpEncoder(modules.webpEncoder);
    alone.encode(noise.width, noise.height, 90, (rgba) => rgba.set(noise.data));
    const header = readHeader(FILES.lossy, true);
    const { codecBytes } = plan(header, sketchParameters.parse({ format: 'webp' }));
    expect(alone.memoryBytes()).toBeLessThanOrEqual(codecBytes.webpEncoder);
  });

  it('draws twelve megapixels, in colour at half their size', () => {
    const file = webp(
      paint(4000, 3000, (x, y) => [x & 255, y & 255, (x ^ y) & 255]),
      75,
    );
    const engine = newEngine();
    expect(sketch(engine, file, { look: 'classic', method: 'basic' }).result).toMatchObject({ width: 4000 });
    const { result } = sketch(engine, file, { type: 'color', method: 'basic', format: 'jpeg' });
    expect(result).toMatchObject({ width: 2000, height: 1500 });
    expect(engine.memoryBytes()).toBeLessThanOrEqual(100 * MIB);
  });
});
