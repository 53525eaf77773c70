import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { parseNodes } from './nodes.ts';
import { allureModes, apacheModes, historyModes, targetNames, wallModes, surfaces, type Surface } from './types.ts';

/** Shorter secrets cannot be told from ordinary text, and so not be kept out of reports. */
export const shortestSecret = 8;

export const urlVariables = {
  www: 'WWW_URL',
  reference: 'REFERENCE_URL',
  emedicine: 'EMEDICINE_URL',
  search: 'SEARCH_URL',
  login: 'LOGIN_URL',
  education: 'EDUCATION_URL',
} as const satisfies Record<Surface, string>;

const parsed = (value: string): URL | null => (URL.canParse(value) ? new URL(value) : null);
const isWeb = (url: URL) => url.protocol === 'http:' || url.protocol === 'https:';

const origin = z
  .string()
  .superRefine((value, context) => {
    const url = parsed(value);
    if (!url || !isWeb(url) || !/^https?:\/\//i.test(value))
      context.addIssue({ code: 'custom', message: 'is not an http or https URL' });
    else if (url.username || url.password)
      context.addIssue({ code: 'custom', message: 'holds credentials (HTTP_USER and HTTP_PASSWORD take them)' });
    else if (url.search || url.hash || /[?#]/.test(value))
      context.addIssue({ code: 'custom', message: 'has a query or fragment' });
    else if (url.pathname !== '/') context.addIssue({ code: 'custom', message: 'has a path' });
  })
  .transform((value) => new URL(value).origin)
  .optional()
  .describe('an origin without path, such as https://www.example.org or http://127.0.0.1:8080');

const page = (example: string) =>
  z
    .string()
    .superRefine((value, context) => {
      const url = parsed(value);
      if (!url || !isWeb(url)) context.addIssue({ code: 'custom', message: 'is not an http or https URL' });
      else if (url.username || url.password) context.addIssue({ code: 'custom', message: 'holds credentials' });
    })
    .optional()
    .describe(`a URL, such as ${example}`);

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, { error: 'is not a whole number', abort: true })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: 'is out of range' })
    .optional()
    .describe(`a whole number from ${min} to ${max}`);

const hostPattern = /^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?$/i;
const list = (item: RegExp, message: string, allowed: string) =>
  z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .refine((parts) => parts.every((part) => item.test(part)), { error: message })
    .optional()
    .describe(allowed);

const line = (longest: number) =>
  z
    .string()
    .refine((value) => value.length <= longest, { error: `is longer than ${longest} characters` })
    .refine((value) => !/\p{Cc}/u.test(value), { error: 'holds a line break or another control character' })
    .optional()
    .describe(`one line of at most ${longest} characters`);

/** Chromium's own last rule: whatever no other rule names is nowhere. */
export const nothingElse = 'MAP * ~NOTFOUND';
const loopbackRule = /^MAP \S+ (?:127(?:\.\d{1,3}){3}(?::\d{1,5})?|~NOTFOUND)$/;

/** Why a browser under these rules could reach more than this machine; null: it cannot. */
export function leadsAway(rules: string): string | null {
  const each = rules.split(',').map((rule) => rule.trim());
  if (each.at(-1) !== nothingElse) return `does not end with "${nothingElse}"`;
  return each.every((rule) => loopbackRule.test(rule)) ? null : 'leads off this machine, or is no rule';
}

/** Whether they may be what they are depends on the target: `checkRules` in environment.ts. */
const resolverRules = z
  .string()
  .transform((value) =>
    value
      .split(',')
      .map((rule) => rule.trim())
      .join(', '),
  )
  .optional()
  .describe(`Chromium's rules, such as MAP www.example.org:443 127.0.0.1:8443, ${nothingElse}`);

/** All of its faults in one sentence: a list is corrected once. */
const nodeList = z
  .string()
  .transform((value, context) => {
    const { nodes, faults } = parseNodes(value);
    if (faults.length > 0) context.addIssue({ code: 'custom', message: faults.join('; ') });
    return nodes;
  })
  .optional()
  .describe('names with addresses, such as web1=10.0.0.11,web2=10.0.0.12:8443');

const secret = z
  .string()
  .min(shortestSecret, { error: `is shorter than ${shortestSecret} characters, too short to be kept out of reports` })
  .optional()
  .describe(`a secret of at least ${shortestSecret} characters`);

/** What Windows takes for a device, whatever its ending. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** The id of a run is the name of a folder on every system. */
export const runIdShape = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9_-])?$/, { error: 'cannot be the name of a folder' })
  .refine((value) => !deviceName.test(value), { error: 'is the name of a device on Windows' });

