// Compares two verdicts by hand: `node tests/suite/run/support/comparable.ts one/verdict.json other/verdict.json`

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { RunRecord } from '../../../../src/verdict/types.ts';

/** What two runs of the same journeys on the same site may differ in. Everything else of verdict.json is compared. */
export const leftOut = {
  times: ['startedAt', 'finishedAt', 'durationMs', 'firstSeenAt', 'lastSeenAt', 'at', 'timing'],
  'ids that the server gives each request, and headers that carry them or the time': ['requestId', 'headers'],
  'numbers of requests, which count in the order in which the browser sends them': ['n', 'documentOf'],
  'title and heading of an answer, which are read only while its page is there': ['title', 'heading'],
  'who ran it: one process, or several at once': ['shards', 'workers'],
  'where an attachment is kept: its name and type are compared': ['path of attachments'],
} as const;

const keys = new Set<string>(Object.values(leftOut).flat());

/** Times, ids of requests and counts of looks within a sentence. */
const timeless = (text: string): string =>
  text
    .replace(/\b\d{2}:\d{2}:\d{2}( UTC)?/g, '<time>')
    .replace(/\b\d+(\.\d+)? (ms|s|min)\b/g, '<duration>')
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<request id>')
    .replace(/\b\d+ × /g, '<count> × ')
    // Playwright indents what belongs to a look by the digits of their count
    .replace(/^ +(?=- )/gm, '');

function plain(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return timeless(value);
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => plain(item));
    // the browser sends several requests at once
    return ['exchanges', 'console', 'pageErrors'].includes(key)
      ? items.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b), 'en'))
      : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const isAttachment = 'contentType' in value && 'path' in value && 'name' in value;
  return Object.fromEntries(
    Object.entries(value)
      // the title of a journey is its own
      .filter(
        ([name]) => (name === 'title' && 'file' in value) || !(keys.has(name) || (isAttachment && name === 'path')),
      )
      .map(([name, inner]) => [name, plain(inner, name)]),
  );
}

export const comparable = (record: RunRecord): unknown => plain(record);

if (import.meta.main) {
  const [one, other] = process.argv
    .slice(2)
    .map((file) => comparable(JSON.parse(readFileSync(file, 'utf8')) as RunRecord)); // verdict.json
  assert.deepEqual(other, one);
  process.stdout.write(`Equal, but for ${Object.keys(leftOut).join('; ')}.\n`);
}
