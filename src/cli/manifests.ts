import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { packageFile, projectFolder, runQuietly } from './child.ts';

interface Manifest {
  /** `deploy/kubernetes/cron-job.yaml`, and the number of the document where it holds more than one. */
  readonly name: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly value: unknown;
}

/** A file that the API server does not read. */
const ofKustomize = /^kustomize\.config\.k8s\.io\//;

/** The manifests below a folder, and what cannot be read. */
function readManifests(folder: string): { readonly manifests: Manifest[]; readonly findings: string[] } {
  const manifests: Manifest[] = [];
  const findings: string[] = [];
  for (const file of globSync('**/*.{yaml,yml}', { cwd: folder }).toSorted()) {
    const path = join(folder, file);
    const documents = parseAllDocuments(readFileSync(path, 'utf8'), { uniqueKeys: true });
    if (!Array.isArray(documents)) continue;
    for (const [index, document] of documents.entries()) {
      const name = `${relative(projectFolder, path)}${documents.length > 1 ? ` (document ${String(index + 1)})` : ''}`;
      findings.push(...document.errors.map(({ message }) => `${name}: ${message.split('\n')[0] ?? ''}`));
      if (document.errors.length > 0) continue;
      const value: unknown = document.toJS();
      if (typeof value !== 'object' || value === null || !('apiVersion' in value) || !('kind' in value)) {
        findings.push(`${name}: has no apiVersion or no kind`);
        continue;
      }
      const { apiVersion, kind } = value;
      if (!ofKustomize.test(String(apiVersion)))
        manifests.push({ name, apiVersion: String(apiVersion), kind: String(kind), value });
    }
  }
  return { manifests, findings };
}

/** `batch/v1` stands in kubernetes-types/batch/v1.d.ts, and `v1` in core/v1.d.ts. */
const moduleOf = (apiVersion: string): string =>
  (apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`).replace(/\.k8s\.io\//, '/');

/**
 * What Kubernetes' own types have against manifests, offline: unknown fields, wrong types, what is missing. Each manifest becomes
 * a constant of its type, and the compiler says the rest.
 *
 * @returns one line for each finding: file, and what is wrong with it
 */
export async function manifestFindings(folder: string): Promise<string[]> {
  const { manifests, findings } = readManifests(folder);
  const known = manifests.filter(({ name, apiVersion, kind }) => {
    const types = packageFile('kubernetes-types', `${moduleOf(apiVersion)}.d.ts`);
    const isKnown = existsSync(types) && new RegExp(`export interface ${kind} \\{`).test(readFileSync(types, 'utf8'));
    if (!isKnown) findings.push(`${name}: Kubernetes knows no ${kind} of ${apiVersion}`);
    return isKnown;
  });
  if (known.length === 0) return findings;
  const cache = packageFile('.cache');
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'manifests-')); // inside the project, so that the types are found
  try {
    const files = known.map(({ apiVersion, kind, value }, index) => {
      const file = join(work, `${String(index)}.ts`);
      const constant = `export const manifest: ${kind} = ${JSON.stringify(value, null, 2)};\n`;
      writeFileSync(file, `import type { ${kind} } from 'kubernetes-types/${moduleOf(apiVersion)}.js';\n${constant}`);
      return file;
    });
    const options = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--pretty',
      'false',
      '--module',
      'nodenext',
      '--ignoreConfig',
    ];
    const { code, output } = await runQuietly([packageFile('typescript', 'bin', 'tsc'), ...options, ...files]);
    const told = output.split('\n').flatMap((line) => {
      const [, index, what] = /(\d+)\.ts\(\d+,\d+\): error TS\d+: (.+)$/.exec(line) ?? [];
      return index === undefined ? [] : [`${known[Number(index)]?.name ?? ''}: ${what ?? ''}`];
    });
    if (code !== 0 && told.length === 0) throw new Error(`the compiler could not be asked:\n${output}`);
    return [...findings, ...told];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const findings = await manifestFindings(resolve(process.argv[2] ?? join(projectFolder, 'deploy/kubernetes')));
  process.stdout.write(findings.map((finding) => `${finding}\n`).join(''));
  process.exitCode = findings.length === 0 ? 0 : 1;
}
