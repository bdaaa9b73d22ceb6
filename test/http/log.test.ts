import { afterEach, describe, expect, it, vi } from 'vitest';
import { log, redact, setLogLevel } from '../../src/http/log.ts';

afterEach(() => {
  vi.restoreAllMocks();
  setLogLevel('INFO');
});

describe('a log line', () => {
  it.each([
    'password',
    'newPassword',
    'current_password',
    'JWT_SECRET_KEY',
    'access_token',
    'Cookie',
    'set-cookie',
    'Authorization',
    'signature',
    'ws_ticket',
  ])('never holds a %s, however deep', (name) => {
    const secret = 'do-not-show';
    const line = JSON.stringify(redact({ [name]: secret, a: { b: { [name]: { inner: secret } } } }));
    expect(line).not.toContain(secret);
    expect(line).toContain('[redacted]');
  });

  it('keeps ids and durations', () => {
    const fields = { user_id: 'u', session_id: 's', duration_ms: 3, ids: ['a'], nothing: null };
    expect(redact(fields)).toEqual(fields);
  });

  it('tells of an error what an operator needs', () => {
    const error = new TypeError('went wrong', { cause: new Error('because') });
    expect(redact({ error })).toMatchObject({
      error: { name: 'TypeError', message: 'went wrong', cause: 'because', stack: expect.any(String) },
    });
  });

  it('is one line of JSON, on the stream of its level', () => {
    const error = vi.spyOn(console, 'error').mockReturnValue();
    log('ERROR', 'failed', { text: 'two\nlines' });
    const [line] = error.mock.calls[0] ?? [];
    expect(String(line)).not.toContain('\n');
    expect(JSON.parse(String(line))).toEqual({ level: 'ERROR', event: 'failed', text: 'two\nlines' });
  });

  it('below the level that is set is dropped', () => {
    const info = vi.spyOn(console, 'log').mockReturnValue();
    const warning = vi.spyOn(console, 'warn').mockReturnValue();
    setLogLevel('WARNING');
    log('INFO', 'quiet');
    log('WARNING', 'heard');
    expect(info).not.toHaveBeenCalled();
    expect(warning).toHaveBeenCalledOnce();
  });
});
