import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { configured } from '../target/environment.ts';
import { openWay, type Way } from './namespace-holder.ts';

/** No namespace can be made here; the message says why. Nothing is left behind. */
export class NamespaceError extends Error {
  override readonly name = 'NamespaceError';
}

/**
 * A network namespace with nothing in it but its own loopback: a packet filter in it harms nobody else, and no packet leaves it. It has
 * no name, and is gone with the last process in it.
 */
export interface NetworkNamespace {
  /** Path of a program that is the given one, run inside: same arguments, environment, user and process id. */
  within(program: string): string;
  /**
   * Replaces the rules for all that arrives at the loopback inside, as nft writes them (`tcp dport 8080 drop`); none: everything passes.
   *
   * @throws NamespaceError where nft refuses them
   */
  filter(rules: readonly string[]): Promise<void>;
  /** Takes the loopback down, or up again, as a cable is pulled. */
  link(state: 'up' | 'down'): Promise<void>;
  /** Ends it. What still runs inside is not ended, and has no way out. */
  stop(): Promise<void>;
}

export interface NamespaceOptions {
  /** Ports inside that can be reached from outside, at the same number on 127.0.0.1. */
  readonly into: readonly number[];
  /** Ports outside that can be reached from inside, at the same number on 127.0.0.1. */
  readonly outOf: readonly number[];
}

const patienceMs = 10_000;

interface Output {
  readonly code: number | null;
  readonly text: string;
}

/** Where administrators' programs lie is in few users' PATH. */
const env = {
  PATH: [configured('PATH') ?? '', '/usr/sbin', '/sbin', '/usr/bin', '/bin'].join(delimiter),
};

function run([program = '', ...args]: readonly string[], input = ''): Promise<Output> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env, timeout: patienceMs });
    let text = '';
    const hear = (chunk: Buffer): void => void (text += chunk.toString());
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', (error) => resolve({ code: null, text: error.message }));
    child.on('close', (code) => resolve({ code, text: text.trim() }));
    child.stdin.on('error', () => {}); // it may end before it has read
    child.stdin.end(input);
  });
}

/** @throws NamespaceError with what the command itself said */
async function must(command: readonly string[], input?: string): Promise<void> {
  const { code, text } = await run(command, input);
  if (code !== 0) throw new NamespaceError(`\`${command.join(' ')}\` failed: ${text || `exit code ${String(code)}`}`);
}

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Waits until the holder says that its ways are open. */
function ready(holder: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const fail = (why: string): void => reject(new NamespaceError(why));
    const timer = setTimeout(() => fail('the namespace was not ready in time'), patienceMs);
    holder.once('close', () => clearTimeout(timer));
    holder.once('error', (error) =>
      fail(`unshare cannot be run (Debian: apt-get install util-linux): ${error.message}`),
    );
    holder.once('exit', () => fail(`the system allows no network namespace: ${text.trim() || 'nothing was said'}`));
    holder.stderr?.on('data', (chunk: Buffer) => void (text += chunk.toString()));
    holder.stdout?.once('data', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * Makes a network namespace with a packet filter of its own. Linux, with `unshare`, `nsenter`, `ip` and `nft`; as an ordinary user only
 * where the system lets users make namespaces.
 *
 * @throws NamespaceError
 */
export async function openNamespace({ into, outOf }: NamespaceOptions): Promise<NetworkNamespace> {
  if (process.platform !== 'linux') throw new NamespaceError('network namespaces are a thing of Linux');
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const isRoot = uid === 0;
  const folder = mkdtempSync(join(tmpdir(), 'namespace-'));
  const path = (port: number): string => join(folder, `${String(port)}.sock`);
  const inside: Way[] = [
    ...into.map((port) => ({ from: { path: path(port) }, to: { port } })),
    ...outOf.map((port) => ({ from: { port }, to: { path: path(port) } })),
  ];
  const outside: Way[] = [
    ...into.map((port) => ({ from: { port }, to: { path: path(port) } })),
    ...outOf.map((port) => ({ from: { path: path(port) }, to: { port } })),
  ];
  const holder = spawn(
    'unshare',
    [
      ...(isRoot ? [] : ['--user', '--map-root-user']),
      '--net',
      // the loopback is down at first, and nothing can listen on it
      ...['--', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'],
      ...[process.execPath, join(import.meta.dirname, 'namespace-holder.ts'), JSON.stringify(inside)],
    ],
    { stdio: ['pipe', 'pipe', 'pipe'], env },
  );
  holder.stdin.on('error', () => {}); // it may have ended
  const ended = new Promise<void>((resolve) => holder.once('close', () => resolve()).once('error', () => resolve()));
  const opened: { close(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(opened.map((way) => way.close()));
    holder.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(holder);
    const enter = isRoot
      ? ['nsenter', `--net=/proc/${String(holder.pid)}/ns/net`, '--']
      : ['nsenter', `--target=${String(holder.pid)}`, '--user', '--net', '--preserve-credentials', '--'];
    // An ordinary user is root in there, which is nobody that httpd or a browser should be: a second one gives the own name back.
    const asOneself = isRoot
      ? []
      : ['unshare', '--user', `--map-user=${String(uid)}`, `--map-group=${String(gid)}`, '--'];
    const link = (state: 'up' | 'down'): Promise<void> => must([...enter, 'ip', 'link', 'set', 'lo', state]);
    const filter = (rules: readonly string[]): Promise<void> =>
      must(
        [...enter, 'nft', '-f', '-'],
        [
          'flush ruleset',
          'table inet drill {',
          'chain arriving {',
          'type filter hook input priority 0; policy accept;',
          ...rules,
          '}',
          '}',
          '',
        ].join('\n'),
      );
    await filter([]); // tried out now, so that nobody learns in the middle that there is no nft
    for (const way of outside) opened.push(await openWay(way));
    return {
      within: (program) => {
        const script = join(folder, `${program.replaceAll(/[^A-Za-z0-9]+/g, '-')}.sh`);
        const words = [...enter, ...asOneself, program].map(quoted).join(' ');
        writeFileSync(script, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
        return script;
      },
      filter,
      link,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
