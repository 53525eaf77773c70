import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownAttempts, type OwnAttempt } from '../../../src/journey/own-attempt.ts';
import type { Setting } from '../../../src/journey/setting.ts';
import { classify } from '../../../src/verdict/classify.ts';
import { failedWith, makeExchange, passedWith, policy } from '../verdict/build.ts';

const setting = { target: { retries: 2 }, policy } as Setting; // all of it that deciding about a retry asks for

const attemptOf = (evidence: OwnAttempt['evidence']): OwnAttempt => ({
  evidence,
  classification: classify(evidence, policy),
  picture: null,
});
const missing = attemptOf(failedWith(makeExchange({ status: 404 }))); // tried again at once
const good = attemptOf(passedWith());

test('what an attempt met is told before another one is begun, which may hang until its time is up', async () => {
  const order: string[] = [];

  const last = await ownAttempts(
    {
      setting,
      tell: async ({ classification }) => void order.push(`told ${classification.cause ?? 'a pass'}`),
    },
    async (index) => {
      order.push(`began ${String(index)}`);
      return index === 0 ? missing : good;
    },
  );

  assert.deepEqual(order, ['began 0', 'told client-error', 'began 1', 'told a pass']);
  assert.equal(last, good);
});

test('what is final is told, and not tried again', async () => {
  const told: OwnAttempt[] = [];

  const last = await ownAttempts(
    { setting, tell: async (attempt) => void told.push(attempt) },
    async () => missing,
    () => true,
  );

  assert.deepEqual([told, last], [[missing], missing]);
});
