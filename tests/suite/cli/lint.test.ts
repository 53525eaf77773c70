import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, test } from 'node:test';
import { projectFolder, temporaryFolder } from './support.ts';

interface Finding {
  readonly code: string;
  readonly filename: string;
  readonly help?: string;
}

/** Files that break a rule each, by the rule that they break, and others that break none. */
const files: Record<string, { readonly text: string; readonly breaks: string | null; readonly help?: RegExp }> = {};
const importing = (path: string) => `import { x } from '${path}';\nexport const y: unknown = x;\n`;

/** Who may import whom: each only from what stands before it. */
const order = ['target', 'apache', 'evidence', 'verdict', 'journey', 'history', 'report', 'alert', 'run'];
const capabilities = ['rehearsal', 'drill', 'gate', 'monitor'];

const add = (path: string, text: string, breaks: string | null, help?: RegExp) => {
  files[path] = { text, breaks, ...(help ? { help } : {}) };
};
const direction = 'eslint(no-restricted-imports)';

for (const [index, from] of order.entries()) {
  for (const [other, to] of [...order, ...capabilities, 'cli'].entries()) {
    if (from === to || (from === 'verdict' && other < index)) continue;
    const allowed = other < index;
    add(
      `src/${from}/sees-${to}.ts`,
      importing(`../${to}/a.ts`),
      allowed ? null : direction,
      /only from what stands above/,
    );
    add(`src/${from}/deep/sees-${to}.ts`, importing(`../../${to}/a.ts`), allowed ? null : direction);
  }
  add(`src/${from}/sees-tests.ts`, importing('../../tests/a.ts'), direction);
  add(`src/${from}/sees-standin.ts`, importing('../../standin/a.ts'), direction);
}
for (const from of capabilities) {
  for (const to of [...order, ...capabilities, 'cli'].filter((name) => name !== from)) {
    add(`src/${from}/sees-${to}.ts`, importing(`../${to}/a.ts`), order.includes(to) ? null : direction);
  }
}
for (const to of [...order, ...capabilities]) add(`src/cli/sees-${to}.ts`, importing(`../${to}/a.ts`), null);

add('src/verdict/sees-types.ts', importing('../evidence/types.ts'), null);
add('src/verdict/sees-code.ts', importing('../evidence/recorder.ts'), direction, /only the types/);
add('src/verdict/sees-target.ts', importing('../target/environment.ts'), direction, /only the types/);
add(
  'src/verdict/reads.ts',
  "import { readFileSync } from 'node:fs';\nexport const y = readFileSync;\n",
  direction,
  /pure/,
);
add(
  'src/verdict/drives.ts',
  "import { test } from '@playwright/test';\nexport const y: unknown = test;\n",
  direction,
  /pure/,
);
add(
  'src/report/page/drives.ts',
  "import { test } from '@playwright/test';\nexport const y: unknown = test;\n",
  direction,
  /run records/,
);
add('src/journey/sees-page.ts', importing('../../pages/home-page.ts'), null);
add('src/run/sees-page.ts', importing('../../pages/home-page.ts'), direction);
add('pages/sees-suite.ts', importing('../src/target/a.ts'), direction, /nothing of ours/);
add('pages/sees-page.ts', importing('./home-page.ts'), direction, /never imports a page/);
add('pages/sees-component.ts', importing('./components/a.ts'), null);
add('pages/components/sees-page.ts', importing('../home-page.ts'), direction, /root locator/);
add('pages/components/sees-component.ts', importing('./a.ts'), null);
add(
  'tests/journeys/sees-playwright.ts',
  "import { test } from '@playwright/test';\nexport const y: unknown = test;\n",
  direction,
  /src\/journey\/index\.ts/,
);
add('tests/journeys/sees-target.ts', importing('../../src/target/a.ts'), direction, /fixture `site`/);
add('tests/journeys/sees-page.ts', importing('../../pages/home-page.ts'), null);
add('standin/sees-code.ts', importing('../src/target/a.ts'), direction, /`import type`/);
add('standin/sees-types.ts', "import type { X } from '../src/target/a.ts';\nexport type Y = X;\n", null);

