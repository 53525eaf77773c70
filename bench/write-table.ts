// node bench/write-table.ts: puts the last bench into docs/benchmarks.md and, where it has the markers, into README.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit, stderr } from 'node:process';
import { format, resolveConfig } from 'prettier';
import { reportsFolder } from '../src/target/environment.ts';
import { benchFile, readBench } from './index.ts';
import { root } from './lab.ts';
import { markdown } from './table.ts';

/** The text with what stands between the markers replaced; as it was where it has none. */
export const between = (text: string, table: string): string =>
  text.replace(
    /(<!-- bench: printed by the code -->)[\s\S]*?(<!-- \/bench -->)/,
    (_, opening: string, closing: string) => `${opening}\n\n${table}\n\n${closing}`,
  );

if (import.meta.main) {
  const reports = argv[2] ?? reportsFolder();
  const bench = readBench(reports);
  if (!bench) {
    stderr.write(`There is no bench to write in ${benchFile(reports)}: run "npm run bench" first.\n`);
    exit(2);
  }
  for (const file of ['docs/benchmarks.md', 'README.md']
    .map((name) => join(root, name))
    .filter((path) => existsSync(path))) {
    const text = between(readFileSync(file, 'utf8'), markdown(bench));
    writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'markdown' }));
  }
}
