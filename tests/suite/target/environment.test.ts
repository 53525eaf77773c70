import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ConfigurationError } from '../../../src/target/configuration-error.ts';
import {
  historyPlace,
  isRemembered,
  readTarget,
  secretsOf,
  shareWithChildren,
  workflowRunPage,
} from '../../../src/target/environment.ts';
import { urlVariables, variableNames } from '../../../src/target/variables.ts';

const folder = mkdtempSync(join(tmpdir(), 'environment-'));
after(() => rmSync(folder, { recursive: true }));

/** A folder with the given files, and a reader of it that sees nothing of this process. */
function place(files: Record<string, string> = {}): string {
  const path = mkdtempSync(join(folder, 'case-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}
const read = (env: Record<string, string>, files: Record<string, string> = {}) =>
  readTarget({ env, cwd: place(files) });

function faultsOf(env: Record<string, string>, files: Record<string, string> = {}): ConfigurationError {
  try {
    read(env, files);
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    return error;
  }
  return assert.fail('the configuration was accepted');
}
const variablesAtFault = (env: Record<string, string>) => faultsOf(env).faults.map(({ variable }) => variable);

const staging = Object.fromEntries(
  Object.entries(urlVariables).map(([surface, variable]) => [variable, `https://${surface}.staging.example.org`]),
);

describe('the target local', () => {
  test('is what an empty environment means: the stand-in with its own account', () => {
    const target = read({});
    assert.equal(target.name, 'local');
    assert.equal(target.origins.www, 'http://www.medscape.localhost:4310');
    assert.equal(target.origins.education, 'http://www.medscape-education.localhost:4310');
    assert.deepEqual(target.credentials, { user: 'clinician', password: 'local-Qx7-only' });
    assert.equal(target.retries, 2);
    assert.equal(target.standinPort, 4310);
  });

  test('follows the port of the stand-in on every surface', () => {
    const { origins, standinPort } = read({ STANDIN_PORT: '5001' });
    assert.equal(standinPort, 5001);
    for (const origin of Object.values(origins)) assert.equal(new URL(origin).port, '5001');
  });

  for (const [mode, scheme] of [
    ['off', 'http'],
    ['http', 'http'],
    ['https', 'https'],
  ] as const)
    test(`speaks ${scheme} on every surface with STANDIN_APACHE=${mode}`, () => {
      const { origins, standinApache } = read({ STANDIN_APACHE: mode, STANDIN_PORT: '5001' });
      assert.equal(standinApache, mode);
      for (const origin of Object.values(origins)) assert.match(origin, new RegExp(`^${scheme}://.*:5001$`));
    });

  test('takes one surface elsewhere on its own', () => {
    const { origins } = read({ REFERENCE_URL: 'http://127.0.0.1:8099/' });
    assert.equal(origins.reference, 'http://127.0.0.1:8099');
    assert.equal(origins.www, 'http://www.medscape.localhost:4310');
  });

  test('is this machine and no other', () => {
    assert.match(faultsOf({ WWW_URL: 'http://10.1.2.3' }).message, /WWW_URL.*not on this machine/);
    assert.match(faultsOf({ WWW_URL: 'http://www.invalid.example' }).message, /WWW_URL.*not on this machine/);
  });

  test('takes a name that no server anywhere has, so that its absence can be drilled', () => {
    assert.equal(read({ SEARCH_URL: 'http://search.invalid' }).origins.search, 'http://search.invalid');
  });
});

describe('the history', () => {
  const placeOf = (env: Record<string, string>) => historyPlace({ env, cwd: place() });

  test('is a file in the reports, or a database', () => {
    const url = 'postgres://medscape:ab-cd-ef-gh%21@db.example.org/medscape';
    assert.equal(placeOf({}).databaseUrl, null);
    assert.equal(placeOf({ DATABASE_URL: url }).databaseUrl, url);
    assert.match(placeOf({ REPORTS_DIR: 'elsewhere' }).reports, /elsewhere$/);
  });

  test('keeps the password of the database out of everything, also where the URL is none', () => {
    const env = { DATABASE_URL: 'postgres://medscape:ab-cd-ef-gh%21@db.example.org/medscape' };
    const secrets = secretsOf(read(env), { env, cwd: place() });
    assert.ok(secrets.includes('ab-cd-ef-gh!'));
    for (const DATABASE_URL of [
      'mysql://me:s3cr3t-word@db/medscape',
      'postgres://me:s3cr3t-word@db',
      'db.example.org',
    ]) {
      assert.deepEqual(variablesAtFault({ DATABASE_URL }), ['DATABASE_URL']);
      assert.doesNotMatch(faultsOf({ DATABASE_URL }).message, /s3cr3t/);
      assert.throws(() => placeOf({ DATABASE_URL }), /DATABASE_URL[^]*allowed: a URL such as postgres:/);
    }
  });

  test('takes every run but drills, rehearsals, and those that are told not to', () => {
    assert.equal(isRemembered({ env: {}, cwd: place() }), true);
    assert.equal(isRemembered({ env: { HISTORY: 'off' }, cwd: place() }), false);
    assert.equal(isRemembered({ env: { DRILL: '1' }, cwd: place() }), false);
    assert.equal(isRemembered({ env: { REHEARSAL: '1' }, cwd: place() }), false);
    assert.deepEqual(variablesAtFault({ HISTORY: 'no' }), ['HISTORY']);
  });
});

describe("the server's log", () => {
  test('is read from nowhere unless somebody says where', () => {
    assert.equal(read({ LOG_SKEW_MS: '100', LOG_OWN: '1' }).serverLog, null);
  });

  test('lies in files, whose paths are relative to the folder of the configuration', () => {
    const cwd = place();
    const { serverLog } = readTarget({ env: { LOG_FILES: 'logs/*.log, /var/log/error.log', LOG_OWN: '1' }, cwd });

    assert.deepEqual(serverLog, {
      from: { files: [join(cwd, 'logs/*.log'), '/var/log/error.log'] },
      skewMs: 2_000,
      own: true,
    });
  });

  test('or is what a command prints, which is a secret', () => {
    const env = { LOG_COMMAND: "curl -H 'Api: k3y' https://logs.example.org/", LOG_SKEW_MS: '500' };
    const target = read(env);

    assert.deepEqual(target.serverLog, { from: { command: env.LOG_COMMAND }, skewMs: 500, own: false });
    assert.ok(secretsOf(target, { env, cwd: place() }).includes(env.LOG_COMMAND));
    assert.doesNotMatch(faultsOf({ ...env, LOG_FILES: 'a' }).message, /k3y/);
  });
});

describe('the target staging', () => {
  test('names every missing URL at once', () => {
    assert.deepEqual(variablesAtFault({ TARGET: 'staging' }), Object.values(urlVariables));
  });

  test('has no account of its own', () => {
    assert.equal(read({ TARGET: 'staging', ...staging }).credentials, null);
  });

  test('is not production under another name', () => {
    assert.deepEqual(variablesAtFault({ TARGET: 'staging', ...staging, SEARCH_URL: 'https://search.medscape.com' }), [
      'SEARCH_URL',
    ]);
    assert.deepEqual(variablesAtFault({ TARGET: 'staging', ...staging, WWW_URL: 'https://WWW.Medscape.com' }), [
      'WWW_URL',
    ]);
  });
});

describe('the target production', () => {
  test('knows the public host names and guards them', () => {
    const target = read({ TARGET: 'production' });
    assert.equal(target.origins.www, 'https://www.medscape.com');
    assert.equal(target.origins.education, 'https://www.medscape.org');
    assert.equal(target.credentials, null);
    assert.equal(target.standinPort, null);
    assert.deepEqual(
      {
        ...target.guards,
        allowedWrites: target.guards.allowedWrites.map(({ method, surface }) => `${method} ${surface}`),
      },
      {
        onlyTags: ['@read'],
        readOnly: true,
        allowedWrites: ['POST login'],
        blockAnalytics: true,
        maxWorkers: 2,
        pauseMs: 2_000,
      },
    );
  });

  test('is never asked in the clear, but through a proxy on this machine', () => {
    assert.deepEqual(variablesAtFault({ TARGET: 'production', WWW_URL: 'http://www.medscape.com' }), ['WWW_URL']);
    assert.equal(read({ TARGET: 'production', WWW_URL: 'http://127.0.0.1:9000' }).origins.www, 'http://127.0.0.1:9000');
  });
});

describe('sources', () => {
  const files = { '.env': 'LOCATION=common\nCHANGE_ID=CHG-1\nRETRIES=5', '.env.local': 'LOCATION=special\nRETRIES=4' };

  test('the process comes before .env.<target>, and that before .env', () => {
    const target = read({ RETRIES: '3' }, files);
    assert.deepEqual([target.retries, target.location, target.change?.id], [3, 'special', 'CHG-1']);
  });

  test('the target itself may stand in .env', () => {
    assert.equal(read({}, { '.env': 'TARGET=production' }).name, 'production');
    assert.equal(read({ TARGET: 'local' }, { '.env': 'TARGET=production' }).name, 'local');
  });

  test('an empty value says "not given" and hides the value of the files', () => {
    const target = read({ CHANGE_ID: '', RETRIES: '' }, files);
    assert.deepEqual([target.change, target.retries], [null, 2]);
  });

  test('a file that cannot be read is a fault', () => {
    const cwd = place();
    // A folder in the file's place is unreadable for root too.
    mkdirSync(join(cwd, '.env'));
    assert.throws(
      () => readTarget({ env: {}, cwd }),
      (error) => error instanceof ConfigurationError && error.faults[0]?.variable === '.env',
    );
  });

  test('nothing of them reaches the process', () => {
    const before = { ...process.env };
    read({}, { '.env': 'ONLY_IN_THE_FILE=yes' });
    assert.deepEqual({ ...process.env }, before);
  });
});

test("the page of GitHub's workflow run is known where GitHub tells all of it", () => {
  const env = { GITHUB_SERVER_URL: 'https://github.example.test', GITHUB_REPOSITORY: 'team/site', GITHUB_RUN_ID: '7' };
  const cwd = place();

  assert.equal(workflowRunPage({ env, cwd }), 'https://github.example.test/team/site/actions/runs/7');
  assert.equal(workflowRunPage({ env: { ...env, GITHUB_RUN_ID: '' }, cwd }), null);
});

describe('malformed values', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['TARGET', 'stagging', /did you mean staging/],
    ['TARGET', 'prod', /did you mean production/],
    ['TARGET', '../etc', /allowed: local, staging, production/],
    ['WWW_URL', 'www.example.org', /not an http or https URL/],
    ['WWW_URL', 'localhost:4310', /not an http or https URL/],
    ['WWW_URL', 'ftp://localhost', /not an http or https URL/],
    ['WWW_URL', 'http://localhost/base', /has a path/],
    ['WWW_URL', 'http://localhost/?q=1', /has a query or fragment/],
    ['WWW_URL', 'http://localhost/#', /has a query or fragment/],
    ['WWW_URL', 'http://someone:hidden-word@localhost', /holds credentials/],
    ['ASSET_HOSTS', 'https://img.example.org', /no host name/],
    ['ANALYTICS_HOSTS', 'a b', /no host name/],
    ['ANALYTICS_HOSTS', '*.medscape.localhost', /host of the surface www/],
    ['CA_FILE', 'no-such.pem', /no readable file/],
    ['STORAGE_STATE', 'no-such.json', /no readable file/],
    ['BROWSER_PATH', 'chromium', /not an absolute path/],
    ['BROWSER_PATH', '/no/such/chromium', /no executable file/],
    ['PROXY_URL', 'proxy:3128:x', /not the URL of a proxy/],
    ['CHANGE_ID', 'a\nb', /line break/],
    ['CHANGE_URL', 'CHG-1', /not an http or https URL/],
    ['CONTROL_URL', 'status', /not an http or https URL/],
    ['LOCATION', 'x'.repeat(65), /longer than 64/],
    ['RETRIES', 'two', /not a whole number/],
    ['RETRIES', '-1', /not a whole number/],
    ['RETRIES', '2.5', /not a whole number/],
    ['RETRIES', '11', /out of range/],
    ['RUN_ID', '../up', /cannot be the name of a folder/],
    ['RUN_ID', '.hidden', /cannot be the name of a folder/],
    ['RUN_ID', 'a/b', /cannot be the name of a folder/],
    ['RUN_ID', 'ends.', /cannot be the name of a folder/],
    ['RUN_ID', 'nul.txt', /device/],
    ['RUN_ID', 'x'.repeat(81), /cannot be the name of a folder/],
    ['WALL', 'covers', /did you mean cover/],
    ['EXCHANGE_BUDGET_MS', '5s', /not a whole number/],
    ['JOURNEY_BUDGET_MS', '10', /out of range/],
    ['STANDIN_PORT', '0', /out of range/],
    ['STANDIN_PORT', '70000', /out of range/],
    ['RESOLVER_RULES', 'MAP www.medscape.com:443 127.0.0.1:8443', /does not end with "MAP \* ~NOTFOUND"/],
    ['RESOLVER_RULES', 'MAP * ~NOTFOUND, MAP www.medscape.com 127.0.0.1', /does not end with/],
    ['RESOLVER_RULES', 'MAP www.medscape.com 192.0.2.7, MAP * ~NOTFOUND', /leads off this machine/],
    ['RESOLVER_RULES', 'EXCLUDE www.medscape.com, MAP * ~NOTFOUND', /leads off this machine/],
    ['NODES', 'web1', /entry 1, "web1", is no name=address/],
    ['NODES', 'web1=10.0.0.11', /leads off this machine: web1/],
    ['REVISION_URL', 'version.txt', /is not an http or https URL/],
    ['REVISION_HEADER', 'X Revision', /is no name of a header/],
    ['REHEARSAL', 'yes', /is not one of the allowed/],
    ['SECRET_VARIABLES', 'A-B', /no name of a variable/],
    ['BROWSER_SANDBOX', 'maybe', /is not one of the allowed/],
    ['STANDIN_APACHE', 'htps', /did you mean https/],
    ['MEDSCAPE_PASSWORD', 'short', /shorter than 8/],
    ['HTTP_PASSWORD', 'short', /shorter than 8/],
    ['DEPLOY_TOKEN', 'short', /shorter than 8/],
  ];
  for (const [variable, value, message] of cases) {
    test(`${variable}=${JSON.stringify(value).slice(0, 40)} is refused with the variable's name and what is allowed`, () => {
      const error = faultsOf({ [variable]: value });
      const fault = error.faults.find((candidate) => candidate.variable === variable);
      assert.ok(fault, error.message);
      assert.match(error.message, message);
      assert.notEqual(fault.allowed, '');
    });
  }

  test('all of them are told at once, those of an unknown target too', () => {
    assert.deepEqual(
      variablesAtFault({ TARGET: 'stage', RETRIES: 'x', RUN_ID: '/', MEDSCAPE_USER: 'someone' }).toSorted(),
      ['MEDSCAPE_PASSWORD', 'RETRIES', 'RUN_ID', 'TARGET'],
    );
  });

  test('a rehearsal speaks the names of the public site only where nothing leads there', () => {
    const names = { REHEARSAL: '1', WWW_URL: 'https://www.medscape.com' };
    const rules = 'MAP www.medscape.com:443 127.0.0.1:8443, MAP * ~NOTFOUND';
    assert.deepEqual(variablesAtFault(names).toSorted(), ['RESOLVER_RULES', 'WWW_URL']);
    assert.deepEqual(variablesAtFault({ ...names, TARGET: 'production', RESOLVER_RULES: rules }), ['RESOLVER_RULES']);
    assert.equal(read({ ...names, RESOLVER_RULES: rules }).origins.www, 'https://www.medscape.com');
  });

  test('on a real target rules pin surfaces to nodes, and do nothing else', () => {
    const production = { TARGET: 'production', NODES: 'web1=10.0.0.11,web2=10.0.0.12:8443' };
    const pinned = 'MAP www.medscape.com 10.0.0.11, MAP login.medscape.com:443 10.0.0.12:8443';
    assert.equal(read({ ...production, RESOLVER_RULES: pinned }).resolverRules, pinned);
    const others = [
      'MAP www.medscape.com 10.0.0.99',
      'MAP www.example.org 10.0.0.11',
      'MAP * 10.0.0.11',
      'MAP * ~NOTFOUND',
      'EXCLUDE www.medscape.com',
      `${pinned}, MAP www.medscape.com:8443 10.0.0.11`,
    ];
    for (const RESOLVER_RULES of others)
      assert.deepEqual(variablesAtFault({ ...production, RESOLVER_RULES }), ['RESOLVER_RULES'], RESOLVER_RULES);
    assert.deepEqual(variablesAtFault({ TARGET: 'production', RESOLVER_RULES: pinned }), ['RESOLVER_RULES']);
  });

  test('half of an account names the missing half', () => {
    assert.deepEqual(variablesAtFault({ TARGET: 'production', MEDSCAPE_USER: 'someone' }), ['MEDSCAPE_PASSWORD']);
    assert.deepEqual(variablesAtFault({ HTTP_PASSWORD: 'long-enough' }), ['HTTP_USER']);
  });

  test("the server's log comes from files or from a command, never from both", () => {
    assert.deepEqual(variablesAtFault({ LOG_FILES: 'access.log', LOG_COMMAND: 'tail -F access.log' }), ['LOG_COMMAND']);
    assert.deepEqual(variablesAtFault({ LOG_FILES: ' , ', LOG_SKEW_MS: '2 s', LOG_OWN: 'yes' }), [
      'LOG_SKEW_MS',
      'LOG_OWN',
      'LOG_FILES',
    ]);
  });

  test('a link to a change needs the change', () => {
    assert.deepEqual(variablesAtFault({ CHANGE_URL: 'https://changes.example.org/1' }), ['CHANGE_ID']);
  });

  test('a storage state that is none is refused without a word of its content', () => {
    const cwd = place({ 'state.json': '{"cookies":"canary-in-the-file"}' });
    assert.throws(
      () => readTarget({ env: { STORAGE_STATE: 'state.json' }, cwd }),
      (error) =>
        error instanceof ConfigurationError && /storage state/.test(error.message) && !error.message.includes('canary'),
    );
  });

  test('no secret is ever shown', () => {
    const canary = 'c4nary';
    const { message } = faultsOf({
      MEDSCAPE_PASSWORD: canary,
      HTTP_PASSWORD: canary,
      API_TOKEN: canary,
      PROXY_URL: `user:${canary}@proxy`,
      WWW_URL: `user:${canary}@localhost`,
      SEARCH_URL: `http://user:${canary}@localhost`,
      CONTROL_URL: `http://user:${canary}@localhost`,
      SECRET_VARIABLES: 'RETRIES',
      RETRIES: canary,
    });
    assert.match(message, /8 things/);
    assert.ok(!message.includes(canary), message);
  });
});

describe('a complete target', () => {
  test('keeps what was said', () => {
    const cwd = place({ 'ca.pem': 'x', 'state.json': '{"cookies":[],"origins":[]}', browser: '' });
    chmodSync(join(cwd, 'browser'), 0o755);
    const target = readTarget({
      cwd,
      env: {
        TARGET: 'staging',
        ...staging,
        ASSET_HOSTS: 'img.example.org, *.cdn.example.org,',
        ANALYTICS_HOSTS: 'stats.example.org',
        MEDSCAPE_USER: 'someone',
        MEDSCAPE_PASSWORD: 'long-enough',
        CA_FILE: 'ca.pem',
        STORAGE_STATE: 'state.json',
        BROWSER_PATH: join(cwd, 'browser'),
        CHANGE_ID: 'CHG-1234',
        CHANGE_URL: 'https://changes.example.org/CHG-1234',
        LOCATION: 'Frankfurt 2',
        RETRIES: '0',
        RUN_ID: 'run-1',
        WALL: 'redirect',
        EXCHANGE_BUDGET_MS: '900',
      },
    });
    assert.deepEqual(target.assetHosts, ['img.example.org', '*.cdn.example.org']);
    assert.ok(target.analyticsHosts.includes('stats.example.org') && target.analyticsHosts.includes('bi.medscape.com'));
    assert.deepEqual(target.credentials, { user: 'someone', password: 'long-enough' });
    assert.equal(target.caFile, join(cwd, 'ca.pem'));
    assert.deepEqual(target.change, { id: 'CHG-1234', url: 'https://changes.example.org/CHG-1234' });
    assert.deepEqual(
      [target.retries, target.runId, target.wall, target.location, target.budgets.exchangeMs],
      [0, 'run-1', 'redirect', 'Frankfurt 2', 900],
    );
  });

  test('has a run id of its own that could be given back', () => {
    const { runId } = read({});
    assert.match(runId, /^\d{8}-\d{6}-[0-9a-f]{4}$/);
    assert.equal(read({ RUN_ID: runId }).runId, runId);
  });

  test('is the same target again for a child process', () => {
    const target = read({ STANDIN_PORT: '5001' });
    assert.deepEqual(read(shareWithChildren(target)), target);
  });
});

describe('the secrets of a target', () => {
  test('are its passwords, what is marked, the session of a storage state, and nothing else', () => {
    const state = {
      cookies: [
        { name: 'mednet', value: 'session-0123456789abcdef' },
        { name: 'consent', value: 'accepted' },
      ],
      origins: [],
    };
    const cwd = place({ 'state.json': JSON.stringify(state) });
    const options = {
      cwd,
      env: {
        HTTP_USER: 'door',
        HTTP_PASSWORD: 'door-password',
        PROXY_URL: 'http://me:proxy%2Fpassword@127.0.0.1:3128',
        SECRET_VARIABLES: 'HOOK, UNSET',
        HOOK: 'https://hooks.example.org/xyz',
        CI_JOB_TOKEN: 'job-token-1',
        STORAGE_STATE: 'state.json',
        LOCATION: 'no secret here',
      },
    };
    assert.deepEqual(secretsOf(readTarget(options), options).toSorted(), [
      'door-password',
      'https://hooks.example.org/xyz',
      'job-token-1',
      'local-Qx7-only',
      'proxy/password',
      'session-0123456789abcdef',
    ]);
  });
});

test('.env.example documents each variable and no other, and sets none', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../.env.example'), 'utf8');
  const documented = [...text.matchAll(/^#\s?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1]);
  assert.deepEqual(new Set(documented), new Set(variableNames));
  assert.equal(documented.length, variableNames.length);
  assert.doesNotMatch(text, /^[^#\n]/m);
});
