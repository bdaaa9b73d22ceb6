import { describe, expect, it } from 'vitest';
import { reachOfAddress, reachOfHost } from '../../src/outbound/addresses.ts';
import { checkAddress } from '../../src/outbound/guard.ts';

const PRIVATE = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.127.255.254',
  '169.254.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '192.168.0.1',
  '192.168.255.255',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  'fc00::1',
  'fdff::1',
  'fe80::1',
  'ff02::1',
  '2001:db8::1',
  '::ffff:10.0.0.1',
  '::ffff:169.254.169.254',
  '64:ff9b::10.0.0.1',
  '2002:0a00:0001::1',
  '2001:0:1234::1',
];
const LOOPBACK = ['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1'];
const PUBLIC = [
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '192.169.0.0',
  '2606:4700:4700::1111',
  '::ffff:1.1.1.1',
];

describe('where an address leads', () => {
  it.each(PRIVATE)('%s is private', (address) => expect(reachOfAddress(address)).toBe('private'));
  it.each(LOOPBACK)('%s is this machine', (address) => expect(reachOfAddress(address)).toBe('loopback'));
  it.each(PUBLIC)('%s is public', (address) => expect(reachOfAddress(address)).toBe('public'));
  it.each(['example.org', '', '1.2.3.4.5', 'g::1'])('%s is no address', (text) =>
    expect(reachOfAddress(text)).toBeUndefined(),
  );
});

describe('where a host leads, however it is written', () => {
  it.each([
    ['http://2130706433/', 'loopback'],
    ['http://0x7f.1/', 'loopback'],
    ['http://0177.0.0.1/', 'loopback'],
    ['http://[::1]/', 'loopback'],
    ['http://LOCALHOST./', 'loopback'],
    ['http://a.localhost/', 'loopback'],
    ['http://[::ffff:a00:1]/', 'private'],
    ['http://0xa9fea9fe/', 'private'],
    ['http://metadata/', 'private'],
    ['http://metadata.google.internal/', 'private'],
    ['http://printer.local/', 'private'],
    ['http://router.home.arpa./', 'private'],
    ['https://example.org/', 'public'],
    ['https://localhost.example.org/', 'public'],
    ['https://1.1.1.1/', 'public'],
  ])('%s is %s', (url, reach) => expect(reachOfHost(new URL(url).hostname)).toBe(reach));
});

describe('the guard', () => {
  const to = (url: string, loopback: boolean, addresses: string[] = []) =>
    checkAddress(new URL(url), loopback, async () => addresses);

  it.each([
    ['http://example.org/', false],
    ['http://example.org/', true],
    ['ftp://127.0.0.1/', true],
    ['https://user:secret@example.org/', true],
    ['https://127.0.0.1/', false],
    ['http://localhost:9000/', false],
    ['https://10.0.0.1/', true],
    ['https://[fd00::1]/', true],
  ])('refuses %s (this machine allowed: %s)', async (url, loopback) => {
    await expect(to(url, loopback)).rejects.toMatchObject({ name: 'RefusedAddress' });
  });

  it('refuses a public name that stands for a private address, also beside a public one', async () => {
    await expect(to('https://example.org/', true, ['1.1.1.1', '10.0.0.1'])).rejects.toMatchObject({
      name: 'RefusedAddress',
    });
    await expect(to('https://example.org/', true, ['127.0.0.1'])).rejects.toMatchObject({
      name: 'RefusedAddress',
    });
  });

  it.each([
    ['https://example.org/', false, ['93.184.215.14']],
    ['https://example.org/', false, []],
    ['https://1.1.1.1/', false, ['10.0.0.1']],
    ['http://127.0.0.1:9000/x', true, []],
    ['https://localhost/', true, []],
  ])('lets %s pass (this machine allowed: %s)', async (url, loopback, addresses) => {
    await expect(to(url, loopback, addresses)).resolves.toBeUndefined();
  });
});
