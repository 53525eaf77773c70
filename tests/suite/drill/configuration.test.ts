import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { makeAuthority } from '../../../src/apache/authority.ts';
import { findApache } from '../../../src/apache/binary.ts';
import { runBinary } from '../../../src/apache/run-binary.ts';
import { issueCertificates, type StandinCertificates } from '../../../src/apache/standin-certificates.ts';
import { makeStandinRoot } from '../../../src/apache/standin-root.ts';
import { catalogue } from '../../../src/drill/catalogue/index.ts';

const changed = catalogue.flatMap(({ id, putIn: { httpd } }) =>
  httpd?.change ? [{ id, ...httpd, change: httpd.change }] : [],
);

/** Without a browser: a drill whose edit does not fit today's configuration, or is not what it says that it is, proves nothing. */
describe('the changes of drills, on the configuration as it is delivered', { concurrency: 4 }, () => {
  const binary = findApache();
  // nothing listens on them: no httpd is started
  const ports = { port: 18_080, statusPort: 18_081, backendPort: 18_090 };
  let tls: StandinCertificates;

  before(async () => {
    tls = await issueCertificates(await makeAuthority());
  });

  for (const { id, change, tls: isTls, refusedByTest = false } of changed)
    test(`${id} changes it, and apache2 -t ${refusedByTest ? 'refuses it' : 'says “Syntax OK”'}`, async () => {
      const root = makeStandinRoot({ binary, ...ports, ...(isTls === true ? { tls } : {}), edit: change });
      try {
        assert.match(root.diff() ?? 'nothing has changed', /^[+-]/m);

        const { code, stderr } = await runBinary(binary, root, ['-t']);

        assert.equal(code !== 0, refusedByTest, stderr);
      } finally {
        root.remove();
      }
    });
});
