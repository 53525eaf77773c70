import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch, diffArrays, FILE_HEADERS_ONLY } from 'diff';
import { accessDirectivesOf } from './dump/access-files.ts';
import { directivesOf } from './dump/directives.ts';
import { dumpOf } from './dump/read.ts';
import { redactLine } from './redact.ts';
import type {
  DirectiveChange,
  DumpNode,
  FoundChange,
  GivenConfiguration,
  PrivateCopy,
  ResolvedDirective,
} from './types.ts';

/** Space and quotes that change nothing are no difference. */
const normal = (args: string): string =>
  args
    .replace(/\s+/g, ' ')
    .replace(/"([^\s"'\\]+)"/g, '$1')
    .trim();

const keyOf = ({ name, args, within }: ResolvedDirective): string =>
  [...within.map(normal), `${name.toLowerCase()} ${normal(args)}`].join('\n');

/**
 * The directives that differ, in the candidate's order. Order counts: `ProxyPass /` that has moved before `ProxyPass /static/ !` is a change.
 */
export function compareDirectives(
  baseline: readonly ResolvedDirective[],
  candidate: readonly ResolvedDirective[],
): FoundChange[] {
  const changes: FoundChange[] = [];
  let before = 0;
  let after = 0;
  for (const { value, added, removed } of diffArrays(baseline.map(keyOf), candidate.map(keyOf))) {
    const from = removed ? baseline.slice(before, before + value.length) : [];
    const to = added ? candidate.slice(after, after + value.length) : [];
    changes.push(...from.map((directive): FoundChange => ({ kind: 'removed', directive })));
    changes.push(...to.map((directive): FoundChange => ({ kind: 'added', directive })));
    if (!added) before += value.length;
    if (!removed) after += value.length;
  }
  return changes;
}

/**
 * What differs between two copies that pass `-t`, as Apache understands them.
 *
 * @throws RehearsalError where Apache does not print one of them
 */
export async function changedDirectives(
  baseline: PrivateCopy,
  candidate: PrivateCopy,
): Promise<readonly FoundChange[]> {
  const [before, after] = await Promise.all(
    [baseline, candidate].map(async (copy) => [...directivesOf(copy, await dumpOf(copy)), ...accessDirectivesOf(copy)]),
  );
  return compareDirectives(before ?? [], after ?? []);
}

/** A virtual host is known by its name, for several share an address. */
const withName = (label: string, { name, children }: DumpNode): string => {
  const server = /^virtualhost$/i.test(name) && children?.find((node) => /^servername$/i.test(node.name));
  return server ? `${label} (${server.args})` : label;
};

/** A difference as it may be shown: without secrets. */
export function shown({ kind, directive }: FoundChange): Pick<DirectiveChange, 'kind' | 'directive'> {
  const { name, args, within, place, sections } = directive;
  const labels = within.map((label, index) => {
    const section = sections[index];
    return redactLine(section ? withName(label, section) : label);
  });
  return {
    kind,
    directive: { name, args: redactLine(`${name} ${args}`).slice(name.length + 1), within: labels, place },
  };
}

const mostBytes = 1024 * 1024;

/** Texts by path, links as where they lead; null: no text. */
function filesOf(folder: string): Map<string, string | null> {
  const files = new Map<string, string | null>();
  const look = (path: string): void => {
    const full = join(folder, path);
    const stat = lstatSync(full);
    if (stat.isSymbolicLink()) files.set(path, `link to ${readlinkSync(full)}\n`);
    else if (stat.isDirectory()) {
      for (const name of readdirSync(full).toSorted())
        if (name !== '.git') look(path === '' ? name : `${path}/${name}`);
    } else if (stat.isFile() && stat.size <= mostBytes) {
      try {
        const bytes = readFileSync(full);
        files.set(path, bytes.includes(0) ? null : bytes.toString('utf8'));
      } catch {
        files.set(path, null); // not for this user
      }
    }
  };
  look('');
  return files;
}

const isKey = (text: string): boolean => /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);

/** The files of two given configurations that differ, as unified diffs without secrets. */
export function diffFiles(
  baseline: GivenConfiguration,
  candidate: GivenConfiguration,
): { readonly file: string; readonly text: string }[] {
  const [before, after] = [filesOf(baseline.folder), filesOf(candidate.folder)];
  return [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((file) => {
    const [old, now] = [before.get(file), after.get(file)];
    if (old === now || old === null || now === null) return [];
    if ([old, now].some((text) => text !== undefined && isKey(text)))
      return [{ file, text: `--- ${file}\n+++ ${file}\n(a private key; its content is not shown)\n` }];
    const clean = (text: string | undefined): string => (text ?? '').split('\n').map(redactLine).join('\n');
    if (old !== undefined && now !== undefined && clean(old) === clean(now))
      return [{ file, text: `--- ${file}\n+++ ${file}\n(only secrets differ; they are not shown)\n` }];
    const patch = createTwoFilesPatch(
      old === undefined ? '/dev/null' : file,
      now === undefined ? '/dev/null' : file,
      clean(old),
      clean(now),
      undefined,
      undefined,
      { context: 3, headerOptions: FILE_HEADERS_ONLY },
    );
    return [{ file, text: patch }];
  });
}
