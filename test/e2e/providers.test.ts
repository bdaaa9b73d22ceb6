import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { parseSettings } from '../../src/env.ts';
import { Problem } from '../../src/http/problem.ts';
import { askProvider, type ProviderName, type SentPhoto } from '../../src/masks/providers/index.ts';

const PHOTO: SentPhoto = {
  bytes: new Uint8Array([1, 2, 3]),
  contentType: 'image/jpeg',
  width: 320,
  height: 160,
};
const MASK = new Uint8Array([9, 8, 7]);
const MASK_BASE64 = Buffer.from(MASK).toString('base64');

interface Received {
  method: string;
  path: string;
  authorization: string | undefined;
  body: Record<string, unknown>;
}

type Reply = (request: Received, response: ServerResponse, origin: string) => void;

let server: Server | undefined;
const received: Received[] = [];

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  const text = Buffer.concat(chunks).toString();
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    authorization: request.headers.authorization,
    body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

/** A provider that answers as told; its address. */
async function provider(reply: Reply): Promise<string> {
  received.length = 0;
  const started = createServer((request, response) => {
    void read(request).then((what) => {
      received.push(what);
      reply(what, response, `http://${request.headers.host ?? ''}`);
    });
  });
  server = started.listen(0, '127.0.0.1');
  await once(started, 'listening');
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

function ask(name: ProviderName, url: string, timeoutSeconds = 5) {
  const settings = parseSettings({
    JWT_SECRET_KEY: 'x'.repeat(32),
    SEGMENTER: name,
    SAM_API_URL: url,
    SAM_API_TOKEN: 'sesame',
    SAM_API_TIMEOUT: String(timeoutSeconds),
    OUTBOUND_LOOPBACK: 'on',
  });
  return askProvider(name, PHOTO, settings);
}

async function failure(asked: Promise<unknown>): Promise<string> {
  const error: unknown = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Problem);
  expect(error).toMatchObject({ code: 'PROVIDER_FAILED', status: 502 });
  return (error as Problem).message;
}

const IMAGE = { kind: 'image', bytes: MASK, score: null };