/** The environment's variables: rule, and in its description what is allowed. Everything is a string before, and optional. */
export const variables = z.object({
  TARGET: z.enum(targetNames).optional().describe(targetNames.join(', ')),
  ...(Object.fromEntries(surfaces.map((surface) => [urlVariables[surface], origin])) as Record<
    // Object.fromEntries forgets its keys; `surfaces` holds every one.
    (typeof urlVariables)[Surface],
    typeof origin
  >),
  ASSET_HOSTS: list(
    hostPattern,
    'holds what is no host name',
    'host names with commas between, such as img.example.org, *.cdn.example.org',
  ),
  ANALYTICS_HOSTS: list(
    hostPattern,
    'holds what is no host name',
    'host names with commas between, such as stats.example.org, *.ads.example.org',
  ),
  MEDSCAPE_USER: line(200),
  MEDSCAPE_PASSWORD: secret,
  HTTP_USER: line(200),
  HTTP_PASSWORD: secret,
  CA_FILE: z.string().optional().describe('the path of a readable PEM file with certificates'),
  PROXY_URL: z
    .string()
    .refine(
      (value) =>
        ['http:', 'https:', 'socks5:'].includes(parsed(value)?.protocol ?? '') && parsed(value)?.hostname !== '',
      {
        error: 'is not the URL of a proxy',
      },
    )
    .optional()
    .describe('a URL such as http://proxy.example.org:3128 or socks5://127.0.0.1:1080'),
  STORAGE_STATE: z.string().optional().describe("the path of a readable file with Playwright's storage state (JSON)"),
  CHANGE_ID: line(100),
  CHANGE_URL: page('https://changes.example.org/CHG-1234'),
  LOCATION: line(64),
  CONTROL_URL: page('https://status.example.net/'),
  RETRIES: wholeNumber(0, 10),
  RUN_ID: runIdShape
    .optional()
    .describe('1 to 80 letters, digits, dots, hyphens and underscores, with a letter or digit first and no dot last'),
  BROWSER_PATH: z
    .string()
    .refine(isAbsolute, { error: 'is not an absolute path' })
    .optional()
    .describe('the absolute path of an executable Chrome or Chromium'),
  APACHE_PATH: z
    .string()
    .refine(isAbsolute, { error: 'is not an absolute path' })
    .optional()
    .describe('the absolute path of an executable Apache httpd (apache2 or httpd)'),
  WALL: z.enum(wallModes).optional().describe(wallModes.join(', ')),
  EXCHANGE_BUDGET_MS: wholeNumber(100, 120_000),
  JOURNEY_BUDGET_MS: wholeNumber(1_000, 600_000),
  LOG_FILES: list(
    /^[^\p{Cc}]+$/u,
    'holds what is no path',
    'paths of log files or globs with commas between, such as /var/log/apache2/access.log, /var/log/apache2/error.log*',
  ),
  LOG_COMMAND: line(4_000),
  LOG_SKEW_MS: wholeNumber(0, 600_000),
  LOG_OWN: z.enum(['1']).optional().describe('1: the httpd behind the log answers nobody else'),
  STANDIN_PORT: wholeNumber(1, 65_535),
  STANDIN_APACHE: z.enum(apacheModes).optional().describe(apacheModes.join(', ')),
  REPORTS_DIR: z.string().optional().describe('the path of the folder that holds what runs leave'),
  REPORTS_URL: page('https://ci.example.org/medscape/reports/'),
  ALLURE: z.enum(allureModes).optional().describe(allureModes.join(', ')),
  DATABASE_URL: z
    .string()
    .superRefine((value, context) => {
      const url = parsed(value);
      if (!url || !/^postgres(?:ql)?:\/\//.test(value))
        context.addIssue({ code: 'custom', message: 'is not the URL of a PostgreSQL database' });
      else if (url.hostname === '' || url.pathname.length < 2)
        context.addIssue({ code: 'custom', message: 'names no host, or no database' });
    })
    .optional()
    .describe('a URL such as postgres://user:password@db.example.org:5432/medscape'),
  HISTORY: z.enum(historyModes).optional().describe(historyModes.join(', ')),
  RUNBOOK_URL: page('https://wiki.example.org/medscape-journeys/runbook'),
  BLOB_DIR: z.string().optional().describe('the path of the folder that takes the blobs of shards'),
  RESOLVER_RULES: resolverRules,
  NODES: nodeList,
  REVISION: line(200),
  REVISION_URL: page('https://www.example.org/version.txt'),
  REVISION_HEADER: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/, { error: 'is no name of a header' })
    .transform((name) => name.toLowerCase())
    .optional()
    .describe('the name of a header, such as X-Revision'),
  HEARTBEAT_URL: page('https://heartbeats.example.net/1f6e'),
  REHEARSAL: z.enum(['1']).optional().describe('1: set by a rehearsal, for the journeys that it runs'),
  BROWSER_SANDBOX: z.enum(['on', 'off']).optional().describe('on, off'),
  SECRET_VARIABLES: list(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    'holds what is no name of a variable',
    'names of variables with commas between',
  ),
});

export type VariableName = keyof typeof variables.shape;
export const variableNames = Object.keys(variables.shape) as readonly VariableName[]; // Object.keys forgets its keys
export type Variables = z.infer<typeof variables>;

/** What may stand in a variable, with an example. */
export const allowedIn = (name: VariableName): string => variables.shape[name].description ?? '';

/** Never shown, not even where it is malformed: the URL of a proxy or a database may hold a password, and a command a token. */
const ownSecrets: readonly string[] = [
  'MEDSCAPE_PASSWORD',
  'HTTP_PASSWORD',
  'PROXY_URL',
  'LOG_COMMAND',
  'DATABASE_URL',
];

/** Is a variable of the environment a secret, by its name or because `SECRET_VARIABLES` says so? */
export function isSecretVariable(name: string, marked: readonly string[]): boolean {
  return ownSecrets.includes(name) || marked.includes(name) || /_(PASSWORD|TOKEN|SECRET)$/.test(name);
}
