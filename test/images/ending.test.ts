import { describe, expect, it } from 'vitest';
import { sniff } from '../../src/engine/index.ts';
import { endingOf } from '../../src/images/ending.ts';
import { CHELSEA, SAMPLES } from '../support/photos.ts';
import { chunksOf, pngOf } from '../support/png.ts';

/** What follows the picture in some of the samples and may be missing from them. */
function isComplete(bytes: Uint8Array, step = bytes.length): boolean {
  const ending = endingOf(sniff(bytes));
  for (let at = 0; at < bytes.length; at += step) ending.feed(bytes.subarray(at, at + step));
  return ending.isComplete();
}

const TOLD = SAMPLES.filter(([type]) => type !== 'image/tiff');

describe('a file', () => {
  it.each(TOLD)('is whole with its last byte and not before: %s', (type, bytes) => {
    // The padding byte of a RIFF chunk may be missing.
    const least = type === 'image/webp' ? 2 : 1;
    for (const step of [1, 7, bytes.length]) {
      expect(isComplete(bytes, step)).toBe(true);
      expect(isComplete(bytes.subarray(0, -least), step)).toBe(false);
    }
    for (const share of [0.3, 0.5, 0.9]) {
      expect(isComplete(bytes.subarray(0, Math.floor(bytes.length * share)))).toBe(false);
    }
  });

  it.each(['image/png', 'image/jpeg', 'image/webp', 'image/bmp'])(
    'may have something behind it: %s',
    (type) => {
      const [, bytes = CHELSEA] = SAMPLES.find(([other]) => other === type) ?? [];
      const longer = new Uint8Array(bytes.length + 500).fill(9);
      longer.set(bytes);
      expect(isComplete(longer, 13)).toBe(true);
    },
  );

  it('that is a JPEG is not taken for whole because of the thumbnail in its EXIF', () => {
    const [, jpeg] = SAMPLES[1];
    const thumbnail = [0xff, 0xd8, 0xff, 0xd9];
    const segment = [0xff, 0xe1, 0, 2 + thumbnail.length, ...thumbnail];
    const whole = new Uint8Array([...jpeg.subarray(0, 2), ...segment, ...jpeg.subarray(2)]);
    expect(isComplete(whole, 3)).toBe(true);
    expect(isComplete(whole.subarray(0, -2), 3)).toBe(false);
  });

  it.each([1, 7, 100_000])('that is a PNG is damaged where a checksum is wrong, fed by %i bytes', (step) => {
    const at = CHELSEA.length >> 1;
    const spoilt = CHELSEA.with(at, (CHELSEA[at] ?? 0) ^ 1);
    expect(() => isComplete(spoilt, step)).toThrow('the checksum of its IDAT chunk is wrong');
    const note = { type: 'tEXt', data: new TextEncoder().encode('Comment\0a note') };
    const [header = note, ...others] = chunksOf(CHELSEA);
    const noted = pngOf([header, note, ...others]);
    // Signature and header take 33 bytes, the head of the note 8.
    expect(isComplete(noted.with(43, 7), step)).toBe(true);
    expect(isComplete(pngOf([header, note, ...others]), step)).toBe(true);
  });

  it('that is a PNG has pixels', () => {
    const chunks = chunksOf(CHELSEA);
    const bare = pngOf(chunks.filter(({ type }) => type !== 'IDAT'));
    expect(() => isComplete(bare)).toThrow('it has no pixels');
    const empty = chunks.map((chunk) =>
      chunk.type === 'IDAT' ? { ...chunk, data: new Uint8Array() } : chunk,
    );
    expect(() => isComplete(pngOf(empty), 5)).toThrow('it has no pixels');
  });

  it.each(SAMPLES.filter(([type]) => type === 'image/webp'))(
    'that is a WebP holds its chunks, whatever size it claims: %s',
    (_, webp) => {
      for (const length of [webp.length - 4, webp.length >> 1, 40, 20, 12]) {
        const cut = webp.slice(0, length);
        new DataView(cut.buffer).setUint32(4, length - 8, true);
        for (const step of [1, 5, length])
          expect(() => isComplete(cut, step)).toThrow('The image is damaged');
      }
    },
  );
});
