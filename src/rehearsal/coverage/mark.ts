import { join } from 'node:path';
import { replaceTokens, tokensOf } from '../map/syntax.ts';
import type { DumpNode } from '../types.ts';

/** Sections that a request goes through; others (`Limit`, `RequireAll`) are as their section is. */
const marked =
  /^(VirtualHost|Directory|DirectoryMatch|Location|LocationMatch|Files|FilesMatch|If|ElseIf|Else|Proxy|ProxyMatch)$/i;

/** A configuration with marks, and what they stand for. */
export interface Marked {
  readonly text: string;
  readonly sections: ReadonlyMap<DumpNode, number>;
  readonly rules: ReadonlyMap<DumpNode, number>;
}

/** Fields of the access log that hold the marks: as the request began, as it ended, and before its last internal redirect. */
const fields = {
  began: 'cov=%<{COV}e',
  ended: 'covf=%>{COV}e',
  before: 'covr=%{REDIRECT_COV}e',
  header: 'xcov=%{X-Cov}o',
  port: 'port=%{local}p',
  file: 'file=%f',
  rules: 'rw=%<{COVRW}e',
  rulesEnded: 'rwf=%>{COVRW}e',
  rulesBefore: 'rwr=%{REDIRECT_COVRW}e',
};

/** Two witnesses, for neither sees all: the variable not what ends in the translation of the URL, the header only the final answer. */
const marks = (id: number): string[] => [
  `SetEnvIfExpr "reqenv('COV') =~ /^(.*)$/" "COV=$1.${String(id)}"`,
  `Header always append X-Cov "${String(id)}"`,
];

/** `E=` has its value put together anew at each rule, and keeps what stood there. */
function markedRule(node: DumpNode, id: number): string {
  const tokens = tokensOf(node.args);
  const flag = `E=COVRW:%{ENV:COVRW}.${String(id)}`;
  const flags = tokens[2]?.value;
  if (flags === undefined) return `${node.args} [${flag}]`;
  const inner = flags.replace(/^\[|\]$/g, '');
  return replaceTokens(node.args, new Map([[2, `"[${inner}${inner === '' ? '' : ','}${flag}]"`]]));
}

/**
 * The resolved configuration written out again as one file, with a mark first in each of its sections and on each RewriteRule. Flattening comes
 * first: a module that is loaded for the marks can no longer turn an `<IfModule>`.
 *
 * @param before lines that Apache executes while it reads, `LoadModule` and its like
 */
export function mark(dump: readonly DumpNode[], before: readonly string[], marker: string): Marked {
  const sections = new Map<DumpNode, number>();
  const rules = new Map<DumpNode, number>();
  const lines: string[] = [...before];
  let id = 0;
  const write = (nodes: readonly DumpNode[]): void => {
    for (const node of nodes) {
      if (node.children === null) {
        lines.push(`${node.name} ${argsOf(node)}`);
        continue;
      }
      lines.push(`<${node.name} ${node.args}>`);
      if (marked.test(node.name)) {
        id += 1;
        sections.set(node, id);
        lines.push(...marks(id));
      }
      write(node.children);
      lines.push(`</${node.name}>`);
    }
  };
  const argsOf = (node: DumpNode): string => {
    if (/^rewriterule$/i.test(node.name)) {
      rules.set(node, rules.size + 1);
      return markedRule(node, rules.size);
    }
    if (/^globallog$/i.test(node.name) && node.args.includes('at=%{'))
      return node.args.replace(/"$/, `\\t${Object.values(fields).join('\\t')}"`);
    if (/^header$/i.test(node.name) && node.args.includes('X-Rehearsal')) return `always set X-Rehearsal "${marker}"`;
    return node.args;
  };
  write(dump);
  return { text: `${lines.join('\n')}\n`, sections, rules };
}

/** Modules of the marks that a configuration has not got. */
export const modulesOfMarks = (has: ReadonlySet<string>, folder: string): string[] =>
  ['setenvif_module', 'headers_module', 'unique_id_module']
    .filter((module) => !has.has(module))
    .map((module) => `LoadModule ${module} "${join(folder, `mod_${module.replace(/_module$/, '')}.so`)}"`);
