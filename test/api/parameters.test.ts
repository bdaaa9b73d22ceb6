import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { gatherParameters, validate } from '../../src/api/parameters.ts';

const KIB = 1024;

function request(query: string, body?: RequestInit['body'], contentType?: string): Request {
  const headers = new Headers();
  if (contentType) headers.set('Content-Type', contentType);
  return new Request(`https://easel.example/x${query}`, { method: 'POST', body: body ?? null, headers });
}

const valuesOf = async (...of: Parameters<typeof request>) => (await gatherParameters(request(...of))).values;

/** A JSON object of that many bytes. */
const jsonOf = (bytes: number) => JSON.stringify({ a: 'x'.repeat(bytes - '{"a":""}'.length) });

describe('parameters', () => {
  const JSON_TYPE = 'application/json';
  const FORM_TYPE = 'application/x-www-form-urlencoded';

  it.each([
    ['the query', '?style=ink&seed=7', undefined, undefined, { style: 'ink', seed: '7' }],
    ['the query beside a body of null', '?style=ink', 'null', JSON_TYPE, { style: 'ink' }],
    ['the query beside null and white space', '?style=ink', ' null\n', JSON_TYPE, { style: 'ink' }],
    ['the query beside an empty body', '?style=ink', '', JSON_TYPE, { style: 'ink' }],
    ['a JSON object', '', '{"style":"ink","seed":7}', JSON_TYPE, { style: 'ink', seed: 7 }],
    ['JSON with a charset', '', '{"a":"é"}', 'application/json; charset=utf-8', { a: 'é' }],
    ['JSON of a subtype', '', '{"a":1}', 'application/vnd.easel+json', { a: 1 }],
    ['JSON as a simple request sends it', '', '{"a":1}', 'text/plain', { a: 1 }],
    ['a form', '', 'style=ink&seed=7', FORM_TYPE, { style: 'ink', seed: '7' }],
    ['both, where the query wins', '?a=query', '{"a":"body","b":1}', JSON_TYPE, { a: 'query', b: 1 }],
    ['nowhere', '', undefined, undefined, {}],
  ])('come from %s', async (_, query, body, contentType, expected) => {
    expect(await valuesOf(query, body, contentType)).toEqual(expected);
  });

  it('come from a multipart form', async () => {
    const form = new FormData();
    form.set('style', 'ink');
    expect(await valuesOf('', form)).toEqual({ style: 'ink' });
  });

  it.each([
    ['{"a":', JSON_TYPE, 'INVALID_JSON'],
    ['{a:1}', JSON_TYPE, 'INVALID_JSON'],
    ['[1]', JSON_TYPE, 'VALIDATION_ERROR'],
    ['"text"', JSON_TYPE, 'VALIDATION_ERROR'],
    ['7', JSON_TYPE, 'VALIDATION_ERROR'],
    ['<a/>', 'application/xml', 'UNSUPPORTED_MEDIA_TYPE'],
    ['abc', 'application/octet-stream', 'UNSUPPORTED_MEDIA_TYPE'],
    ['no boundary', 'multipart/form-data', 'INVALID_REQUEST'],
    ['--x\r\nbroken', 'multipart/form-data; boundary=x', 'INVALID_REQUEST'],
  ])('that cannot be read are refused: %s as %s', async (body, contentType, code) => {
    await expect(valuesOf('', body, contentType)).rejects.toMatchObject({ code });
  });

  it('take 64 KiB and not a byte more, even if the length is not declared', async () => {
    expect(await valuesOf('', jsonOf(64 * KIB), JSON_TYPE)).toHaveProperty('a');
    await expect(valuesOf('', jsonOf(64 * KIB + 1), JSON_TYPE)).rejects.toMatchObject({
      code: 'BODY_TOO_LARGE',
    });
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(KIB)) });
    await expect(valuesOf('', endless, JSON_TYPE)).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
  });

  it('named like parts of every object are mere names', async () => {
    const values = await valuesOf('', '{"__proto__":{"admin":true},"constructor":1}', JSON_TYPE);
    expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
    expect('admin' in values).toBe(false);
  });
});

describe('validation', () => {
  const schema = z.object({
    style: z.enum(['ink', 'oil']),
    points: z.array(z.object({ x: z.number() })).optional(),
  });

  const complaintOf = async (...of: Parameters<typeof request>) => {
    const { values, placeOf } = await gatherParameters(request(...of));
    try {
      return validate(schema, values, placeOf);
    } catch (error) {
      return error as { code: string; message: string; options: { invalid: unknown } };
    }
  };

  it.each([
    ['?style=crayon', undefined, ['query', 'style'], 'invalid_value'],
    ['', '{"style":"crayon"}', ['body', 'style'], 'invalid_value'],
    ['?style=crayon', '{"style":"ink"}', ['query', 'style'], 'invalid_value'],
    ['', undefined, ['query', 'style'], 'missing'],
    ['', '{"other":1}', ['body', 'style'], 'missing'],
    ['', '{"style":"ink","points":[{"x":1},{"x":"a"}]}', ['body', 'points', 1, 'x'], 'invalid_type'],
  ])('says where it went wrong: %s %s', async (query, body, loc, type) => {
    const complaint = await complaintOf(query, body, body === undefined ? undefined : 'application/json');
    expect(complaint).toMatchObject({
      code: 'VALIDATION_ERROR',
      options: { invalid: [{ loc, type, msg: expect.any(String) }] },
    });
  });

  it('lists everything that is wrong and repeats the first in a sentence', async () => {
    const complaint = await complaintOf('?points=1', undefined);
    expect(complaint).toMatchObject({
      message: 'style: Field required',
      options: { invalid: [{ loc: ['query', 'style'] }, { loc: ['query', 'points'] }] },
    });
  });
});