/** Each provider's whole conversation, in the shapes that it really uses. */
const PROVIDERS: Record<ProviderName, { reply: Reply; masks: unknown[] }> = {
  'sam-endpoint': {
    reply: (request, response) => {
      expect(request.body).toEqual({ image: 'AQID' });
      expect(request.authorization).toBe('Bearer sesame');
      const mask = { id: 0, mask_b64: MASK_BASE64, area: 12, bbox: [0, 0, 4, 3] };
      json(response, {
        width: 160,
        height: 80,
        processed_masks: [mask, { ...mask, mask_b64: `data:image/png;base64,${MASK_BASE64}` }],
      });
    },
    masks: [IMAGE, IMAGE],
  },
  replicate: {
    reply: ({ method, path, body, authorization }, response, origin) => {
      if (path.endsWith('.png')) return void response.end(MASK);
      expect(authorization).toBe('Bearer sesame');
      const urls = { get: `${origin}/predictions/p1`, cancel: `${origin}/predictions/p1/cancel` };
      if (method === 'POST') {
        expect(body).toMatchObject({ input: { image: 'data:image/jpeg;base64,AQID' } });
        return json(response, { id: 'p1', status: 'starting', urls, output: null }, 201);
      }
      const polls = received.filter((one) => one.path === '/predictions/p1').length;
      if (polls < 2) return json(response, { id: 'p1', status: 'processing', urls, output: null });
      const files = [`${origin}/a.png`, `${origin}/b.png`];
      json(response, {
        id: 'p1',
        status: 'succeeded',
        urls,
        output: { combined_mask: files[0], individual_masks: files },
      });
    },
    masks: [IMAGE, IMAGE],
  },
  fal: {
    reply: ({ method, path, body, authorization }, response, origin) => {
      if (path.endsWith('.png')) return void response.end(MASK);
      expect(authorization).toBe('Key sesame');
      const job = { request_id: 'r', status_url: `${origin}/r/status`, response_url: `${origin}/r` };
      if (method === 'POST') {
        expect(body).toMatchObject({ image_url: 'data:image/jpeg;base64,AQID' });
        return json(response, { status: 'IN_QUEUE', ...job });
      }
      const polls = received.filter((one) => one.path === '/r/status').length;
      if (path === '/r/status') return json(response, { status: polls < 2 ? 'IN_PROGRESS' : 'COMPLETED' });
      const masks = [`${origin}/a.png`, `data:image/png;base64,${MASK_BASE64}`].map((url) => ({
        url,
        content_type: 'image/png',
      }));
      json(response, { combined_mask: masks[0], individual_masks: masks });
    },
    masks: [IMAGE, IMAGE],
  },
  roboflow: {
    reply: ({ body }, response) => {
      expect(body).toMatchObject({ api_key: 'sesame', image: { type: 'base64', value: 'AQID' } });
      const { prompts } = body['prompts'] as { prompts: { points: { x: number; y: number }[] }[] };
      expect(prompts).toHaveLength(8 * 4);
      expect(prompts[0]?.points[0]).toMatchObject({ x: 20, y: 20, positive: true });
      const polygons = [
        [
          [0, 0],
          [4, 0],
          [4, 3],
        ],
      ];
      const predictions = [
        { masks: polygons, confidence: 0.9, format: 'polygon' },
        { masks: { size: [2, 2], counts: '040' }, confidence: 0.5, format: 'rle' },
      ];
      json(response, { predictions, time: 0.2 });
    },
    masks: [
      {
        kind: 'polygons',
        polygons: [
          [
            [0, 0],
            [4, 0],
            [4, 3],
          ],
        ],
        width: 320,
        height: 160,
        score: 0.9,
      },
      { kind: 'rle', counts: '040', width: 2, height: 2, score: 0.5 },
    ],
  },
  huggingface: {
    reply: ({ body, authorization }, response) => {
      expect(authorization).toBe('Bearer sesame');
      expect(body).toEqual({ inputs: 'AQID' });
      json(response, { masks: [MASK_BASE64, { size: [2, 3], counts: [1, 2, 3] }], scores: [0.75, 0.5] });
    },
    masks: [
      { kind: 'image', bytes: MASK, score: 0.75 },
      { kind: 'rle', counts: [1, 2, 3], width: 3, height: 2, score: 0.5 },
    ],
  },
};

const NAMES = Object.keys(PROVIDERS) as ProviderName[];

/** The shape of "nothing found" that each uses. */
const NOTHING: Record<ProviderName, unknown> = {
  'sam-endpoint': { width: 1, height: 1, processed_masks: [] },
  replicate: {
    status: 'succeeded',
    urls: { get: 'x' },
    output: { combined_mask: 'x', individual_masks: [] },
  },
  fal: { combined_mask: null, individual_masks: [] },
  roboflow: { predictions: [], time: 0 },
  huggingface: [],
};

