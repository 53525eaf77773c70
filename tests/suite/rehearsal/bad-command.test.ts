import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { rehearse } from '../../../src/cli/rehearse.ts';
import { cli, temporaryFolder } from '../cli/support.ts';

const reports = temporaryFolder('rehearsals');

describe('what is wrong on our side says what to do, and nothing of the candidate', () => {
  const { REPORTS_DIR, APACHE_PATH } = process.env;
  before(() => {
    process.env['REPORTS_DIR'] = reports;
  });
  after(() => {
    Object.assign(process.env, { REPORTS_DIR: REPORTS_DIR ?? '', APACHE_PATH: APACHE_PATH ?? '' });
  });

  const cases: readonly (readonly [string, readonly string[], Record<string, unknown>, RegExp])[] = [
    ['no path at all', [], {}, /Which configuration\?/],
    ['two at a time', ['examples/medscape', 'docs'], {}, /one configuration is rehearsed at a time/i],
    ['a folder without a configuration', ['docs'], {}, /no Apache configuration in docs/],
    ['a path that is not there', ['no-such-folder'], {}, /no-such-folder/],
    ['a baseline that is not there', ['examples/medscape'], { baseline: 'no-such-folder' }, /no-such-folder/],
    ['a ref without its repository', [], { ref: 'main' }, /--repo and --ref go together/],
    ['a ref that is none', ['examples/medscape'], { repo: '.', ref: 'no-such-ref' }, /no ref "no-such-ref"/],
    ['a list of URLs that is not there', ['examples/medscape'], { urls: 'none.txt' }, /none\.txt cannot be read/],
    [
      'a list of something else',
      ['examples/medscape'],
      { urls: 'LICENSE' },
      /LICENSE, line 1: .* is no http or https URL/,
    ],
    ['a mapping that is not there', ['examples/medscape'], { map: 'none.yaml' }, /none\.yaml/],
    ['a back end that is none', ['examples/medscape'], { backend: 'app:8080' }, /--backend/],
  ];
  for (const [what, args, options, words] of cases) {
    test(what, () => assert.rejects(rehearse.run(options, args), { name: 'UsageError', message: words }));
  }

  test('an Apache that is none', async () => {
    process.env['APACHE_PATH'] = '/bin/true';
    await assert.rejects(rehearse.run({}, ['examples/medscape']), {
      name: 'ConfigurationError',
      message: /APACHE_PATH/,
    });
    process.env['APACHE_PATH'] = '';
  });
});

test('on the command line that is exit 2, in words and without a stack', async () => {
  const { code, stderr } = await cli(['rehearse', 'docs'], { REPORTS_DIR: reports }).ended;

  assert.equal(code, 2, stderr);
  assert.match(stderr, /no Apache configuration in docs/);
  assert.ok(!stderr.includes('    at '), stderr);
});
