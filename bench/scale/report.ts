// node bench/scale/report.ts COUNT FOLDER: plays so many generated results to our reporters, in a process of their own so that its
// memory is theirs, and prints what that took as JSON.
import { join } from 'node:path';
import { argv } from 'node:process';
import { signatures } from '../../src/evidence/signatures.ts';
import JourneyReporter from '../../src/report/reporter.ts';
import RedactingReporter from '../../src/report/redacting-reporter.ts';
import { config, ending, generated, suiteOf } from './results.ts';

const [, , count = '', folder = ''] = argv;
const { stdout } = process;
const write = stdout.write.bind(stdout);
// the reporter's progress goes nowhere, as in a log that nobody reads
stdout.write = () => true;

const redacting = new RedactingReporter({ secrets: () => ['local-Qx7-only'] });
const reporter = new JourneyReporter({
  reportsDir: folder,
  run: { id: 'scale', target: 'local', change: null, location: 'bench', suiteVersion: '0', browser: 'none' },
  policy: {
    signatures,
    budgets: { exchangeMs: 3_000, journeyMs: 20_000 },
    suppressions: [],
    now: new Date().toISOString(),
  },
});
const all = [...generated(Number(count))];
const suite = suiteOf(all.map(({ test }) => test));
const startedMs = performance.now();
redacting.onBegin(config, suite);
reporter.onBegin(config, suite);
for (const { test, results } of all) {
  for (const result of results) {
    redacting.onTestEnd(test, result);
    reporter.onTestEnd(test, result);
  }
}
await reporter.onEnd(ending);
await redacting.onExit();
const wallMs = performance.now() - startedMs;
const page = join(folder, 'index.html');
write(`${JSON.stringify({ wallMs, peakKiB: process.resourceUsage().maxRSS, page })}\n`);
