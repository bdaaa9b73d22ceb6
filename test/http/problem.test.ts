import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/http/codes.ts';
import { Problem, problemResponse } from '../../src/http/problem.ts';

const answer = async (problem: Problem) => {
  const response = problemResponse(problem, '/api/x', 'request-1');
  return { response, body: await response.json<Record<string, unknown>>() };
};

describe('a problem', () => {
  it('says the same to old and new readers', async () => {
    const { response, body } = await answer(
      new Problem('IMAGE_NOT_FOUND', 'Image not found', { details: 'x' }),
    );
    expect(response.status).toBe(404);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(body).toEqual({
      type: 'urn:easel:error:image-not-found',
      title: 'Image not found',
      status: 404,
      detail: 'Image not found',
      instance: '/api/x',
      code: 'IMAGE_NOT_FOUND',
      request_id: 'request-1',
      success: false,
      error: 'Image not found',
      error_type: 'IMAGE_NOT_FOUND',
      status_code: 404,
      details: 'x',
    });
  });

  it('of invalid input lists it in detail and says a sentence in error', async () => {
    const invalid = [{ loc: ['query', 'style'], msg: 'Field required', type: 'missing' }] as const;
    const { body } = await answer(
      new Problem('VALIDATION_ERROR', 'style: Field required', {
        invalid: [{ ...invalid[0], loc: ['query', 'style'] }],
      }),
    );
    expect(body).toMatchObject({
      status: 422,
      detail: invalid,
      error: 'style: Field required',
      details: null,
    });
  });

  it('carries headers and extension members of its own', async () => {
    const { response, body } = await answer(
      new Problem('RATE_LIMITED', undefined, { headers: { 'Retry-After': '60' }, extra: { image_id: 'i' } }),
    );
    expect(response.headers.get('Retry-After')).toBe('60');
    expect(body).toMatchObject({ image_id: 'i', error: ERRORS.RATE_LIMITED[1] });
  });

  it.each([
    ['AUTHENTICATION_REQUIRED', 'Bearer'],
    ['INVALID_CREDENTIALS', 'Bearer'],
    ['FORBIDDEN', null],
  ] as const)('%s asks for authentication: %s', async (code, challenge) => {
    expect((await answer(new Problem(code))).response.headers.get('WWW-Authenticate')).toBe(challenge);
  });

  it('does not tell its cause', async () => {
    const { body } = await answer(new Problem('CONFLICT', 'Try again.', { cause: new Error('SQL secret') }));
    expect(JSON.stringify(body)).not.toContain('SQL secret');
  });
});
