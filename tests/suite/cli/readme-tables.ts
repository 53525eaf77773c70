import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { printTables } from '../../../src/verdict/tables.ts';

export const readmeFile = join(resolve(import.meta.dirname, '../../..'), 'README.md');

/** The README with both tables as the rules print them. */
export async function withTables(readme: string): Promise<string> {
  const [causes = '', verdicts = ''] = printTables().trim().split('\n\n');
  const put = (text: string, name: string, table: string): string =>
    text.replace(
      new RegExp(`(<!-- ${name}: printed by the code -->)[\\s\\S]*?(<!-- /${name} -->)`),
      (_, opening: string, closing: string) => `${opening}\n\n${table}\n\n${closing}`,
    );
  const text = put(put(readme, 'causes', causes), 'verdicts', verdicts);
  return format(text, { ...(await resolveConfig(readmeFile)), parser: 'markdown' });
}

// node tests/suite/cli/readme-tables.ts: after a rule has changed
if (import.meta.main) writeFileSync(readmeFile, await withTables(readFileSync(readmeFile, 'utf8')));
