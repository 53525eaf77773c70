import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isMap, isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { RehearsalError } from '../error.ts';

const absolute = z.string().startsWith('/', 'is not an absolute path');
const host = z.string().regex(/^(\*\.)?[\w.-]+$/, 'is not a host name such as www.example.com');

/** `rehearsal.yaml`: what of production cannot be seen from its configuration. Every part may be left out. */
const schema = z.strictObject({
  /** Where the configuration lies in production, where no `ServerRoot` says so. */
  serverRoot: absolute.optional(),
  /** Folders of production and where they lie here, relative to this file: document roots, further configuration. */
  paths: z.record(absolute, z.string().min(1, 'must not be empty')).optional(),
  /** As `-D NAME` on production's command line. */
  defines: z.array(z.string().regex(/^\w+$/, 'is not a name')).optional(),
  /** Variables of production's environment. */
  variables: z.record(z.string().regex(/^\w+$/, 'is not a name'), z.string()).optional(),
  /** Hosts and the address of production at which they are; others are at the address of the virtual host that has their name. */
  names: z.record(host, z.string().min(1, 'must not be empty')).optional(),
  /** `assumed`: certificates that this machine cannot read are taken to be in order. Default: they are the configuration's fault. */
  certificates: z.enum(['read', 'assumed']).optional(),
  /** Hosts of the site's domains that another server answers for (a CDN's). */
  elsewhere: z.array(host).optional(),
});

export interface MapSettings {
  readonly serverRoot: string | null;
  /** Absolute on both sides. */
  readonly paths: ReadonlyMap<string, string>;
  readonly defines: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly names: Readonly<Record<string, string>>;
  readonly elsewhere: readonly string[];
  readonly assumeCertificates: boolean;
}

const keys = Object.keys(schema.shape).join(', ');

/**
 * @param file null: the defaults
 * @throws RehearsalError with every fault of the file and its line
 */
export function readMapSettings(file: string | null): MapSettings {
  const settings = file === null ? {} : read(file);
  return {
    serverRoot: settings.serverRoot ?? null,
    paths: new Map(
      Object.entries(settings.paths ?? {}).map(([path, here]) => [
        path.replace(/(?<=.)\/+$/, ''),
        resolve(dirname(file ?? '.'), here),
      ]),
    ),
    defines: settings.defines ?? [],
    variables: settings.variables ?? {},
    names: settings.names ?? {},
    elsewhere: settings.elsewhere ?? [],
    assumeCertificates: settings.certificates === 'assumed',
  };
}

function read(file: string): z.infer<typeof schema> {
  if (!existsSync(file)) throw new RehearsalError(`There is no ${file}. Leave it out, or give the path of a mapping.`);
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines });
  const faults: { line: number; rule: string }[] = [];
  const fault = (offset: number, rule: string): void => {
    faults.push({ line: lines.linePos(offset).line, rule });
  };
  /** Of the innermost part of the path that stands in the file. */
  const offsetOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const parent = document.getIn(path.slice(0, length - 1), true);
      const pair = isMap(parent)
        ? parent.items.find(({ key }) => isNode(key) && String(key) === String(path[length - 1]))
        : null;
      if (pair && isNode(pair.key)) return pair.key.range?.[0] ?? 0;
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node)) return node.range?.[0] ?? 0;
    }
    return 0;
  };

  for (const error of document.errors) fault(error.pos[0], error.message.split('\n')[0] ?? 'is not YAML');
  const result = schema.safeParse(faults.length > 0 ? {} : (document.toJS() ?? {}));
  for (const issue of result.error?.issues ?? []) {
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) fault(offsetOf([...issue.path, key]), `${key} is not known here`);
    else {
      const said = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
      fault(
        offsetOf(issue.path),
        `${issue.path.join('.') || 'the file'} ${said.replace(/^Invalid (input|option): /, '')}`,
      );
    }
  }
  for (const [path, here] of Object.entries(result.data?.paths ?? {}))
    if (!existsSync(resolve(dirname(file), here))) fault(offsetOf(['paths', path]), `there is no ${here} for ${path}`);
  if (faults.length === 0 && result.success) return result.data;
  const told = faults.toSorted((a, b) => a.line - b.line).map(({ line, rule }) => `  line ${String(line)}: ${rule}`);
  throw new RehearsalError(`${file} cannot be used:\n${told.join('\n')}\nIt may hold ${keys}.`);
}
