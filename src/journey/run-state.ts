import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NotRun } from '../evidence/types.ts';
import type { Surface } from '../target/types.ts';
import type { Cause } from '../verdict/types.ts';

/** What one attempt leaves for the next one of the same test, which runs in another worker process. */
export interface AttemptState {
  readonly index: number;
  readonly endedAt: string;
  readonly cause: Cause | null;
  /** URLs of critical exchanges that met a 5xx: where a later good attempt looks whether it comes back. */
  readonly failedUrls: readonly string[];
  /** Whether, and after what wait, the journey may be tried again. */
  readonly next:
    | { readonly run: true; readonly waitMs: number }
    | { readonly run: false; readonly kind: NotRun['kind']; readonly reason: string };
  /** The session was found expired: the next attempt logs in anew. */
  readonly loginExpired: boolean;
}

export interface PreflightState {
  readonly surfaces: Partial<Record<Surface, { readonly alive: boolean; readonly reason: string }>>;
}

export interface LoginState {
  readonly outcome: 'ok' | 'refused' | 'failed';
  readonly reason: string;
  readonly at: string;
  /** How often the run has logged in for this role. */
  readonly logins: number;
}

/** Chosen by the reporter before the run: the surfaces that the asked-for journeys visit. */
export interface Selection {
  readonly surfaces: readonly Surface[];
  readonly member: boolean;
}

/** Where the state of a run is kept. */
export const stateFolder = (reportsFolder: string, runId: string): string =>
  join(reportsFolder, 'runs', runId, 'state');

/** A holder that lives touches its lock more often than that. */
const staleLockMs = 15_000;
const touchMs = 3_000;
const stopName = 'stop';
const stopLookMs = 200;

/**
 * Small files by which the worker processes of one run tell each other what they must not find out twice. Written whole or
 * not at all; a file that is missing or broken reads as null.
 */
export class RunState {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  read<T>(name: string): T | null {
    try {
      return JSON.parse(readFileSync(join(this.folder, `${name}.json`), 'utf8')) as T; // written by `write` with the same T
    } catch {
      return null;
    }
  }

  write(name: string, value: unknown, mode = 0o644): void {
    const file = join(this.folder, `${name}.json`);
    mkdirSync(dirname(file), { recursive: true });
    const half = `${file}.${String(process.pid)}.tmp`;
    writeFileSync(half, JSON.stringify(value), { mode });
    renameSync(half, file);
  }

  /**
   * Aborts when the run is told to stop. A worker does not hear Ctrl-C while it tears an attempt down, so the main process writes it
   * down (`announceStop`) and whoever may be long in asking looks for it.
   */
  stopSignal(): { readonly signal: AbortSignal; readonly dispose: () => void } {
    const controller = new AbortController();
    const look = setInterval(() => {
      if (this.read(stopName)) controller.abort();
    }, stopLookMs);
    return { signal: controller.signal, dispose: () => clearInterval(look) };
  }

  announceStop(): void {
    this.write(stopName, { at: new Date().toISOString() });
  }

  /** Runs one at a time over all workers. A lock whose holder died is taken over after a while. */
  async exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
    const lock = join(this.folder, `${name}.lock`);
    mkdirSync(this.folder, { recursive: true });
    while (!tryLock(lock)) await sleep(50);
    const touch = setInterval(() => {
      const now = new Date();
      utimesSync(lock, now, now);
    }, touchMs);
    try {
      return await work();
    } finally {
      clearInterval(touch);
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

function tryLock(lock: string): boolean {
  try {
    mkdirSync(lock); // atomic: it fails where the folder exists
    return true;
  } catch {
    try {
      if (Date.now() - statSync(lock).mtimeMs > staleLockMs) rmSync(lock, { recursive: true, force: true });
    } catch {
      // released in the meantime
    }
    return false;
  }
}
