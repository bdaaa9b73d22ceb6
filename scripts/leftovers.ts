/**
 * A server that was killed leaves its workerd behind, which goes on answering on the port. Each start notes its
 * processes, so that the next one can end what is left of it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

interface Noted {
  starter: number;
  children: number[];
}

/** Ids that were noted may belong to something else by now; only these are ours. */
const OURS = /workerd|wrangler/;

/**
 * Ends what is left of a run that was killed.
 * @returns false if that run is alive, and nothing was done
 */
export function endLeftovers(file: string): boolean {
  const noted = readNoted(file);
  if (noted && processes().get(noted.starter)?.command.includes('start.ts')) return false;
  endNoted(file);
  return true;
}

/** Ends the processes that were noted, also those whose parent is gone already. */
export function endNoted(file: string): void {
  const running = processes();
  for (const pid of readNoted(file)?.children ?? []) {
    if (OURS.test(running.get(pid)?.command ?? '')) process.kill(pid, 'SIGKILL');
  }
  rmSync(file, { force: true });
}

/** Notes all processes below this one. */
export function noteProcesses(file: string): void {
  const noted: Noted = { starter: process.pid, children: descendants(process.pid) };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(noted));
}

function readNoted(file: string): Noted | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Noted) : undefined;
}

function descendants(root: number): number[] {
  const all = processes();
  const below = (parent: number): number[] =>
    [...all].filter(([, process]) => process.parent === parent).flatMap(([pid]) => [pid, ...below(pid)]);
  return below(root);
}

function processes(): Map<number, { parent: number; command: string }> {
  const rows = processTable()
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((row) => row !== null);
  return new Map(
    rows.map(([, pid, parent, command = '']) => [Number(pid), { parent: Number(parent), command }]),
  );
}

/** Small systems come without `ps`; there, what a killed run leaves behind has to be ended by hand. */
function processTable(): string {
  const options = { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 } as const;
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,args='], options);
  return stdout ?? '';
}
