import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { isLook } from '../../../src/verdict/looks.ts';
import { catalogue } from '../../../src/drill/catalogue/index.ts';
import { locateJourneys } from '../../../src/run/locate.ts';
import { readTarget } from '../../../src/target/environment.ts';
import { projectFolder } from '../cli/support.ts';

describe('where journeys stand', () => {
  let places: ReadonlyMap<string, string> = new Map();

  before(async () => {
    places = await locateJourneys(readTarget({ overrides: { TARGET: 'local' } }));
  });

  test('each is named by its file and the line of its test', () => {
    assert.ok(places.size >= 30, String(places.size));
    for (const [id, place] of places) {
      const [file = '', line = ''] = place.split(':');
      const lines = readFileSync(join(projectFolder, file), 'utf8').split('\n');
      assert.match(lines[Number(line) - 1] ?? '', /^ *test\(/, `${id} at ${place}`);
    }
  });

  test('every journey that a drill asks for is there', () => {
    const asked = catalogue
      .flatMap(({ journey, beside = [] }) => [journey, ...beside])
      .filter((id) => !isLook({ id }) && id !== 'login-member');
    assert.deepEqual(
      asked.filter((id) => !places.has(id)),
      [],
    );
  });
});
