import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestIdOf } from '../../../src/evidence/answer.ts';

test('the id of a request is the first of the header that has one, the answer’s own before a cached one', () => {
  const options = { requestIdHeaders: ['x-unique-id', 'x-request-id'], redact: (text: string) => text };

  assert.equal(requestIdOf({ 'x-unique-id': 'own, cached', 'x-request-id': 'other' }, options), 'own');
  assert.equal(requestIdOf({ 'x-unique-id': 'own\ncached' }, options), 'own');
  assert.equal(requestIdOf({ 'x-unique-id': '', 'x-request-id': 'other' }, options), 'other');
  assert.equal(requestIdOf({}, options), null);
});
