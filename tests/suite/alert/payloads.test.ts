import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { alertsOf } from '../../../src/alert/channels/alertmanager.ts';
import { mailOf } from '../../../src/alert/channels/mail.ts';
import { slackPayload } from '../../../src/alert/channels/slack.ts';
import { webhookBody } from '../../../src/alert/channels/webhook.ts';
import type { Message } from '../../../src/alert/types.ts';
import { makeIncident, makeMessage } from './message-build.ts';

const digest = makeMessage({ kind: 'digest', severity: 'info', incident: null });
const resolved = makeMessage({ kind: 'resolved', incident: makeIncident({ resolvedAt: '2026-11-22T03:40:00.000Z' }) });
const hostile = makeMessage({
  headline: '<!channel> *bold* & <https://evil.example|here> <script>alert(1)</script>',
  facts: [{ name: 'Paths', value: '</td><b>x' }],
  links: [{ name: 'report', url: 'javascript:alert(1)' }],
});
const textOf = (message: Message): string => String(slackPayload(message)['text']);

describe('a Slack payload', () => {
  test('begins with what is broken, then what to do and where to look', () => {
    const [headline, advice, links] = textOf(makeMessage()).split('\n');
    assert.equal(headline, `🔴 ${makeMessage().headline}`);
    assert.equal(advice, '→ Roll CHG-1234 back, then restart httpd; see that the journeys pass.');
    assert.match(
      links ?? '',
      /^<https:\/\/reports\.example\.org\/\S+\|Report> · <https:\S+a=1&amp;b=2#server-error\|Runbook>/,
    );
    assert.match(textOf(resolved), /^✅ /);
  });

  test('mentions nobody and links nowhere, whatever a site has written', () => {
    assert.equal(
      textOf(hostile).split('\n')[0],
      '🔴 &lt;!channel&gt; *bold* &amp; &lt;https://evil.example|here&gt; &lt;script&gt;alert(1)&lt;/script&gt;',
    );
    assert.doesNotMatch(JSON.stringify(slackPayload(hostile)), /javascript:/);
    // blocks are rich text and plain text, which Slack does not read for marks
    assert.doesNotMatch(JSON.stringify(slackPayload(hostile)['blocks']), /mrkdwn/);
  });

  test('stays within what Slack takes', () => {
    const facts = Array.from({ length: 60 }, () => ({ name: 'Seen', value: 'x'.repeat(5_000) }));
    const long = makeMessage({ facts });
    assert.equal(textOf(long).length, 3_000);
    assert.ok(JSON.stringify(slackPayload(long)).length < 20_000);
  });
});

describe('a mail', () => {
  test('has no markup of anybody else', () => {
    const { html } = mailOf(hostile, 'key', 'example.org');
    assert.doesNotMatch(html, /<script|<b>|javascript:/);
    assert.match(html, /&lt;\/td&gt;&lt;b&gt;x/);
  });

  test('asks for nothing from elsewhere, and needs no style sheet', () => {
    assert.doesNotMatch(mailOf(makeMessage(), 'key', 'example.org').html, /<(?:img|link|style|script|iframe)\b|url\(/);
  });

  test('has one subject for an incident, and the state in the first line', () => {
    const [opened, over] = [makeMessage(), resolved].map((message) => mailOf(message, 'key', 'example.org'));
    assert.equal(opened?.subject, 'INC-7 production: server-error 500 (httpd)');
    assert.equal(over?.subject, `Re: ${opened.subject}`);
    assert.equal(opened.text.split('\n')[0], `🔴 ${makeMessage().headline}`);
    assert.equal(over?.thread, opened.thread);
    const other = mailOf(makeMessage({ incident: makeIncident({ id: 'INC-8' }) }), 'key', 'example.org');
    assert.notEqual(other.thread, opened.thread);
    const elsewhere = mailOf(makeMessage({ target: 'staging' }), 'key', 'example.org');
    assert.notEqual(elsewhere.thread, opened.thread);
  });

  test('of a digest is no part of a thread, and not urgent', () => {
    const { subject, thread, isUrgent } = mailOf(digest, 'key', 'example.org');
    assert.deepEqual([subject, thread, isUrgent], [digest.headline, null, false]);
  });
});

describe('an alert for Alertmanager', () => {
  const now = Date.parse('2026-11-22T03:40:00.000Z');
  const held = (incident: string, severity: string, target = 'production') => ({
    labels: { alertname: 'MedscapeJourneysFailing', incident, severity, target },
    startsAt: '2026-11-22T03:02:10.000Z',
  });

  test('is ended where it is held, and no other is', () => {
    const others = [held('INC-8', 'critical'), held('INC-7', 'critical', 'staging')];
    const alerts = alertsOf([resolved], [held('INC-7', 'warning'), held('INC-7', 'critical'), ...others], now);
    assert.deepEqual(
      alerts.map(({ labels, endsAt }) => [labels['severity'], endsAt]),
      [
        ['warning', '2026-11-22T03:40:00.000Z'],
        ['critical', '2026-11-22T03:40:00.000Z'],
      ],
    );
    assert.deepEqual(alertsOf([resolved], others, now), []);
  });

  test('has no empty label, which Alertmanager refuses', () => {
    const [alert] = alertsOf(
      [makeMessage({ incident: makeIncident({ what: null, change: null, owners: [] }) })],
      [],
      now,
    );
    assert.ok(alert);
    assert.ok(Object.values({ ...alert.labels, ...alert.annotations }).every((value) => value !== ''));
    assert.ok(!('what' in alert.labels));
  });

  test('is nothing that a digest makes', () => assert.deepEqual(alertsOf([digest], [], now), []));
});

describe('docs/alert.schema.json', () => {
  const schema: unknown = JSON.parse(readFileSync(new URL('../../../docs/alert.schema.json', import.meta.url), 'utf8'));
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  addFormats.default(ajv);
  // what it does not describe is not documented
  const closed: unknown = JSON.parse(
    JSON.stringify(schema).replaceAll('"properties":', '"additionalProperties":false,"properties":'),
  );
  const validate = ajv.compile(closed as object); // a schema is an object

  for (const message of [makeMessage(), resolved, digest, makeMessage({ kind: 'test', incident: null, links: [] })])
    test(`describes what a webhook gets: ${message.kind}`, () => {
      const body: unknown = JSON.parse(JSON.stringify(webhookBody(message, 'key')));
      assert.ok(validate(body), ajv.errorsText(validate.errors));
    });

  test('refuses what is none', () => {
    assert.ok(!validate({ ...webhookBody(makeMessage(), 'key'), severity: 'bad' }));
    assert.ok(!validate({ ...webhookBody(makeMessage(), 'key'), more: 1 }));
  });
});
