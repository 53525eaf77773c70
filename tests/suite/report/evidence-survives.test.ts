import type { TestCase, TestResult } from '@playwright/test/reporter';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { evidenceAttachment, evidenceType } from '../../../src/evidence/attachment.ts';
import type { AttemptEvidence } from '../../../src/evidence/types.ts';
import { cleanBytes } from '../../../src/report/clean.ts';
import { collectEnded, type EndedTest } from '../../../src/report/collect.ts';
import RedactingReporter from '../../../src/report/redacting-reporter.ts';
import { createRedactor, placeholder } from '../../../src/target/redactor.ts';
import { classify } from '../../../src/verdict/classify.ts';
import { makeEvidence, makeExchange, makeProbe, policy } from '../verdict/build.ts';

const secret = 'known-"secret"/1';

/** The parts of Playwright's own objects that the two reporters read. */
const ended = (attachments: TestResult['attachments']): [TestCase, TestResult] => {
  const result = {
    attachments,
    errors: [],
    steps: [],
    annotations: [],
    stdout: [],
    stderr: [],
    retry: 0,
    status: 'failed',
    duration: 1,
    startTime: new Date(0),
  };
  const owner = { id: 't', title: 't', tags: [], annotations: [], expectedStatus: 'passed' };
  return [owner as unknown as TestCase, result as unknown as TestResult]; // as much of them as is read
};

function afterRedaction(evidence: AttemptEvidence): EndedTest {
  const { name, contentType, body } = evidenceAttachment(evidence);
  const [owner, result] = ended([{ name, contentType, body: Buffer.from(body) }]);
  new RedactingReporter({ secrets: () => [secret] }).onTestEnd(owner, result);
  return collectEnded(owner, result, () => null);
}

const telling = [
  "Wrong password: 'tis gone",
  "token: 'abc",
  'password: `x',
  '"password":"cut o',
  '{"token":["a',
  '&quot;secret&quot;:&quot;x',
  '{\\"password\\":\\"x',
  'Cookie: a=b',
  'https://u:p@host/',
  '?token=x&',
  '{"name":"Cookie","value":"',
  'Bearer abcdefgh01234567',
  secret,
  '\n',
  ' ',
  '"',
  '\\',
];
const anyText = fc
  .array(fc.oneof(fc.constantFrom(...telling), fc.string({ unit: 'grapheme', maxLength: 12 })), { maxLength: 8 })
  .map((pieces) => pieces.join(''));

describe('evidence that was redacted', () => {
  test('is still evidence, of the same answers and the same cause, whatever its texts are', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (bodyExcerpt, title, text) => {
        const exchange = makeExchange({ status: 500, layer: 'httpd', bodyExcerpt, title, heading: text });
        const evidence = makeEvidence({
          ended: 'failed',
          exchanges: [exchange],
          console: [{ type: 'error', text, url: null }],
          pageErrors: [text],
          probes: [makeProbe({ status: 500, bodyExcerpt })],
        });

        const { evidence: all, unreadable } = afterRedaction(evidence);

        assert.deepEqual(unreadable, []);
        const [after] = all;
        assert.ok(after);
        assert.ok(!JSON.stringify(after).includes(JSON.stringify(secret).slice(1, -1)));
        const facts = ({ exchanges, probes }: AttemptEvidence): unknown =>
          [...exchanges, ...probes].map(({ status, path, layer, errorText }) => ({ status, path, layer, errorText }));
        assert.deepEqual(facts(after), facts(evidence));
        const cause = (of: AttemptEvidence): unknown => {
          const { cause: found, rule, status, signature } = classify(of, policy);
          return { found, rule, status, signature };
        };
        assert.deepEqual(cause(after), cause(evidence));
      }),
      { numRuns: 300 },
    );
  });

  test('is still evidence within a blob, where it is packed in base64', () => {
    const evidence = makeEvidence({ pageErrors: [`it says ${secret}`, "token: 'abc"] });
    const base64 = Buffer.from(JSON.stringify(evidence)).toString('base64');
    const event = { method: 'onAttach', params: { attachments: [{ name: 'e', contentType: evidenceType, base64 }] } };
    const output = {
      method: 'onStdIO',
      params: { data: Buffer.from(`so: ${secret}`).toString('base64'), isBase64: true },
    };
    const lines = Buffer.from([event, output].map((line) => JSON.stringify(line)).join('\n'));

    const after = cleanBytes(lines, createRedactor([secret]), { name: 'report.jsonl' });

    const [first = '', second = ''] = after.toString().split('\n');
    const packed = (JSON.parse(first) as typeof event).params.attachments[0]?.base64 ?? '';
    const read = JSON.parse(Buffer.from(packed, 'base64').toString()) as AttemptEvidence;
    assert.deepEqual(read.pageErrors, [`it says ${placeholder}`, `token: '${placeholder}`]);
    const { data } = (JSON.parse(second) as typeof output).params;
    assert.equal(Buffer.from(data, 'base64').toString(), `so: ${placeholder}`);
  });
});

describe('a file', () => {
  const redactor = createRedactor([secret]);
  const clean = (text: string, name: string): string => cleanBytes(Buffer.from(text), redactor, { name }).toString();

  test('of JSON stays JSON, in its own indentation, and byte for byte where it holds no secret', () => {
    const value = { note: "Wrong password: 'tis gone", status: 500 };
    const harmless = '{ "a" : 1.0,\n"b":12345678901234567890 }';

    assert.equal(clean(harmless, 'a.json'), harmless);
    assert.equal(
      clean(JSON.stringify(value, null, 2), 'a.json'),
      JSON.stringify({ ...value, note: `Wrong password: '${placeholder}` }, null, 2),
    );
  });

  test('of JSON lines stays that, line by line; a line that was cut off is cleaned as text', () => {
    const lines = `{"a":"token: 'abc","n":1}\n{"password":"x","n":2}\n{"password":"cut o`;

    assert.equal(
      clean(lines, 'a.ndjson'),
      `{"a":"token: '${placeholder}","n":1}\n{"password":"${placeholder}","n":2}\n{"password":"${placeholder}`,
    );
  });
});
