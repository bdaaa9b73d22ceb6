import { describe, expect, it } from 'vitest';
import { hugeFiles } from '../fuzz/corpus.ts';
import { checkSketchable, readHeader, sketchParameters, uprightSize } from '../../src/engine/index.ts';
import { bmp, concat, exif, png, riff, tiff, u16, u32, vp8x, withExif } from './files.ts';
import { codeOf, errorOf, fixture, newEngine } from './pictures.ts';

const FILES = [
  'ramp.png',
  'ramp16.png',
  'ramp.jpg',
  'ramp-progressive.jpg',
  'ramp-lossy.webp',
  'ramp-lossless.webp',
  'ramp.bmp',
  'ramp.tiff',
  'three-frames.gif',
].map((name) => `files/${name}`);

/** The beginning of a lossless WebP (RFC 9649 §3.4). */
function vp8l(width: number, height: number): number[] {
  return [0x2f, ...u32((width - 1) | ((height - 1) << 14), true)];
}

function jpegFrame(width: number, height: number): Uint8Array {
  return concat(
    [0xff, 0xd8, 0xff, 0xc0],
    u16(17),
    [8],
    u16(height),
    u16(width),
    [3],
    [1, 0x11, 0],
    [2, 0x11, 0],
    [3, 0x11, 0],
  );
}

function compressedBy(compression: number): Uint8Array {
  return withTag(fixture('files/ramp.tiff'), 259, compression);
}

/** A little-endian TIFF with another short in one of its tags. */
function withTag(tiffFile: Uint8Array, tag: number, value: number): Uint8Array {
  const file = tiffFile.slice();
  const view = new DataView(file.buffer);
  const first = view.getUint32(4, true);
  const entries = Array.from({ length: view.getUint16(first, true) }, (_, i) => first + 2 + i * 12);
  const entry = entries.find((at) => view.getUint16(at, true) === tag);
  if (entry === undefined) throw new Error(`no tag ${tag}`);
  view.setUint16(entry + 8, value, true);
  return file;
}

