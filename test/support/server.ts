import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const READY = 'Easel is running';

/** A running service with storage of its own, as `npm start` runs it. */
export interface Server {
  url: string;
  /** Ends it and all its processes at once, as a crash does, and keeps its storage. */
  crash(): Promise<void>;
  /** Starts it again on the same storage and port. */
  restart(): Promise<void>;
  /** Ends it and removes its storage. */
  stop(): Promise<void>;
}

/** @param vars settings, as `wrangler dev --var` takes them; a function if they depend on the address */
export async function startServer(
  vars: Record<string, string> | ((url: string) => Record<string, string>) = {},
): Promise<Server> {
  const directory = mkdtempSync(join(tmpdir(), 'easel-e2e-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const settings = { RATE_LIMITS: 'off', ...(typeof vars === 'function' ? vars(url) : vars) };
  const start = () => launch(port, directory, settings);
  let child = await start();
  return {
    url,
    crash: () => kill(child),
    async restart() {
      child = await start();
    },
    async stop() {
      await kill(child);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function launch(port: number, directory: string, vars: Record<string, string>): Promise<ChildProcess> {
  const variables = Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]);
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'scripts/start.ts'),
      ...['--port', String(port), '--inspector-port', '0', '--persist-to', directory],
      ...variables,
    ],
    // A process group of its own, so that all of it can be killed at once.
    { detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes(READY)) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', (code) => reject(new Error(`the service ended with ${code}:\n${output}`)));
  });
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGKILL');
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
