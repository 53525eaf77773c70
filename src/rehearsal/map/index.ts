import { mkdirSync, writeFileSync } from 'node:fs';
import { chown, chmod } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { makeAuthority, type Authority } from '../../apache/authority.ts';
import { serviceAccount } from '../../apache/service-account.ts';
import type { GivenConfiguration, MappedCopy, Mapper, MapperOptions, Mapped, StepDetail } from '../types.ts';
import { rewriteAccessFiles } from './access-files.ts';
import { firstLines, lastLines } from './added.ts';
import { manageCertificates, replaceCertificates } from './certificates.ts';
import { Contents } from './contents.ts';
import { assertClosed, copyFolder } from './copy-folder.ts';
import { addressesOf, isListenedTo, listensOf, isVirtualHost, virtualHostAddresses } from './directives/addresses.ts';
import { uidOf } from './owner.ts';
import { keyOf, PortBook } from './ports.ts';
import { remember } from './remembered.ts';
import { resolverRules } from './resolver-rules.ts';
import { rewriteFiles, type Report } from './rewrite.ts';
import type { Mapping } from './rules.ts';
import { readMapSettings, type MapSettings } from './settings.ts';
import { PrivateTree } from './tree.ts';
import { readEnvvars, type Variables } from './variables.ts';
import { walk, type Met } from './walk.ts';

export { givenDirectory, givenRef } from './given.ts';

/** Of a layout that does not say it: where its distribution has it. */
const usualRoot = { debian: '/etc/apache2', plain: '/etc/httpd' } as const;

const markerHeader = 'X-Rehearsal';

/**
 * Where the configuration lies in production, as its last ServerRoot says.
 *
 * @param variables not changed
 */
function serverRootOf(
  given: GivenConfiguration,
  options: MapperOptions,
  settings: MapSettings,
  variables: Variables,
): string {
  // Read where it lies, it is its own tree.
  const tree = new PrivateTree('', given.folder, given, new Map());
  const { met } = walk(tree, options.binary, new Map(variables), settings.defines);
  const said = met.findLast(({ name }) => name.toLowerCase() === 'serverroot')?.values[0];
  return said?.startsWith('/') ? said : (settings.serverRoot ?? usualRoot[given.layout]);
}

/** Does the configuration itself tell the back end the visitor's scheme? */
const tellsScheme = (all: readonly Met[]): boolean =>
  all.some(
    ({ name, values }) => name.toLowerCase() === 'requestheader' && values[1]?.toLowerCase() === 'x-forwarded-proto',
  );

class OwnMapper implements Mapper {
  readonly #options: MapperOptions;
  readonly #settings: MapSettings;
  readonly #ports = new PortBook();
  readonly #authority: Promise<Authority>;
  readonly #caFile: string;
  /** Decided by the first copy, the baseline's: what the candidate takes away is not to be put back. */
  #addsScheme: boolean | null = null;

  constructor(options: MapperOptions, settings: MapSettings, authority: Promise<Authority>) {
    this.#options = options;
    this.#settings = settings;
    this.#authority = authority;
    this.#caFile = join(options.folder, 'ca.pem');
  }

