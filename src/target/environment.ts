import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'dotenv';
import { ConfigurationError, type ConfigurationFault } from './configuration-error.ts';
import { analyticsHosts, defaultsOf, defaultStandinPort, productionDomains, type TargetDefaults } from './defaults.ts';
import { isLoopback, isNobodys, matchesHost } from './hosts.ts';
import { nearest } from './nearest.ts';
import { beyondPinning, splitAddress, type Node } from './nodes.ts';
import { createRedactor } from './redactor.ts';
import { isStorageState, sessionValues } from './storage-state.ts';
import {
  surfaces,
  targetNames,
  type AllureMode,
  type Credentials,
  type ServerLog,
  type Surface,
  type Target,
  type TargetName,
} from './types.ts';
import {
  allowedIn,
  isSecretVariable,
  leadsAway,
  shortestSecret,
  urlVariables,
  variableNames,
  variables,
} from './variables.ts';
import type { VariableName, Variables } from './variables.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface EnvironmentOptions {
  /** Default: the process's. */
  readonly env?: Environment;
  /** What a command line says, before all sources. */
  readonly overrides?: Environment;
  /** The folder with `.env` and `.env.<target>`, and the base of relative paths. Default: the project. */
  readonly cwd?: string;
}

const projectFolder = resolve(import.meta.dirname, '../..');

const fault = (variable: string, rule: string, allowed: string): ConfigurationFault => ({ variable, rule, allowed });

/** The process, then `.env.<target>`, then `.env`. An empty value says "not given", and hides the files' value. */
function readSources(
  options: EnvironmentOptions,
  faults: ConfigurationFault[],
): { merged: Record<string, string>; target: string } {
  const folder = options.cwd ?? projectFolder;
  const fromProcess = Object.fromEntries(
    Object.entries({ ...(options.env ?? process.env), ...options.overrides }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  const readFile = (name: string): Record<string, string> => {
    try {
      return parse(readFileSync(join(folder, name)));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
      faults.push(fault(name, 'cannot be read', 'a readable file of NAME=value lines, or none'));
      return {};
    }
  };
  const common = readFile('.env');
  const target = fromProcess['TARGET'] || common['TARGET'] || 'local';
  // Only a known name becomes part of a path.
  const special = targetNames.some((name) => name === target) ? readFile(`.env.${target}`) : {};
  const merged = { ...common, ...special, ...fromProcess };
  return { merged: Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== '')), target };
}

/** The variables' own rules, each on its own. */
function parseVariables(merged: Record<string, string>, faults: ConfigurationFault[]): Variables {
  const given = Object.fromEntries(
    Object.entries(merged).filter(([name]) => variableNames.some((known) => known === name)),
  );
  const result = variables.safeParse(given);
  if (result.success) return result.data;

  const marked = (merged['SECRET_VARIABLES'] ?? '').split(',').map((name) => name.trim());
  const bad = new Set<string>();
  for (const issue of result.error.issues) {
    const name = String(issue.path[0]) as VariableName; // zod's path starts with a key of the schema
    if (bad.has(name)) continue;
    bad.add(name);
    const value = merged[name] ?? '';
    const rule = issue.code === 'invalid_value' ? `is not one of the allowed${didYouMean(name, value)}` : issue.message;
    faults.push(fault(name, `${shown(name, value, marked)}${rule}`, allowedIn(name)));
  }
  // The rest is well-formed; what depends on a bad one is looked at as if it were not given.
  const rest = variables.safeParse(Object.fromEntries(Object.entries(given).filter(([name]) => !bad.has(name))));
  return rest.data ?? {};
}

/** The value in quotes where it may be shown: never a secret's, nor what may hold a user's password. */
function shown(name: string, value: string, marked: readonly string[]): string {
  if (isSecretVariable(name, marked) || value.includes('@')) return '';
  const short = value.length > 80 ? `${value.slice(0, 80)}…` : value;
  return `${JSON.stringify(createRedactor().text(short))} `;
}

function didYouMean(name: VariableName, value: string): string {
  const near = nearest(allowedIn(name).split(', '), value);
  return near === null ? '' : ` (did you mean ${near}?)`;
}

