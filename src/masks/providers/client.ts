import type { z } from 'zod';
import { Problem } from '../../http/problem.ts';
import { bytesOfBase64 } from './provider.ts';
import { type Answer, AnswerTooLarge, fetchOutside, RefusedAddress } from '../../outbound/index.ts';

const MIB = 1024 * 1024;
/** Sixty masks of 12 megapixels as base64 of PNG files. */
const MAX_ANSWER_BYTES = 24 * MIB;
const MAX_MASK_FILE_BYTES = 2 * MIB;
/** Masks that are files are fetched up to this many: each is a call of its own. */
const MAX_MASKS = 60;
const FILES_AT_ONCE = 4;

/** Calls that a provider is too busy for are made this often in all. */
const MAX_TRIES = 3;
const BUSY = new Set([429, 503]);
const DEFAULT_RETRY_SECONDS = 1;

export interface ClientSettings {
  url: string | undefined;
  token: string | undefined;
  timeoutSeconds: number;
  /** Whether the provider may be on this machine: for development. */
  loopback: boolean;
}

/** HTTP as providers need it: one deadline for all calls, retries while they are busy, every failure a sentence. */
export class ProviderClient {
  readonly #settings: ClientSettings;
  readonly #signal: AbortSignal;
  /** Whom the token is meant for. */
  #home = '';

  constructor(settings: ClientSettings) {
    this.#settings = settings;
    this.#signal = AbortSignal.timeout(settings.timeoutSeconds * 1000);
  }

  /** `SAM_API_URL`, or the provider's own address. */
  address(standard?: string): string {
    const address = this.#settings.url ?? standard;
    if (address === undefined) throw new Problem('MISCONFIGURED', 'SAM_API_URL is not set.');
    this.#home = new URL(address).origin;
    return address;
  }

  /** `SAM_API_TOKEN`; empty when there is none. */
  get token(): string {
    return this.#settings.token ?? '';
  }

  /** @throws Problem `PROVIDER_FAILED` when the answer is not what the schema says */
  async json<T>(address: string, init: RequestInit, schema: z.ZodType<T>): Promise<T> {
    const { bytes } = await this.#call(address, init, MAX_ANSWER_BYTES);
    const result = schema.safeParse(parseJson(bytes));
    if (!result.success) throw failed('answered something unexpected', result.error);
    return result.data;
  }

  /** Files that an answer points to, the first MAX_MASKS of them; a few at a time, as all stand in memory. */
  async files(addresses: readonly string[]): Promise<Uint8Array<ArrayBuffer>[]> {
    const files: Uint8Array<ArrayBuffer>[] = [];
    let total = 0;
    for (let from = 0; from < Math.min(MAX_MASKS, addresses.length); from += FILES_AT_ONCE) {
      const some = addresses.slice(from, Math.min(MAX_MASKS, from + FILES_AT_ONCE));
      // oxlint-disable-next-line no-await-in-loop -- so that no more are under way
      for (const file of await Promise.all(some.map((address) => this.#file(address)))) {
        total += file.length;
        if (total > MAX_ANSWER_BYTES) throw failed('answered with too much');
        files.push(file);
      }
    }
    return files;
  }

  async #file(address: string): Promise<Uint8Array<ArrayBuffer>> {
    if (address.startsWith('data:')) return bytesOfBase64(address);
    const { bytes } = await this.#call(address, {}, MAX_MASK_FILE_BYTES);
    return bytes;
  }

  /** Lets time pass between two looks at an unfinished job. */
  async pause(seconds: number): Promise<void> {
    if (this.#signal.aborted) throw failed('did not answer in time');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, seconds * 1000);
    const stop = () => {
      clearTimeout(timer);
      reject(failed('did not answer in time'));
    };
    this.#signal.addEventListener('abort', stop, { once: true });
    await promise.finally(() => this.#signal.removeEventListener('abort', stop));
  }

  async #call(address: string, init: RequestInit, maxBytes: number): Promise<Answer> {
    for (let tries = 1; ; tries++) {
      // oxlint-disable-next-line no-await-in-loop -- each try waits for the one before
      const answer = await this.#try(address, init, maxBytes);
      if (answer.status < 300) return answer;
      if (!BUSY.has(answer.status) || tries === MAX_TRIES)
        throw failed(`answered with the error ${answer.status}`);
      // oxlint-disable-next-line no-await-in-loop
      await this.pause(retrySeconds(answer.headers.get('Retry-After')));
    }
  }

  #atHome(address: string): boolean {
    return URL.parse(address)?.origin === this.#home;
  }

  async #try(address: string, init: RequestInit, maxBytes: number): Promise<Answer> {
    const { loopback } = this.#settings;
    try {
      return await fetchOutside(address, this.#atHome(address) ? init : withoutToken(init), {
        signal: this.#signal,
        maxBytes,
        loopback,
      });
    } catch (error) {
      if (error instanceof RefusedAddress) throw failed('gave an address that is not called', error);
      if (error instanceof AnswerTooLarge) throw failed('answered with too much', error);
      throw failed(this.#signal.aborted ? 'did not answer in time' : 'could not be reached', error);
    }
  }
}

function withoutToken(init: RequestInit): RequestInit {
  const headers = new Headers(init.headers);
  headers.delete('Authorization');
  return { ...init, headers };
}

export function failed(what: string, cause?: unknown): Problem {
  return new Problem('PROVIDER_FAILED', `The segmentation provider ${what}.`, { cause });
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw failed('answered something that is not JSON', error);
  }
}

/** Seconds or a date (RFC 9110 §10.2.3). */
function retrySeconds(header: string | null): number {
  if (header === null) return DEFAULT_RETRY_SECONDS;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : DEFAULT_RETRY_SECONDS;
}
