import { BufferSource, EncodedPacketSink, Input, MP4 } from 'mediabunny';
import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/engine/video/boxes.ts';
import { writeFragment, writeFragmentedHead } from '../../../src/engine/video/mp4.ts';
import { decodeWithFfmpeg, findFfmpeg, probe } from './decoders.ts';
import { type Film, makeFilm, shown } from './film.ts';

const FPS = 30;
const FRAMES = 50;
const IDR_INTERVAL = 20;
const KEY_FRAMES = [0, 20, 40];

const film = makeFilm({
  width: 98,
  height: 62,
  fps: FPS,
  frames: FRAMES,
  idrInterval: IDR_INTERVAL,
  changes: 0.2,
  brushes: ['edge', 'gradient'],
  seed: 11,
});

/** The film in fragments of so many frames. */
function inFragments({ track, samples }: Film, length: number): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [writeFragmentedHead(track, samples.length)];
  for (let from = 0; from < samples.length; from += length) {
    parts.push(writeFragment(track, parts.length, from, samples.slice(from, from + length)));
  }
  return concat(parts);
}

interface Box {
  type: string;
  start: number;
  content: Uint8Array;
}

function boxesOf(data: Uint8Array): Box[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const boxes: Box[] = [];
  for (let at = 0; at < data.length;) {
    const size = view.getUint32(at);
    const type = new TextDecoder().decode(data.subarray(at + 4, at + 8));
    boxes.push({ type, start: at, content: data.subarray(at + 8, at + size) });
    at += size;
  }
  return boxes;
}

function inside(data: Uint8Array, ...path: string[]): Uint8Array {
  let content = data;
  for (const type of path) {
    const box = boxesOf(content).find((candidate) => candidate.type === type);
    if (!box) throw new Error(`no ${type} of ${path.join('/')}`);
    ({ content } = box);
  }
  return content;
}

const FILES = [
  ['in one piece', film.file],
  ['in fragments that begin at key frames', inFragments(film, IDR_INTERVAL)],
  ['in fragments of seven frames', inFragments(film, 7)],
] as const;

describe.each(FILES)('a film %s', (_, file) => {
  const input = new Input({ source: new BufferSource(file), formats: [MP4] });

  async function videoTrack() {
    const track = await input.getPrimaryVideoTrack();
    if (!track) throw new Error('no video track');
    return track;
  }

  async function packets() {
    const all = [];
    for await (const packet of new EncodedPacketSink(await videoTrack()).packets()) all.push(packet);
    return all;
  }

  it('says its size, length, rate, colours and codec', async () => {
    const track = await videoTrack();
    expect([await track.getCodedWidth(), await track.getCodedHeight()]).toEqual([98, 62]);
    expect(await input.computeDuration()).toBeCloseTo(FRAMES / FPS, 6);
    expect((await track.computePacketStats()).averagePacketRate).toBeCloseTo(FPS, 6);
    expect(await track.getCodec()).toBe('avc');
    expect(await track.getCodecParameterString()).toBe('avc1.42c00a');
    expect(await track.getColorSpace()).toEqual({
      primaries: 'bt709',
      transfer: 'bt709',
      matrix: 'bt709',
      fullRange: false,
    });
  });

  it('has every sample at its time, and marks key frames', async () => {
    const read = await packets();
    expect(read.map(({ data }) => Buffer.from(data).toString('hex'))).toEqual(
      film.samples.map(({ data }) => Buffer.from(data).toString('hex')),
    );
    for (const [frame, { timestamp, duration }] of read.entries()) {
      expect(timestamp).toBeCloseTo(frame / FPS, 6);
      expect(duration).toBeCloseTo(1 / FPS, 6);
    }
    expect(read.flatMap(({ type }, frame) => (type === 'key' ? [frame] : []))).toEqual(KEY_FRAMES);
  });
});

describe.each(findFfmpeg() ? FILES : [])('a film %s', (_, file) => {
  it('is read by ffmpeg as what was put in', () => {
    expect(probe(file)).toMatchObject({
      codec_name: 'h264',
      profile: 'Constrained Baseline',
      level: 10,
      width: 98,
      height: 62,
      pix_fmt: 'yuv420p',
      color_range: 'tv',
      color_space: 'bt709',
      color_transfer: 'bt709',
      color_primaries: 'bt709',
      r_frame_rate: '30/1',
      has_b_frames: 0,
      refs: 1,
      nb_read_frames: String(FRAMES),
    });
    const { pixels, complaints } = decodeWithFfmpeg(file);
    expect(complaints).toBe('');
    expect(Buffer.compare(pixels, shown(film))).toBe(0);
  });
});

describe('the boxes of a film in one piece', () => {
  it('come in an order that lets it play while it loads', () => {
    expect(boxesOf(film.file).map(({ type }) => type)).toEqual(['ftyp', 'moov', 'mdat']);
  });

  it('hold parameter sets that are those of the stream', () => {
    const entry = inside(film.file, 'moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd').subarray(8);
    const description = inside(entry, 'avc1').subarray(78);
    const { sps, pps } = film.track;
    const [, profile = 0, constraints = 0, level = 0] = sps;
    const FOUR_BYTE_LENGTHS = 0xff;
    const ONE_SEQUENCE = 0xe1;
    expect([...inside(description, 'avcC')]).toEqual([
      ...[1, profile, constraints, level, FOUR_BYTE_LENGTHS, ONE_SEQUENCE],
      ...[0, sps.length, ...sps],
      ...[1, 0, pps.length, ...pps],
    ]);
  });

  it('point to the first byte of the pictures', () => {
    const table = inside(film.file, 'moov', 'trak', 'mdia', 'minf', 'stbl', 'stco');
    const offset = new DataView(table.buffer, table.byteOffset).getUint32(8);
    const first = film.samples[0]?.data ?? new Uint8Array();
    expect([...film.file.subarray(offset, offset + first.length)]).toEqual([...first]);
  });
});

describe('the boxes of a film in fragments', () => {
  it('are a head without pictures, and a pair for each fragment', () => {
    const types = boxesOf(inFragments(film, IDR_INTERVAL)).map(({ type }) => type);
    expect(types).toEqual(['ftyp', 'moov', 'moof', 'mdat', 'moof', 'mdat', 'moof', 'mdat']);
  });

  it('number the fragments from one', () => {
    const fragments = boxesOf(inFragments(film, 7)).filter(({ type }) => type === 'moof');
    const numbers = fragments.map(({ content }) => {
      const header = inside(content, 'mfhd');
      return new DataView(header.buffer, header.byteOffset).getUint32(4);
    });
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('hold times beyond 32 bits', () => {
    const TICKS = 90_000 / FPS;
    const frame = 2 ** 33;
    const [moof] = boxesOf(writeFragment({ fps: FPS }, 1, frame, film.samples.slice(0, 1)));
    const header = inside(moof?.content ?? new Uint8Array(), 'traf', 'tfdt');
    expect(new DataView(header.buffer, header.byteOffset).getBigUint64(4)).toBe(
      BigInt(frame) * BigInt(TICKS),
    );
  });
});
