import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const wrangler = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');

/** Keeps wrangler from the network and from the home folder: no telemetry, no update check, no log files. */
const QUIET = {
  WRANGLER_SEND_METRICS: 'false',
  DO_NOT_TRACK: '1',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_WRITE_LOGS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
};

/** Runs wrangler to its end; shows what it printed only if it failed. */
export function quietWrangler(args: string[]): void {
  try {
    execFileSync(process.execPath, [wrangler, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...QUIET },
      stdio: 'pipe',
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: Buffer; stderr?: Buffer };
    process.stderr.write(Buffer.concat([stdout ?? Buffer.alloc(0), stderr ?? Buffer.alloc(0)]));
    throw new Error(`wrangler ${args.join(' ')} failed`, { cause: error });
  }
}

/** Runs wrangler to its end on this terminal, where it may ask. */
export function runWrangler(args: string[]): void {
  execFileSync(process.execPath, [wrangler, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...QUIET },
    stdio: 'inherit',
  });
}

/** Starts wrangler with its output on this terminal. */
export function startWrangler(args: string[]): ChildProcess {
  return spawn(process.execPath, [wrangler, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...QUIET },
    stdio: 'inherit',
  });
}