  async copy(given: GivenConfiguration, name: string): Promise<MappedCopy> {
    const { folder, binary, backend } = this.#options;
    const account = serviceAccount();
    const faults: StepDetail[] = [];
    const { variables: theirs, fault } =
      given.layout === 'debian'
        ? await readEnvvars(given.folder, usualRoot.debian)
        : { variables: new Map<string, string>(), fault: null };
    if (fault !== null)
      faults.push({ text: `envvars fails: ${fault}`, place: { file: 'envvars', line: 1 }, code: null });
    const variables = new Map([...theirs, ...Object.entries(this.#settings.variables)]);

    const tree = new PrivateTree(
      join(folder, name),
      serverRootOf(given, this.#options, this.#settings, variables),
      given,
      this.#settings.paths,
    );
    const leftOut = await copyFolder(given.folder, tree.serverRootHere);
    for (const [path, here] of this.#settings.paths) await copyFolder(here, tree.locate(path));
    await assertClosed(tree.folder);

    const runFolder = join(folder, 'run');
    const logs = join(folder, 'logs');
    for (const path of [runFolder, logs, join(tree.serverRootHere, 'logs'), join(tree.serverRootHere, 'run')])
      mkdirSync(path, { recursive: true });
    await chmod(folder, 0o755);
    if (account !== null) {
      const { uid, gid } = uidOf(account);
      await chown(runFolder, uid, gid);
    }

    const first = new Map(variables);
    const walked = walk(tree, binary, variables, this.#settings.defines);
    faults.push(...walked.faults);
    const authority = await this.#authority;
    writeFileSync(this.#caFile, authority.certificate);
    const certificates = await replaceCertificates(walked.met, {
      tree,
      authority,
      leftOut: new Set(leftOut.map(({ path }) => path)),
      assumed: this.#settings.assumeCertificates,
    });
    faults.push(...certificates.faults);
    await this.#ports.add(addressesOf(walked.met));

    const own = join(folder, `${name}.rehearsal`);
    mkdirSync(own, { recursive: true });
    const mapping: Mapping = {
      binary,
      tree,
      walk: walked,
      ports: this.#ports,
      contents: await Contents.find(tree, walked.met),
      account,
      errorLog: join(logs, `${name}-error.log`),
      pipedLog: join(logs, `${name}-piped.log`),
      runFolder,
      managed: await manageCertificates(walked.met, authority, own),
      caFile: this.#caFile,
    };
    const report: Report = {
      faults,
      mapped: [
        ...leftOut.map(({ path, why }): Mapped => ({
          place: { file: path, line: 1 },
          directive: '(copy)',
          from: path,
          to: null,
          why,
        })),
        ...certificates.mapped,
        ...walked.met
          .filter((met) => isVirtualHost(met) && !hasServerName(met, walked.met))
          .map((met): Mapped => ({
            place: met.place,
            directive: '<VirtualHost>',
            from: met.args,
            to: null,
            why: 'it has no ServerName: a redirect that Apache itself makes (a folder without its slash) names the port of loopback',
          })),
      ],
    };
    const firstFile = join(own, 'first.conf');
    writeFileSync(firstFile, firstLines(mapping, first));
    const replaced = rewriteFiles(mapping, firstFile, report);

    rewriteAccessFiles(tree, walked.met);
    const marker = { header: markerHeader.toLowerCase(), value: name };
    this.#addsScheme ??= !tellsScheme(walked.met);
    const accessLog = join(logs, `${name}-access.log`);
    // Found by each generation in its own ServerRoot: the command line stays the same over a reload.
    writeFileSync(
      join(tree.serverRootHere, lastFile),
      lastLines(mapping, {
        accessLog,
        backend,
        marker: { header: markerHeader, value: name },
        forwardedProto: this.#addsScheme && !tellsScheme(walked.met),
      }),
    );
    const copy = {
      root: {
        folder: tree.serverRootHere,
        file: given.file,
        args: [...this.#settings.defines.flatMap((define) => ['-D', define]), '-c', `Include ${lastFile}`],
        env: { LANG: 'C' },
      },
      binary,
      accessLog: relative(tree.serverRootHere, accessLog),
      errorLogs: [relative(tree.serverRootHere, mapping.errorLog)],
      ports: this.#portsOf(walked.met),
      resolverRules: resolverRules(walked.met, this.#ports, this.#settings),
      caFile: isTls(walked.met) ? this.#caFile : null,
      mapped: report.mapped,
      marker,
    };
    remember(copy, { tree, walk: walked, replaced, folder, runFolder });
    return { copy, faults };
  }

  #portsOf(all: readonly Met[]): MappedCopy['copy']['ports'] {
    const listens = listensOf(all);
    const hosts = all.filter(isVirtualHost);
    const ports = addressesOf(all).map((address) => {
      const tlsHere = hosts.some(
        (host) =>
          virtualHostAddresses(host, listens).some((one) => keyOf(one) === keyOf(address)) &&
          all.some((met) => met.within.some(({ id }) => id === host.id) && isEngineOn(met)),
      );
      const tls = tlsHere || listens.some((one) => one.tls && keyOf(one) === keyOf(address));
      const silent = !isListenedTo(address, all);
      const mapped = this.#ports.of(address);
      return { address: address.host, port: address.port, mapped, tls, ...(silent ? { silent } : {}) };
    });
    return ports.toSorted((a, b) => Number(a.silent ?? false) - Number(b.silent ?? false));
  }
}

/** Read last; relative to each copy's own ServerRoot. */
const lastFile = 'rehearsal-last.conf';

const hasServerName = (host: Met, all: readonly Met[]): boolean =>
  all.some(({ name, within }) => name.toLowerCase() === 'servername' && within.at(-1)?.id === host.id);

const isEngineOn = (met: Met): boolean =>
  met.name.toLowerCase() === 'sslengine' && met.values[0]?.toLowerCase() !== 'off';
const isTls = (all: readonly Met[]): boolean => all.some(isEngineOn);

/** @throws RehearsalError where the mapping file cannot be used */
export function createMapper(options: MapperOptions): Mapper {
  return new OwnMapper(options, readMapSettings(options.mapFile), makeAuthority('Throwaway authority of a rehearsal'));
}