const journey = (text: string) =>
  `import { expect, test } from '../../src/journey/index.ts';\n\ntest('it holds', async ({ page }) => {\n  ${text}\n  await expect(page.locator('h1')).toBeVisible();\n});\n`;
const inJourneys: Readonly<Record<string, string>> = {
  'no-wait-for-timeout': journey('await page.waitForTimeout(100);'),
  'no-networkidle': journey("await page.goto('/', { waitUntil: 'networkidle' });"),
  'no-force-option': journey("await page.locator('a').click({ force: true });"),
  'no-focused-test': journey('').replace('test(', 'test.only('),
  'no-skipped-test': journey('').replace('test(', 'test.skip('),
  'missing-playwright-await': journey("void expect(page.locator('a')).toBeVisible();"),
  'prefer-web-first-assertions': journey("expect(await page.locator('a').isVisible()).toBe(true);"),
  'no-conditional-in-test': journey("if (page.url() === '') await page.goto('/');"),
  'no-conditional-expect': journey("await page.goto('/').catch(() => expect(page.url()).toBe(''));"),
  'valid-title': journey('').replace("'it holds'", "''"),
  'expect-expect':
    "import { test } from '../../src/journey/index.ts';\n\ntest('it holds', async ({ page }) => {\n  await page.goto('/');\n});\n",
};
for (const [rule, text] of Object.entries(inJourneys))
  add(`tests/journeys/${rule}.spec.ts`, text, `playwright(${rule})`);
add('tests/journeys/good.spec.ts', journey("await page.goto('/');"), null);
add('src/journey/index.ts', "export { expect, test } from '@playwright/test';\n", null);

add(
  'src/run/floats.ts',
  'export const f = async () => 1;\nexport const g = () => {\n  f();\n};\n',
  'typescript(no-floating-promises)',
);
add('src/run/any.ts', 'export const f = (x: any) => [x];\n', 'typescript(no-explicit-any)');
add('src/run/env.ts', "export const x = process.env['X'];\n", 'node(no-process-env)');
add('src/run/prints.ts', "console.log('x');\nexport {};\n", 'eslint(no-console)');
add('src/run/exits.ts', 'process.exit(1);\nexport {};\n', 'unicorn(no-process-exit)');

let findings: Map<string, Finding[]>;
before(() => {
  const folder = temporaryFolder('lint');
  for (const name of ['.oxlintrc.json', 'tsconfig.json', 'package.json'])
    copyFileSync(join(projectFolder, name), join(folder, name));
  symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'), 'junction');
  for (const [path, { text }] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const oxlint = join(projectFolder, 'node_modules/oxlint/bin/oxlint');
  const { stdout, stderr } = spawnSync(process.execPath, [oxlint, '--type-aware', '--format=json'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  assert.match(stdout, /"diagnostics"/, stdout + stderr);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Finding[] }; // oxlint's format
  findings = Map.groupBy(diagnostics, ({ filename }) => filename.replaceAll('\\', '/'));
});

/** What imports nothing that exists has no types, which is not what is looked at here. */
const isAside = ({ code }: Finding) => code.startsWith('typescript(no-unsafe');

describe('the linter', () => {
  for (const [path, { breaks, help }] of Object.entries(files)) {
    test(breaks === null ? `lets ${path} be` : `finds ${breaks} in ${path}`, () => {
      const found = (findings.get(path) ?? []).filter((finding) => !isAside(finding));
      if (breaks === null) {
        assert.deepEqual(found, []);
        return;
      }
      const wanted = found.find(({ code }) => code === breaks);
      assert.ok(wanted, JSON.stringify(found));
      if (help) assert.match(wanted.help ?? '', help);
    });
  }
});
