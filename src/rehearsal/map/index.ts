import { mkdirSync, writeFileSync } from 'node:fs';
import { chown, chmod } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { makeAuthority, type Authority } from '../../apache/authority.ts';
import { serviceAccount, type ServiceAccount } from '../../apache/service-account.ts';
import type { GivenConfiguration, MappedCopy, Mapper, MapperOptions, Mapped, StepDetail } from '../types.ts';
import { redactLine } from '../redact.ts';
import { rewriteAccessFiles } from './access-files.ts';
import { firstLines, lastLines } from './added.ts';
import { manageCertificates, replaceCertificates } from './certificates.ts';
import { Contents } from './contents.ts';
import { assertClosed, copyFolder } from './copy-folder.ts';
import { addressesOf } from './directives/addresses.ts';
import { namelessHosts, portsOf, speaksTls, tellsScheme } from './facts.ts';
import { uidOf } from './owner.ts';
import { PortBook } from './ports.ts';
import { remember } from './remembered.ts';
import { resolverRules } from './resolver-rules.ts';
import { rewriteFiles, type Report } from './rewrite.ts';
import type { Mapping } from './rules.ts';
import { readMapSettings, type MapSettings } from './settings.ts';
import { PrivateTree } from './tree.ts';
import { readEnvvars, type Variables } from './variables.ts';
import { walk } from './walk.ts';

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

/** Whoever serves may read all of it, and write to its own folder. */
async function openTo(account: ServiceAccount | null, folder: string, runFolder: string): Promise<void> {
  await chmod(folder, 0o755);
  if (account === null) return;
  const { uid, gid } = uidOf(account);
  await chown(runFolder, uid, gid);
}

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
    const own = join(folder, `${name}.rehearsal`);
    for (const path of [runFolder, logs, own, join(tree.serverRootHere, 'logs'), join(tree.serverRootHere, 'run')])
      mkdirSync(path, { recursive: true });
    await openTo(account, folder, runFolder);

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
        ...namelessHosts(walked.met),
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
        env: { LANG: 'C', ...Object.fromEntries(first) },
      },
      binary,
      accessLog: relative(tree.serverRootHere, accessLog),
      errorLogs: [relative(tree.serverRootHere, mapping.errorLog)],
      ports: portsOf(walked.met, this.#ports),
      resolverRules: resolverRules(walked.met, this.#ports, this.#settings),
      caFile: speaksTls(walked.met) ? this.#caFile : null,
      mapped: report.mapped.map(withoutSecrets),
      marker,
    };
    remember(copy, { tree, walk: walked, replaced, folder, runFolder });
    return { copy, faults };
  }
}

/** As it may be shown. */
const withoutSecrets = (one: Mapped): Mapped => {
  const clean = (args: string): string => redactLine(`${one.directive} ${args}`).slice(one.directive.length + 1);
  return { ...one, from: clean(one.from), to: one.to === null ? null : clean(one.to) };
};

/** Read last; relative to each copy's own ServerRoot. */
const lastFile = 'rehearsal-last.conf';

/** @throws RehearsalError where the mapping file cannot be used */
export function createMapper(options: MapperOptions): Mapper {
  return new OwnMapper(options, readMapSettings(options.mapFile), makeAuthority('Throwaway authority of a rehearsal'));
}
