import { describe, expect, it } from 'vitest';
import { needsRehash, passwords } from '../../src/accounts/passwords.ts';
import { phc } from './phc.ts';

describe('a password hash', () => {
  it('is a PHC string of scrypt at 2^14, 8, 5, with a new 16-byte salt and a 32-byte key', async () => {
    const [one, two] = [await passwords.hash('secret-1'), await passwords.hash('secret-1')];
    expect(one).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one.split('$')[3]).not.toBe(two.split('$')[3]);
  });

  it('says yes to its password and to no other', async () => {
    const stored = await passwords.hash('correct horse');
    expect(await passwords.verify('correct horse', stored)).toBe(true);
    for (const other of ['correct hors', 'correct horse ', 'Correct horse', '']) {
      expect(await passwords.verify(other, stored)).toBe(false);
    }
  });

  it('made elsewhere is understood', async () => {
    expect(await passwords.verify('secret-1', phc('secret-1', 14, 8, 5))).toBe(true);
    expect(await passwords.verify('secret-1', phc('secret-1', 10, 8, 1, 64))).toBe(true);
    expect(await passwords.verify('secret-2', phc('secret-1', 10, 8, 1))).toBe(false);
  });

  it('covers the whole password: nothing is cut off', async () => {
    const long = 'x'.repeat(4096);
    const stored = await passwords.hash(`${long}a`);
    expect(await passwords.verify(`${long}b`, stored)).toBe(false);
    expect(await passwords.verify(`${long}a`, stored)).toBe(true);
    expect(await passwords.verify('a\0b', await passwords.hash('a\0c'))).toBe(false);
  });

  it.each([
    ['one character or two', 'caf\u00e9 caf\u00e9', 'cafe\u0301 cafe\u0301'],
    ['full width or half', '\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44', 'password'],
    ['a ligature or its letters', 'o\ufb03ce hours', 'office hours'],
  ])('is of the same password however it is typed: %s', async (_, typed, otherwise) => {
    expect(typed).not.toBe(otherwise);
    expect(await passwords.verify(otherwise, await passwords.hash(typed))).toBe(true);
  });

  it.each([
    undefined,
    '',
    'plain text',
    '$2b$12$abcdefghijklmnopqrstuv',
    '$scrypt$ln=14,r=8,p=5$$',
    '$scrypt$ln=14,r=8,p=5$AAAAAAAAAAAAAAAAAAAAAA$AAAA',
    '$scrypt$ln=14,r=8,p=5$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$scrypt$ln=14,r=8,p=5$AAAAAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$scrypt$ln=0,r=8,p=5$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$scrypt$ln=14,r=0,p=5$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$scrypt$ln=99,r=8,p=5$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$scrypt$ln=20,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$scrypt$ln=14,r=8,p=999$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ])('that is none, corrupt or too costly says no: %j', async (stored) => {
    expect(await passwords.verify('secret-1', stored)).toBe(false);
  });
});

describe('rehashing', () => {
  it.each([
    ['at today’s cost', phc('x', 14, 8, 5), false],
    ['at more memory', phc('x', 15, 8, 1), true],
    ['at less memory', phc('x', 13, 8, 5), true],
    ['at less work', phc('x', 14, 8, 1), true],
    ['unreadable', 'plain text', true],
  ])('of a hash %s: needed %s', (_, stored, needed) => {
    expect(needsRehash(stored)).toBe(needed);
  });
});