function readOrigins(
  name: TargetName,
  given: Variables,
  defaults: TargetDefaults,
  faults: ConfigurationFault[],
): Record<Surface, string> {
  const broken = new Set(faults.map(({ variable }) => variable));
  const origins: Partial<Record<Surface, string>> = {};
  for (const surface of surfaces) {
    const variable = urlVariables[surface];
    const value = given[variable] ?? defaults.origins?.[surface];
    if (broken.has(variable)) continue;
    if (value === undefined) {
      faults.push(
        fault(variable, `is missing: ${name} has no default for the surface ${surface}`, allowedIn(variable)),
      );
      continue;
    }
    origins[surface] = value;
    const url = new URL(value);
    const quoted = JSON.stringify(value);
    // under resolver rules every name leads to this machine or nowhere
    const staysHere = isLoopback(url.hostname) || isNobodys(url.hostname) || given.RESOLVER_RULES !== undefined;
    if (name === 'local' && !staysHere) {
      faults.push(
        fault(
          variable,
          `${quoted} is not on this machine, and local is`,
          'a loopback address; for another machine say TARGET=staging',
        ),
      );
    }
    if (name === 'staging' && matchesHost(url.host, productionDomains)) {
      faults.push(
        fault(
          variable,
          `${quoted} is production's, where staging's guards do not hold`,
          'a host of staging; for the public site say TARGET=production',
        ),
      );
    }
    if (name === 'production' && url.protocol === 'http:' && !isLoopback(url.hostname)) {
      faults.push(fault(variable, `${quoted} is not encrypted`, 'https (http only to a loopback address)'));
    }
  }
  return origins as Record<Surface, string>; // complete where there was no fault, and with one nobody gets it
}

function readPair(
  names: readonly [VariableName & `${string}_USER`, VariableName & `${string}_PASSWORD`],
  given: Variables,
  defaults: Credentials | null,
  faults: ConfigurationFault[],
): Credentials | null {
  const broken = faults.some(({ variable }) => variable === names[0] || variable === names[1]);
  const user = given[names[0]] ?? defaults?.user;
  const password = given[names[1]] ?? defaults?.password;
  if (user !== undefined && password !== undefined) return { user, password };
  if (!broken && user !== password) {
    const [there, missing] = user === undefined ? [names[1], names[0]] : [names[0], names[1]];
    faults.push(fault(missing, `is missing, and ${there} is given`, `${allowedIn(missing)}; or neither of the two`));
  }
  return null;
}

function readablePath(
  name: VariableName,
  value: string | undefined,
  folder: string,
  faults: ConfigurationFault[],
  mode = constants.R_OK,
): string | null {
  if (value === undefined) return null;
  const path = resolve(folder, value);
  try {
    accessSync(path, mode);
    if (statSync(path).isFile()) return path;
  } catch {
    // said below
  }
  faults.push(
    fault(
      name,
      `${JSON.stringify(value)} is no ${mode === constants.X_OK ? 'executable' : 'readable'} file`,
      allowedIn(name),
    ),
  );
  return path;
}

