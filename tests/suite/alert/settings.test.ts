import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { channelsFor } from '../../../src/alert/route.ts';
import { readAlertSettings } from '../../../src/alert/settings.ts';
import { allTook, renderTest, testAlert } from '../../../src/alert/test-alert.ts';
import type { AlertSettings, Delivered } from '../../../src/alert/types.ts';
import { ConfigurationError } from '../../../src/target/configuration-error.ts';
import { createRedactor } from '../../../src/target/redactor.ts';
import { makeIncident, makeMessage } from './message-build.ts';

const folder = mkdtempSync(join(tmpdir(), 'alerts-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'alerts.yaml');

const env = {
  SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T00000000/B11111111/xyzXYZxyzXYZxyzXYZxyzXYZ',
  SMTP_PASSWORD: 'mail-Password-7',
  ALERT_WEBHOOK_SECRET: Buffer.from('thirty-two bytes of a test secret').toString('base64'),
  SHORT: 'qwerty',
};

const read = (text: string, redactor = createRedactor()): AlertSettings => {
  writeFileSync(file, text);
  return readAlertSettings({ file, environment: { env, cwd: folder }, redactor });
};

/** `line: what is wrong`, of every fault. */
function faultsOf(text: string): string[] {
  try {
    read(text);
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    assert.match(error.message, /^The configuration in alerts\.yaml cannot be used; /);
    for (const secret of Object.values(env)) assert.ok(!error.message.includes(secret), `shows ${secret}`);
    return error.faults.map(({ variable, rule }) => `${variable.replace('alerts.yaml, line ', '')}: ${rule}`);
  }
  return [];
}

const whole = `
channels:
  oncall: { kind: slack, url: '\${SLACK_WEBHOOK_URL}' }
  mail:
    kind: email
    host: smtp.example.org
    user: journeys
    password: \${SMTP_PASSWORD}
    from: Medscape journeys <journeys@example.org>
    to: [team@example.org]
  bus: { kind: webhook, url: 'https://events.example.org/in', secret: '\${ALERT_WEBHOOK_SECRET}' }
  am: { kind: alertmanager, url: 'http://127.0.0.1:9093' }
routes:
  - kinds: [opened, escalated, reopened, resolved]
    channels: [am, bus]
    continue: true
  - severities: [critical]
    targets: [production]
    channels: [oncall, mail]
  - owners: [content]
    channels: [mail]
  - kinds: [digest]
    targets: [staging]
    channels: []
default: [mail]
`;

describe('alerts.yaml', () => {
  test('declares channels, routes and times', () => {
    const settings = read(`${whole}remindEveryHours: 0.5\ndigestAt: off\ntries: 3\nkeepTryingHours: 2\n`);
    assert.deepEqual(
      settings.channels.map(({ name, kind }) => [name, kind]),
      [
        ['oncall', 'slack'],
        ['mail', 'email'],
        ['bus', 'webhook'],
        ['am', 'alertmanager'],
      ],
    );
    const { remindEveryMs, digestAt, tries, keepTryingMs } = settings;
    assert.deepEqual([remindEveryMs, digestAt, tries, keepTryingMs], [1_800_000, null, 3, 7_200_000]);
    assert.equal(read(`${whole}remindEveryHours: 0\n`).remindEveryMs, null);
  });

  test('has its defaults', () => {
    const { remindEveryMs, digestAt, tries, keepTryingMs } = read(whole);
    assert.deepEqual([remindEveryMs, digestAt, tries, keepTryingMs], [14_400_000, '0 7 * * *', 30, 86_400_000]);
  });

  test('that is not there tells nobody', () => {
    assert.deepEqual(readAlertSettings({ file: join(folder, 'none.yaml') }).channels, []);
  });

  test('has its secrets kept out of whatever is written', () => {
    const redactor = createRedactor();
    read(whole, redactor);
    const told = redactor.text(`${Object.values(env).slice(0, 3).join(' ')} no_service: xyzXYZxyzXYZxyzXYZxyzXYZ`);
    assert.equal(told, '[redacted] [redacted] [redacted] no_service: [redacted]');
  });

  test('finds variables in .env as well', () => {
    writeFileSync(join(folder, '.env'), 'OF_THE_FILE=https://hooks.example.org/services/of-the-file\n');
    assert.deepEqual(faultsOf("channels: { a: { kind: slack, url: '${OF_THE_FILE}' } }\ndefault: [a]\n"), []);
  });

  test('is right as docs/alerts.md shows it', () => {
    const docs = readFileSync(join(import.meta.dirname, '../../../docs/alerts.md'), 'utf8');
    const [, block = ''] = /```yaml\n([^]*?)```/.exec(docs) ?? [];
    writeFileSync(file, block.replace(/^ {3}/gm, ''));
    const slack = env.SLACK_WEBHOOK_URL;
    const settings = readAlertSettings({
      file,
      environment: { env: { ...env, SLACK_ONCALL_URL: slack, SLACK_TEAM_URL: slack }, cwd: folder },
    });
    assert.deepEqual(channelsFor(makeMessage(), settings), ['alertmanager', 'tickets', 'oncall', 'team']);
    const digest = { kind: 'digest', severity: 'info', incident: null } as const;
    assert.deepEqual(channelsFor(makeMessage(digest), settings), ['mail']);
  });

  test('routes by what is told, of which target and whose', () => {
    const settings = read(whole);
    const to = (...overrides: Parameters<typeof makeMessage>) => channelsFor(makeMessage(...overrides), settings);
    assert.deepEqual(to(), ['am', 'bus', 'oncall', 'mail']);
    assert.deepEqual(to({ kind: 'reminded' }), ['oncall', 'mail']);
    assert.deepEqual(to({ severity: 'warning', incident: makeIncident({ owners: ['web', 'content'] }) }), [
      'am',
      'bus',
      'mail',
    ]);
    // a route that goes on has matched: the default is for what matches none
    assert.deepEqual(to({ severity: 'warning' }), ['am', 'bus']);
    assert.deepEqual(to({ severity: 'warning', kind: 'reminded' }), ['mail']);
    assert.deepEqual(to({ kind: 'digest', severity: 'info', incident: null }), ['mail']);
    assert.deepEqual(to({ kind: 'digest', severity: 'info', incident: null, target: 'staging' }), []);
  });
});

describe('an alerts.yaml with faults', () => {
  test('has all those of its form told at once, in the order of its lines', () => {
    assert.deepEqual(
      faultsOf(`
channels:
  oncall: { kind: slak, url: x }
  Mail: { kind: slack, url: '\${SLACK_WEBHOOK_URL}' }
  bus: { kind: webhook, url: 'https://events.example.org/in', secrets: x }
  mail:
    kind: email
    host: smtp.example.org
    port: 99999
    tls: ssl
    from: journeys@example.org
    to: []
routes:
  - severities: [critcal]
    channels: oncall
    continue: maybe
  - targets: [prod]
    kinds: [test]
    channels: [oncall]
digestAt: 0 7 * *
remindEveryHours: -1
tries: many
chanels: {}
`),
      [
        '3: channels.oncall.kind "slak" is no kind of channel (slack, email, webhook, alertmanager)',
        '4: channels.Mail is no name of a channel (small letters, digits and hyphens, at most 40)',
        '5: channels.bus.secret is missing',
        '5: channels.bus.secrets is no setting of the alerts',
        '9: channels.mail.port is no port (1 to 65535)',
        '10: channels.mail.tls "ssl" is no way of encryption (starttls, implicit, none)',
        '12: channels.mail.to is an empty list',
        '14: routes.0.severities.0 "critcal" is no severity (critical, warning, info)',
        '15: routes.0.channels is no list of channels',
        '16: routes.0.continue is neither true nor false',
        '17: routes.1.targets.0 "prod" is no target (local, staging, production)',
        '18: routes.1.kinds.0 "test" is no kind of message (opened, reminded, escalated, reopened, resolved, digest)',
        '20: digestAt "0 7 * *" is no cron expression: invalid configuration format, exactly five, six, or seven space separated parts are required.',
        '21: remindEveryHours is less than 0 hours',
        '22: tries is no whole number of tries (1 to 100)',
        '23: chanels is no setting of the alerts',
      ],
    );
  });

  test('has what is wrong with channels and routes told at once', () => {
    assert.deepEqual(
      faultsOf(`
channels:
  oncall: { kind: slack, url: '\${SLACK_URL}' }
  written: { kind: slack, url: 'https://hooks.slack.com/services/T0/B0/secret' }
  clear: { kind: alertmanager, url: 'http://user:password@am.example.org:9093' }
  bus:
    kind: webhook
    url: https://events.example.org/\${PART}
    secret: \${SMTP_PASSWORD}
    authorization: \${SHORT}
  mail:
    kind: email
    host: smtp.example.org
    tls: none
    password: \${SMTP_PASSWORD}
    from: journeys
    to: [team@example.org, 'team at example.org']
  idle: { kind: alertmanager, url: 'ftp://am.example.org' }
routes:
  - targets: [production]
    channels: [oncal]
  - targets: [production]
    severities: [critical]
    channels: [oncall]
  - kinds: [digest]
    channels: [clear]
  - targets: [staging]
    channels: []
default: [oncall, written, bus, mail]
`),
      [
        '3: channels.oncall.url names SLACK_URL, which is not set',
        '4: channels.written.url is a secret, and stands in the file',
        '5: channels.clear.url holds credentials: the setting authorization takes them',
        '8: channels.bus.url is only in part a variable',
        '9: channels.bus.secret ${SMTP_PASSWORD} is no secret of Standard Webhooks',
        '10: channels.bus.authorization ${SHORT} is shorter than 8 characters, too short to be kept out of reports',
        '14: channels.mail.tls is none, and the password would go in the clear',
        '15: channels.mail.password stands alone',
        '16: channels.mail.from "journeys" is no address',
        '17: channels.mail.to.1 "team at example.org" is no address',
        '18: channels.idle is told nothing: no route names it',
        '18: channels.idle.url "ftp://am.example.org" is not an http or https URL',
        '21: routes.0.channels.0 "oncal" is no channel',
        '22: routes.1 is never reached: routes.0 takes all that it would',
        '26: routes.2.channels.0 "clear" is an Alertmanager, and a digest is no alert',
        '29: default leaves nobody who is told when a critical incident on staging is opened',
      ],
    );
  });

  test('that declares no channel says so', () => {
    assert.deepEqual(faultsOf('channels: {}\n'), ['1: channels is empty']);
    assert.deepEqual(faultsOf(''), ['1: channels is missing']);
  });

  test('that is no YAML is told its line', () => {
    assert.match(faultsOf('channels:\n  a: [\n').join(), /^[23]: /);
    assert.match(faultsOf('- a\n').join(), /^1: .*is no list of settings/);
  });

  test('that leaves out an owner who has a route of his own', () => {
    const text =
      "channels: { a: { kind: slack, url: '${SLACK_WEBHOOK_URL}' } }\nroutes: [{ owners: [web], channels: [] }]\ndefault: [a]\n";
    assert.deepEqual(faultsOf(text), [
      '3: default leaves nobody who is told when a critical incident of web on local is opened',
    ]);
  });
});

describe('a test of the alerts', () => {
  const channel = (name: string, delivered: Delivered) => {
    const keys: string[] = [];
    return {
      keys,
      name,
      kind: 'slack' as const,
      send: (_: unknown, key: string) => Promise.resolve(keys.push(key) > 0 ? delivered : delivered),
    };
  };
  const asked = { target: 'production', location: 'fra-1', at: '2026-11-22T03:05:41.000Z' };
  const good = channel('oncall', { ok: true });
  const partly = channel('mail', { ok: true, note: 'the server refused nobody@example.org' });
  const bad = channel('bus', { ok: false, error: 'answered 404: no_service', again: false, retryAfterMs: null });
  const ask = (...channels: AlertSettings['channels']) => testAlert({ channels }, asked, new AbortController().signal);

  test('goes to every channel, and is new to each at each time', async () => {
    await ask(good);
    assert.ok(allTook(await ask(good)));
    assert.match(good.keys.join(), /^test\/production\/[0-9a-f]{8}\/oncall,test\//);
    assert.equal(new Set(good.keys).size, 2);
  });

  test('says what became of it on each', async () => {
    const results = await ask(good, partly, bad);
    assert.ok(!allTook(results));
    const lines = renderTest(results.map((result) => ({ ...result, tookMs: 40 }))).split('\n');
    assert.deepEqual(lines, [
      '  oncall  slack  ✔ taken after 40 ms',
      '  mail    slack  ✖ taken in part after 40 ms: the server refused nobody@example.org',
      '  bus     slack  ✖ not taken after 40 ms: answered 404: no_service',
      'Not every channel took the test: an alert would not get through there.',
      '',
    ]);
  });

  test('without a channel reaches nobody, and is not well', async () => {
    const results = await ask();
    assert.ok(!allTook(results));
    assert.match(renderTest(results), /^No channel is declared: nobody would be told/);
  });
});
