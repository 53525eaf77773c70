import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { connect, createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { authorityFrom, makeAuthority, type Authority, type KeyPair } from '../../../src/apache/authority.ts';

const day = 24 * 60 * 60 * 1000;

/** What a client that trusts this authority alone says of a server with that certificate; null: nothing against it. */
async function trouble(served: KeyPair, ca: string, servername: string): Promise<string | null> {
  const server = createServer({ cert: served.certificate, key: served.key }).listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  try {
    return await new Promise((told) => {
      const socket = connect({ host: '127.0.0.1', port, servername, ca }, () => told(null));
      socket.once('error', (error: Error) => told('code' in error ? String(error.code) : error.message));
      socket.once('secureConnect', () => socket.destroy());
    });
  } finally {
    server.close();
  }
}

describe('a throwaway authority', () => {
  let authority: Authority;
  before(async () => {
    authority = await makeAuthority();
  });

  test('issues certificates with exactly the names that were asked for', async () => {
    const { certificate } = await authority.issue({ names: ['www.site.localhost', 'site.localhost', '127.0.0.1'] });

    const leaf = new X509Certificate(certificate);
    assert.equal(leaf.subjectAltName, 'DNS:www.site.localhost, DNS:site.localhost, IP Address:127.0.0.1');
    assert.equal(leaf.checkIssued(new X509Certificate(authority.certificate)), true);
    assert.equal(leaf.ca, false);
  });

  const faults = [
    { what: 'nothing', leaf: {}, says: null },
    {
      what: 'its end',
      leaf: { validTo: new Date(Date.now() - day), validFrom: new Date(Date.now() - 9 * day) },
      says: 'CERT_HAS_EXPIRED',
    },
    { what: 'its beginning', leaf: { validFrom: new Date(Date.now() + day) }, says: 'CERT_NOT_YET_VALID' },
    { what: 'its signer', leaf: { selfSigned: true }, says: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  ] as const;
  for (const { what, leaf, says } of faults)
    test(`a client finds fault with ${what}: ${says ?? 'a good certificate'}`, async () => {
      const served = await authority.issue({ names: ['www.site.localhost'], ...leaf });

      assert.equal(await trouble(served, authority.certificate, 'www.site.localhost'), says);
    });

  test('a client finds fault with the name, and with another authority', async () => {
    const served = await authority.issue({ names: ['www.site.localhost'] });

    assert.equal(await trouble(served, authority.certificate, 'login.site.localhost'), 'ERR_TLS_CERT_ALTNAME_INVALID');
    const other = await makeAuthority();
    assert.equal(await trouble(served, other.certificate, 'www.site.localhost'), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  test('goes on issuing where another process takes it over', async () => {
    const taken = await authorityFrom({ certificate: authority.certificate, key: authority.key });

    const served = await taken.issue({ names: ['www.site.localhost'] });
    assert.equal(await trouble(served, authority.certificate, 'www.site.localhost'), null);
    await assert.rejects(authorityFrom({ certificate: authority.certificate, key: 'no key' }), /no PEM/);
  });
});