/** Sorts by time, and is one folder's name and one word of a User-Agent. */
export function newRunId(): string {
  const stamp = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${stamp}-${randomBytes(2).toString('hex')}`;
}

function checkSecrets(merged: Record<string, string>, marked: readonly string[], faults: ConfigurationFault[]): void {
  for (const [name, value] of Object.entries(merged)) {
    const known = variableNames.some((variable) => variable === name);
    if (!known && isSecretVariable(name, marked) && [...value].length < shortestSecret) {
      faults.push(
        fault(
          name,
          `is marked as a secret and shorter than ${shortestSecret} characters, too short to be kept out of reports`,
          allowedIn('MEDSCAPE_PASSWORD'),
        ),
      );
    }
  }
}

function checkStorageState(path: string | null, faults: ConfigurationFault[]): void {
  if (path === null || faults.some(({ variable }) => variable === 'STORAGE_STATE') || isStorageState(path)) return;
  faults.push(fault('STORAGE_STATE', "does not hold Playwright's storage state", allowedIn('STORAGE_STATE')));
}

/** A rehearsal speaks the names of the public site, and must never be able to reach it; nor may a browser be led astray on a real target. */
function checkRules(
  name: TargetName | undefined,
  given: Variables,
  origins: Readonly<Partial<Target['origins']>>,
  faults: ConfigurationFault[],
): void {
  const broken = faults.some(({ variable }) => variable === 'RESOLVER_RULES');
  if (given.REHEARSAL !== undefined && given.RESOLVER_RULES === undefined && !broken) {
    const rule = 'is missing, and REHEARSAL is given: without it the journeys could reach the real site';
    faults.push(fault('RESOLVER_RULES', rule, allowedIn('RESOLVER_RULES')));
  }
  if (given.RESOLVER_RULES === undefined || name === undefined) return;
  const beyond =
    name === 'local'
      ? leadsAway(given.RESOLVER_RULES)
      : beyondPinning(given.RESOLVER_RULES, given.NODES ?? [], origins);
  if (beyond === null) return;
  const told = name === 'local' ? beyond : `may only pin surfaces of ${name} to nodes of NODES: ${beyond}`;
  faults.push(
    fault('RESOLVER_RULES', told, name === 'local' ? allowedIn('RESOLVER_RULES') : 'none: the gate makes them'),
  );
}

/** The stand-in lives on this machine, and so do its nodes. */
function checkNodes(
  name: TargetName | undefined,
  { NODES: nodes = [] }: Variables,
  faults: ConfigurationFault[],
): void {
  const far = name === 'local' ? nodes.filter(({ address }) => !isLoopback(splitAddress(address).host)) : [];
  if (far.length === 0) return;
  const rule = `leads off this machine: ${far.map(({ name: node }) => node).join(', ')}`;
  faults.push(
    fault('NODES', rule, 'loopback addresses, such as web1=127.0.0.1:8081; for another machine say TARGET=staging'),
  );
}

/** One source alone: of two that tell of one request each would double the other's lines. */
function readServerLog(given: Variables, folder: string, faults: ConfigurationFault[]): ServerLog | null {
  const { LOG_FILES: files, LOG_COMMAND: command, LOG_SKEW_MS: skewMs = 2_000, LOG_OWN } = given;
  if (files !== undefined && command !== undefined)
    faults.push(fault('LOG_COMMAND', 'is given, and LOG_FILES is too', 'one of the two'));
  if (files?.length === 0) faults.push(fault('LOG_FILES', 'names no file', allowedIn('LOG_FILES')));
  const how = { skewMs, own: LOG_OWN === '1' };
  if (files !== undefined) return { ...how, from: { files: files.map((path) => resolve(folder, path)) } };
  return command === undefined ? null : { ...how, from: { command } };
}

/**
 * The target that the environment describes, complete and validated; changes nothing. Without `RUN_ID` each call makes a new one:
 * a run calls this once and shares what it got with `shareWithChildren`.
 *
 * @throws ConfigurationError with every fault at once
 */
export function readTarget(options: EnvironmentOptions = {}): Target {
  const folder = options.cwd ?? projectFolder;
  const faults: ConfigurationFault[] = [];
  const { merged, target: wanted } = readSources(options, faults);
  const given = parseVariables(merged, faults);
  checkSecrets(merged, given.SECRET_VARIABLES ?? [], faults);
  const name = targetNames.find((known) => known === wanted);

  const standinPort = given.STANDIN_PORT ?? defaultStandinPort;
  // Of an unknown target nothing can be missing; the values that were given are still looked at.
  const standinApache = given.STANDIN_APACHE ?? 'off';
  const scheme = standinApache === 'https' ? 'https' : 'http';
  const defaults = defaultsOf(name ?? 'local', standinPort, scheme);
  const origins = readOrigins(name ?? 'local', name ? given : {}, defaults, faults);
  const blocked = [...analyticsHosts, ...(given.ANALYTICS_HOSTS ?? [])];
  for (const surface of surfaces) {
    const origin = origins[surface];
    if (origin !== undefined && given.ANALYTICS_HOSTS && matchesHost(new URL(origin).host, given.ANALYTICS_HOSTS)) {
      faults.push(
        fault(
          'ANALYTICS_HOSTS',
          `holds the host of the surface ${surface}, which would be blocked`,
          allowedIn('ANALYTICS_HOSTS'),
        ),
      );
    }
  }
  if (given.CHANGE_URL !== undefined && given.CHANGE_ID === undefined && merged['CHANGE_ID'] === undefined) {
    faults.push(
      fault('CHANGE_ID', 'is missing, and CHANGE_URL is given', `${allowedIn('CHANGE_ID')}, such as CHG-1234`),
    );
  }
  checkRules(name, given, origins, faults);
  checkNodes(name, given, faults);
  const storageState = readablePath('STORAGE_STATE', given.STORAGE_STATE, folder, faults);
  checkStorageState(storageState, faults);

  const target: Target = {
    name: name ?? 'local',
    origins,
    assetHosts: given.ASSET_HOSTS ?? defaults.assetHosts,
    analyticsHosts: blocked,
    wall: given.WALL ?? defaults.wall,
    budgets: {
      exchangeMs: given.EXCHANGE_BUDGET_MS ?? defaults.budgets.exchangeMs,
      journeyMs: given.JOURNEY_BUDGET_MS ?? defaults.budgets.journeyMs,
    },
    guards: defaults.guards,
    credentials: readPair(['MEDSCAPE_USER', 'MEDSCAPE_PASSWORD'], given, name ? defaults.credentials : null, faults),
    httpCredentials: readPair(['HTTP_USER', 'HTTP_PASSWORD'], given, null, faults),
    caFile: readablePath('CA_FILE', given.CA_FILE, folder, faults),
    proxyUrl: given.PROXY_URL ?? null,
    storageState,
    change: given.CHANGE_ID === undefined ? null : { id: given.CHANGE_ID, url: given.CHANGE_URL ?? null },
    location: given.LOCATION ?? hostname(),
    controlUrl: given.CONTROL_URL ?? null,
    retries: given.RETRIES ?? 2,
    runId: given.RUN_ID ?? newRunId(),
    browserPath: readablePath('BROWSER_PATH', given.BROWSER_PATH, folder, faults, constants.X_OK),
    resolverRules: given.RESOLVER_RULES ?? null,
    serverLog: readServerLog(given, folder, faults),
    standinPort: name === 'local' ? standinPort : null,
    standinApache: name === 'local' ? standinApache : 'off',
  };
  if (faults.length > 0) throw new ConfigurationError(wanted, faults);
  return target;
}

/** One variable as it was given, before any rule; undefined: not given. */
export function configured(name: string, options: EnvironmentOptions = {}): string | undefined {
  return readSources(options, []).merged[name];
}

/** Where the revision that is live can be read: `REVISION_URL`, the first page of www without it. */
export interface RevisionMarker {
  readonly url: string;
  /** Lower-case name of the header that bears it; null: it stands in the text. */
  readonly header: string | null;
  /** What it is to be. */
  readonly value: string;
}

/** What a gate has to know of a target besides: its nodes, and the sign of a new revision. */
export interface Deployed {
  /** None: the target names none. */
  readonly nodes: readonly Node[];
  /** Null: the target declares none, or nobody said which revision is to come. */
  readonly marker: RevisionMarker | null;
  /** The target declares where, and nobody said which. */
  readonly isRevisionMissing: boolean;
}

/** Of a target that `readTarget` has accepted, from the same sources. */
export function readDeployed(target: Target, options: EnvironmentOptions = {}): Deployed {
  const { merged } = readSources(options, []);
  const { NODES: nodes = [], REVISION: value, REVISION_URL: url, REVISION_HEADER: header } = parseVariables(merged, []);
  const isDeclared = url !== undefined || header !== undefined;
  return {
    nodes,
    marker: value === undefined ? null : { url: url ?? `${target.origins.www}/`, header: header ?? null, value },
    isRevisionMissing: isDeclared && value === undefined,
  };
}

/** A drill runs: its site is up already, maybe too broken to say so, and what is known of other sites holds for none of its faults. */
export const isDrill = (): boolean => configured('DRILL') !== undefined;

/** A rehearsal runs the journeys: its site is up already. */
export const isRehearsal = (): boolean => configured('REHEARSAL') !== undefined;

/** The folder that holds what runs leave: `REPORTS_DIR`, or `reports` in the project. Absolute. */
export function reportsFolder(options: EnvironmentOptions = {}): string {
  return resolve(options.cwd ?? projectFolder, configured('REPORTS_DIR', options) ?? 'reports');
}

/**
 * What is made for Allure: `ALLURE`, or the report.
 *
 * @throws ConfigurationError for what is none of the modes
 */
export function allureMode(options: EnvironmentOptions = {}): AllureMode {
  const { merged, target } = readSources(options, []);
  const faults: ConfigurationFault[] = [];
  const { ALLURE: value } = merged;
  const { ALLURE: mode } = parseVariables(value === undefined ? {} : { ALLURE: value }, faults);
  if (faults.length > 0) throw new ConfigurationError(target, faults);
  return mode ?? 'report';
}

/** Where the history lies. */
export interface HistoryPlace {
  /** The folder that holds what runs leave. */
  readonly reports: string;
  /** `DATABASE_URL`, which may hold a password; null: the SQLite file below `reports`. */
  readonly databaseUrl: string | null;
}

/** @throws ConfigurationError for a DATABASE_URL that is none */
export function historyPlace(options: EnvironmentOptions = {}): HistoryPlace {
  const { merged, target } = readSources(options, []);
  const faults: ConfigurationFault[] = [];
  const { DATABASE_URL: value } = merged;
  const { DATABASE_URL: databaseUrl = null } = parseVariables(
    value === undefined ? {} : { DATABASE_URL: value },
    faults,
  );
  if (faults.length > 0) throw new ConfigurationError(target, faults);
  return { reports: reportsFolder(options), databaseUrl };
}

/** Whether a run belongs into the history: not a drill or a rehearsal, whose faults are put in on purpose, nor where `HISTORY=off` says so. */
export const isRemembered = (options: EnvironmentOptions = {}): boolean =>
  ['DRILL', 'REHEARSAL'].every((name) => configured(name, options) === undefined) &&
  configured('HISTORY', options) !== 'off';

/** The page of GitHub's workflow run that this is part of; null: none. */
export function workflowRunPage(options: EnvironmentOptions = {}): string | null {
  const server = configured('GITHUB_SERVER_URL', options);
  const repository = configured('GITHUB_REPOSITORY', options);
  const run = configured('GITHUB_RUN_ID', options);
  if (server === undefined || repository === undefined || run === undefined) return null;
  return `${server}/${repository}/actions/runs/${run}`;
}

/** A file of the repository, at the commit that GitHub's workflow run is of; null: there is none. */
export function repositoryPage(path: string, options: EnvironmentOptions = {}): string | null {
  const server = configured('GITHUB_SERVER_URL', options);
  const repository = configured('GITHUB_REPOSITORY', options);
  const commit = configured('GITHUB_SHA', options);
  if (server === undefined || repository === undefined || commit === undefined) return null;
  return `${server}/${repository}/blob/${commit}/${path}`;
}

/** The folder to which a shard hands its blob over: `BLOB_DIR`. Absolute; null: no blob is asked for. */
export function blobFolder(options: EnvironmentOptions = {}): string | null {
  const folder = configured('BLOB_DIR', options);
  return folder === undefined ? null : resolve(options.cwd ?? projectFolder, folder);
}

/** The environment of a child process that is told something besides. */
export const environmentWith = (extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...extra,
});

/** The environment of a child process that shall read the same target again, with what else it is to be told. */
export function environmentFor(target: Target, extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return environmentWith({ ...extra, ...shareWithChildren(target) });
}

/**
 * Every secret that must reach no record, report, trace or log: the passwords, those of proxy and database, whatever the environment marks as a
 * secret (`SECRET_VARIABLES`, and names that end in _PASSWORD, _TOKEN or _SECRET), and the cookies of a given storage state.
 * Made for `createRedactor`; `readTarget` has refused those that are too short.
 */
export function secretsOf(target: Target, options: EnvironmentOptions = {}): string[] {
  const { merged } = readSources({ ...options, env: { ...(options.env ?? process.env), TARGET: target.name } }, []);
  const marked = (merged['SECRET_VARIABLES'] ?? '').split(',').map((name) => name.trim());
  const values = Object.entries(merged)
    .filter(([name]) => name !== 'PROXY_URL' && isSecretVariable(name, marked))
    .map(([, value]) => value);
  if (target.credentials) values.push(target.credentials.password);
  if (target.httpCredentials) values.push(target.httpCredentials.password);
  for (const url of [target.proxyUrl, merged['DATABASE_URL']])
    if (url && URL.canParse(url)) values.push(decodeURIComponent(new URL(url).password));
  if (target.storageState) values.push(...sessionValues(target.storageState));
  return [...new Set(values)].filter((value) => [...value].length >= shortestSecret);
}

/**
 * The variables with which a child process reads the same target again: the same run, the same stand-in.
 */
export function shareWithChildren(target: Target): Record<string, string> {
  return {
    TARGET: target.name,
    RUN_ID: target.runId,
    ...(target.standinPort === null ? {} : { STANDIN_PORT: String(target.standinPort) }),
    ...(target.browserPath === null ? {} : { BROWSER_PATH: target.browserPath }),
  };
}