describe.each(NAMES)('%s', (name) => {
  it('gives its masks', async () => {
    const url = await provider(PROVIDERS[name].reply);
    expect(await ask(name, url)).toEqual(PROVIDERS[name].masks);
  });

  it('may find nothing', async () => {
    const url = await provider((_, response) => json(response, NOTHING[name]));
    expect(await ask(name, url)).toEqual([]);
  });

  it('is asked again while it is busy, after the time that it names', async () => {
    const url = await provider((request, response, origin) => {
      if (received.length < 3)
        response.writeHead(received.length === 1 ? 429 : 503, { 'Retry-After': '0' }).end();
      else PROVIDERS[name].reply(request, response, origin);
    });
    expect(await ask(name, url)).toEqual(PROVIDERS[name].masks);
  });

  it.each([
    [
      'stays busy',
      (response: ServerResponse) => response.writeHead(429, { 'Retry-After': '0' }).end(),
      'answered with the error 429',
    ],
    [
      'fails',
      (response: ServerResponse) => response.writeHead(500).end('boom'),
      'answered with the error 500',
    ],
    [
      'answers HTML',
      (response: ServerResponse) => response.end('<html>sorry</html>'),
      'answered something that is not JSON',
    ],
    [
      'answers something else',
      (response: ServerResponse) => json(response, { hello: 1 }),
      'answered something unexpected',
    ],
    ['hangs up', (response: ServerResponse) => response.destroy(), 'could not be reached'],
    [
      'redirects into a private network',
      (response: ServerResponse) =>
        response.writeHead(302, { Location: 'http://169.254.169.254/latest' }).end(),
      'gave an address that is not called',
    ],
    [
      'answers without end',
      (response: ServerResponse) => {
        const more = () => void response.write(Buffer.alloc(1 << 20), (error) => error ?? more());
        more();
      },
      'answered with too much',
    ],
  ])('%s: a plain sentence, no more', async (_, reply, sentence) => {
    const url = await provider((request, response) => reply(response));
    expect(await failure(ask(name, url))).toBe(`The segmentation provider ${sentence}.`);
  });

  it('does not answer in time', async () => {
    const url = await provider(() => undefined);
    expect(await failure(ask(name, url, 1))).toBe('The segmentation provider did not answer in time.');
  });
});

describe('files that a provider points to', () => {
  it.each(['http://10.0.0.1/a.png', 'file:///etc/passwd', 'http://metadata.google.internal/', 'nonsense'])(
    'are not fetched from %s',
    async (address) => {
      const url = await provider((_, response) =>
        json(response, { status: 'succeeded', urls: { get: 'x' }, output: { individual_masks: [address] } }),
      );
      expect(await failure(ask('replicate', url))).toBe(
        'The segmentation provider gave an address that is not called.',
      );
      expect(received).toHaveLength(1);
    },
  );

  it('are asked for without the token, once another origin is redirected to', async () => {
    const other = createServer((request, response) => {
      expect(request.headers.authorization).toBeUndefined();
      response.end(
        JSON.stringify({ status: 'succeeded', urls: { get: 'x' }, output: { individual_masks: [] } }),
      );
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    const url = await provider(({ method }, response, origin) => {
      if (method === 'POST') json(response, { status: 'starting', urls: { get: `${origin}/p` } });
      else response.writeHead(307, { Location: elsewhere }).end();
    });
    expect(await ask('replicate', url)).toEqual([]);
    other.close();
  });

  it('get no token when they are of another origin, without a redirect', async () => {
    const seen: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end(
        JSON.stringify({ status: 'succeeded', urls: { get: 'x' }, output: { individual_masks: [] } }),
      );
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    const url = await provider((_, response) =>
      json(response, { status: 'starting', urls: { get: elsewhere } }),
    );
    expect(await ask('replicate', url)).toEqual([]);
    expect(seen).toEqual([undefined]);
    other.close();
  });

  it('are fetched up to sixty', async () => {
    const url = await provider(({ method }, response, origin) => {
      const files = Array.from({ length: 70 }, (_, i) => `${origin}/${i}.png`);
      const done = { status: 'succeeded', urls: { get: 'x' }, output: { individual_masks: files } };
      if (method === 'POST') json(response, done);
      else response.end(MASK);
    });
    expect(await ask('replicate', url)).toHaveLength(60);
    expect(received).toHaveLength(61);
  });

  it('a prediction that failed or was cancelled is a failure', async () => {
    const url = await provider((_, response) =>
      json(response, { status: 'failed', urls: { get: 'x' }, error: 'CUDA' }),
    );
    expect(await failure(ask('replicate', url))).toBe(
      'The segmentation provider could not work on this photo.',
    );
  });
});
