import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/** A process of this machine. Dead ones that nobody has collected yet are none. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Null: the system does not tell it. */
  readonly session: number | null;
  /** When it was born, as the system counts: tells a process from a later one with its number. */
  readonly born: string;
  /** Whose rights it has; -1: it has ended since. */
  readonly uid: () => number;
  /** Name and value of a variable, `NAME=value`, as it was started with; false where that cannot be read. */
  has(variable: string): boolean;
  /** The command line, arguments separated by blanks. */
  readonly command: () => string;
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // gone, or somebody else's
  }
};

/** `/proc/PID/stat`: after the name, which may hold blanks and parentheses, the fields are numbers. */
function fromProc(pid: string): ProcessEntry | null {
  const fields = /^.*\) (.*)$/s.exec(read(`/proc/${pid}/stat`))?.[1]?.split(' ') ?? [];
  const [state = 'X', parent, group, session] = fields;
  if (state === 'Z' || state === 'X') return null;
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    born: fields[19] ?? '',
    uid: () => Number(/^Uid:\s+\d+\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? -1),
    has: (variable) => read(`/proc/${pid}/environ`).split('\0').includes(variable),
    command: () => read(`/proc/${pid}/cmdline`).split('\0').join(' ').trim(),
  };
}

const psColumns = ['pid', 'ppid', 'pgid', 'uid', 'stat', 'lstart', 'command'];

/** One line of `ps` with the columns above; null: none of these. The birth is five words: `Sun Nov 22 15:22:03 2026`. */
export function fromPs(line: string): ProcessEntry | null {
  const [, pid, parent, group, uid, state = 'Z', born = '', command = ''] =
    /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/.exec(line) ?? [];
  if (state.startsWith('Z')) return null;
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    session: null,
    born,
    uid: () => Number(uid),
    // `ps` prints the environment after the command, with blanks between
    has: (variable) => ` ${command} `.includes(` ${variable} `),
    command: () => command,
  };
}

/** Where there is no `/proc`. BSD's `ps` (macOS) prints the environment with -E, others with `e`. */
export function tableFromPs(platform: NodeJS.Platform = process.platform): ProcessEntry[] {
  const flags = platform === 'darwin' ? ['-axEww'] : ['axeww'];
  const env = { LC_ALL: 'C', PATH: '/bin:/usr/bin' };
  return execFileSync('ps', [...flags, ...psColumns.flatMap((name) => ['-o', `${name}=`])], {
    encoding: 'latin1',
    env,
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .split('\n')
    .map(fromPs)
    .filter((entry) => entry !== null);
}

/** All living processes, as one look shows them. */
export function processTable(): ProcessEntry[] {
  if (process.platform !== 'linux') return tableFromPs();
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(fromProc)
    .filter((entry) => entry !== null);
}

/** Sends a signal; to a process that is gone already, none. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // gone already
  }
}

/** When a living process was born, see `ProcessEntry.born`; null: there is none with this number, or it cannot be told. */
export function bornAt(pid: number): string | null {
  if (process.platform === 'linux') return fromProc(String(pid))?.born ?? null;
  try {
    return processTable().find((entry) => entry.pid === pid)?.born ?? null;
  } catch {
    return null; // no `ps` here
  }
}