describe('the header reader', () => {
  it.each([
    [
      'files/ramp.png',
      { type: 'png', contentType: 'image/png', width: 16, height: 12, bits: 8, channels: 3 },
    ],
    ['files/ramp16.png', { type: 'png', bits: 16 }],
    [
      'files/ramp.jpg',
      { type: 'jpeg', contentType: 'image/jpeg', width: 16, height: 12, progressive: false },
    ],
    ['files/ramp-progressive.jpg', { type: 'jpeg', progressive: true, channels: 3 }],
    ['files/ramp-lossy.webp', { type: 'webp', contentType: 'image/webp', width: 16, height: 12, frames: 1 }],
    ['files/ramp-lossless.webp', { type: 'webp', width: 16, height: 12 }],
    ['files/ramp.bmp', { type: 'bmp', contentType: 'image/bmp', width: 16, height: 12, channels: 3 }],
    [
      'files/ramp.tiff',
      { type: 'tiff', contentType: 'image/tiff', width: 16, height: 12, bits: 8, channels: 3 },
    ],
    ['files/three-frames.gif', { type: 'gif', contentType: 'image/gif', width: 2, height: 1, frames: 3 }],
  ])('reads %s', (path, expected) => {
    expect(readHeader(fixture(path), true)).toMatchObject({ orientation: 1, ...expected });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('finds orientation %i wherever a format keeps it', (orientation) => {
    const files = [
      withExif(fixture('files/ramp.jpg'), orientation),
      png(16, 12, 0, 8, [], { exif: exif(orientation, true) }),
      riff(['VP8X', vp8x(16, 12)], ['EXIF', exif(orientation)]),
      riff(['VP8X', vp8x(16, 12)], ['EXIF', concat('Exif\0\0', exif(orientation))]),
      tiff(16, 12, orientation, true),
      tiff(16, 12, orientation, false),
    ];
    for (const file of files) {
      const header = readHeader(file);
      expect(header).toMatchObject({ width: 16, height: 12, orientation });
      const upright = orientation >= 5 ? { width: 12, height: 16 } : { width: 16, height: 12 };
      expect(uprightSize(header)).toEqual(upright);
    }
  });

  it.each([0, 9, 65_535])('takes the impossible orientation %i for upright', (orientation) => {
    expect(readHeader(withExif(fixture('files/ramp.jpg'), orientation)).orientation).toBe(1);
  });

  it.each([
    ['HTML', '<!doctype html><img>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['XML', '<?xml version="1.0"?><svg/>'],
    ['PDF', '%PDF-1.7'],
    ['WAVE', 'RIFF\0\0\0\0WAVEfmt '],
    ['zeros', '\0\0\0\0\0\0\0\0\0\0\0\0'],
  ])('does not take %s for an image', (_, text) => {
    expect(codeOf(() => readHeader(concat(text), true))).toBe('UNSUPPORTED_FORMAT');
    expect(codeOf(() => readHeader(concat(text)))).toBe('UNSUPPORTED_FORMAT');
  });

  it.each([2, 3, 4, 6, 9, 34_925, 50_000, 50_001])(
    'does not take a TIFF with compression %i, which the answer names',
    (compression) => {
      const error = errorOf(() => readHeader(compressedBy(compression), true));
      expect(error).toMatchObject({ code: 'UNSUPPORTED_FORMAT' });
      expect(error?.message).toContain(`number ${compression}`);
    },
  );

  it('takes a TIFF with a compression that is decoded, but no JPEG in YCbCr colours', () => {
    for (const compression of [1, 5, 7, 8, 32_773, 32_946]) {
      expect(readHeader(compressedBy(compression), true)).toMatchObject({ width: 16, height: 12 });
    }
    const colors = withTag(compressedBy(7), 262, 6);
    expect(codeOf(() => readHeader(colors, true))).toBe('UNSUPPORTED_FORMAT');
  });

  it.each([
    ['a PNG without width', png(0, 5, 0, 8, [])],
    ['a JPEG without height', jpegFrame(5, 0)],
    ['a GIF without pixels', concat('GIF89a', [0, 0, 5, 0, 0, 0, 0])],
    ['a TIFF without width', tiff(0, 4, 1, true)],
    ['a BMP without width', bmp(0, 4)],
    ['a TIFF of which a tag has too many numbers', tiff(4, 4, 1, true).fill(2, 14, 15)],
    [
      'a GIF with a first picture wider than its screen',
      ((file) => file.fill(3, 32, 33))(fixture('files/three-frames.gif')),
    ],
    [
      'a GIF with a first picture higher than its screen',
      ((file) => file.fill(2, 34, 35))(fixture('files/three-frames.gif')),
    ],
    ['a JPEG without a frame', concat([0xff, 0xd8, 0xff, 0xda, 0, 8])],
    [
      'a PNG that begins otherwise',
      concat('\x89PNG\r\n\x1a\n', u32(13), 'IEND', u32(0), u32(0), u32(0), u32(0)),
    ],
  ])('calls %s damaged', (_, file) => {
    expect(codeOf(() => readHeader(file, true))).toBe('CORRUPT_IMAGE');
  });

  it.each(FILES)('asks for more of %s until the header is there, and says how much', (path) => {
    const file = fixture(path);
    const whole = readHeader(file, true);
    for (let length = 0; length < file.length; length++) {
      const head = file.subarray(0, length);
      const error = errorOf(() => readHeader(head));
      const size = error ? whole : readHeader(head);
      expect([size.type, size.width, size.height]).toEqual([whole.type, whole.width, whole.height]);
      expect(['NEED_MORE_BYTES', undefined]).toContain(error?.code);
      expect(error?.limit ?? Infinity).toBeGreaterThan(length);
      expect(codeOf(() => readHeader(head, true))).toBe(error ? 'CORRUPT_IMAGE' : 'none');
    }
  });

  it('answers a prefix that grows by what it asked for', () => {
    const file = withExif(fixture('files/ramp.jpg'), 6);
    const tried = [1];
    for (let error = errorOf(() => readHeader(file.subarray(0, 1))); error;) {
      const length = error.limit ?? 0;
      tried.push(length);
      error = errorOf(() => readHeader(file.subarray(0, length)));
    }
    expect(tried).toEqual(tried.toSorted((one, other) => one - other));
    expect(readHeader(file.subarray(0, tried.at(-1))).orientation).toBe(6);
  });
});

describe('the size check', () => {
  const request = sketchParameters.parse({});
  it.each(hugeFiles())(
    'refuses 60000 × 60000 pixels of $name from the header alone, with no codec made',
    ({ name, bytes: file }) => {
      expect(readHeader(file).type).toBe(name);
      expect(codeOf(() => checkSketchable(readHeader(file), request))).toBe('IMAGE_TOO_LARGE');
      const engine = newEngine();
      expect(codeOf(() => engine.sketch(file, request).next())).toBe('IMAGE_TOO_LARGE');
      expect(engine.memoryBytes()).toBe(0);
    },
  );

  it('lets the largest size pass and refuses one row more, in a sentence with both sizes and the format', () => {
    const header = readHeader(riff(['VP8X', vp8x(1000, 1000)]));
    const limits = [{}, { look: 'classic' }, { type: 'color' }, { look: 'classic', method: 'basic' }].map(
      (input) => {
        const asked = sketchParameters.parse(input);
        const error = errorOf(() => checkSketchable({ ...header, height: 60_000 }, asked));
        expect(error?.message).toMatch(/has 60 megapixels; of WebP files, .* up to \d+(\.\d)? megapixels/);
        const limit = error?.limit ?? 0;
        const rows = Math.floor(limit / 1000);
        expect(checkSketchable({ ...header, height: rows }, asked).peakBytes).toBeLessThan(101 * 1024 * 1024);
        expect(codeOf(() => checkSketchable({ ...header, height: rows + 1 }, asked))).toBe('IMAGE_TOO_LARGE');
        return limit;
      },
    );
    expect(Math.min(...limits)).toBeGreaterThan(2_500_000);
  });

  it.each([
    { file: riff(['VP8L', vp8l(4000, 1000)]), least: 7_500_000 },
    { file: riff(['VP8X', vp8x(4000, 1000)], ['ALPH', []], ['VP8 ', []]), least: 12_500_000 },
  ])(
    'takes more of a lossy WebP than of a lossless one, and refuses one row more: $least',
    ({ file, least }) => {
      const header = readHeader(file, true);
      for (const input of [{}, { type: 'color' }, { type: 'color', format: 'webp' }]) {
        const asked = sketchParameters.parse(input);
        const error = errorOf(() => checkSketchable({ ...header, height: 60_000 }, asked));
        expect(error?.message).toMatch(/of WebP files, .* up to \d+(\.\d)? megapixels/);
        const rows = Math.floor((error?.limit ?? 0) / 4000);
        expect(codeOf(() => checkSketchable({ ...header, height: rows + 1 }, asked))).toBe('IMAGE_TOO_LARGE');
        const job = checkSketchable({ ...header, height: rows }, asked);
        expect(job.peakBytes).toBeLessThanOrEqual(100 * 1024 * 1024);
        expect(Math.min(job.width, job.height)).toBeGreaterThan(100);
        expect(error?.limit).toBeGreaterThan(least);
      }
    },
  );

  it('takes less of a WebP the larger its file is, for the codec copies it', () => {
    const header = readHeader(riff(['VP8X', vp8x(3600, 3600)], ['VP8 ', []]), true);
    expect(codeOf(() => checkSketchable(header, request, 2_000_000))).toBe('none');
    expect(codeOf(() => checkSketchable(header, request, 16_000_000))).toBe('IMAGE_TOO_LARGE');
  });

  it.each([
    ['JPEG', jpegFrame(5000, 5000)],
    ['PNG', png(5000, 5000, 2, 8, [])],
  ])('takes a %s of 25 megapixels and refuses one row more', (format, file) => {
    const header = readHeader(file);
    expect(checkSketchable(header, request).peakBytes).toBeLessThanOrEqual(100 * 1024 * 1024);
    const error = errorOf(() => checkSketchable({ ...header, height: 5001 }, request));
    expect(error?.message).toMatch(/has 25.1 megapixels; of (JPEG|PNG) files, .* up to 25 megapixels/);
    expect(error?.message).toContain(format);
    expect(error?.limit).toBe(25_000_000);
  });

  it('takes a PNG as long as a JPEG may be and refuses one pixel more, either way', () => {
    for (const turn of [false, true]) {
      const sized = (long: number) => readHeader(turn ? png(2, long, 6, 16, []) : png(long, 2, 6, 16, []));
      expect(checkSketchable(sized(65_535), request).peakBytes).toBeLessThanOrEqual(100 * 1024 * 1024);
      const error = errorOf(() => checkSketchable(sized(65_536), request));
      expect([error?.code, error?.limit]).toEqual(['IMAGE_TOO_LARGE', 65_535]);
      expect(error?.message).toMatch(/is 65536 pixels long; of PNG files, .* up to 65535 a side/);
    }
  });
});
