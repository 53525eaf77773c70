// Stands in Playwright's place. The words of its command line are done one after the other:
//   verdict=<run id>:<exit code>  writes a verdict of that run ("own" is this one)
//   journal                       leaves a journal, as the reporter does while it runs
//   trace                         leaves a trace, as Playwright does before a reporter could redact it
//   child                         starts a process in a group of its own that would outlive us, as a browser does
//   ready                         prints "ready"
//   hang / stubborn               waits for SIGINT and then writes a verdict with 130 / does not even end then
//   die=<signal>  exit=<code>     ends

import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const runId = process.env['RUN_ID'] ?? '';
const folder = join(process.env['REPORTS_DIR'] ?? '', 'runs', runId);

function writeVerdict(id: string, exitCode: number): void {
  mkdirSync(folder, { recursive: true });
  const record = {
    schemaVersion: 1,
    run: { id },
    outcome: exitCode === 0 ? 'passed' : 'server-error',
    exitCode,
    troubles: process.env['SHARD'] === undefined ? [] : [{ kind: 'one-shard', message: 'One of two.' }],
  };
  writeFileSync(join(folder, 'verdict.json'), JSON.stringify(record));
}

const wait = () => setInterval(() => {}, 1_000);

for (const word of process.argv.slice(2)) {
  const [name = '', value = ''] = word.split('=');
  if (name === 'verdict') {
    const [id = '', code = ''] = value.split(':');
    writeVerdict(id === 'own' ? runId : id, Number(code));
  } else if (name === 'journal') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'journal.ndjson'), '{}\n');
  } else if (name === 'trace') {
    mkdirSync(join(folder, 'results'), { recursive: true });
    writeFileSync(join(folder, 'results', 'trace.zip'), 'unredacted');
  } else if (name === 'child') {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
    child.unref();
    process.stdout.write(`child ${String(child.pid)}\n`);
  } else if (name === 'ready') {
    process.stdout.write(`ready ${String(process.pid)}\n`);
  } else if (name === 'hang') {
    process.on('SIGINT', () => {
      writeVerdict(runId, 130);
      process.exit(130);
    });
    wait();
  } else if (name === 'stubborn') {
    process.on('SIGINT', () => {});
    wait();
  } else if (name === 'die') {
    process.kill(process.pid, value);
    wait();
  } else if (name === 'exit') {
    process.exit(Number(value));
  }
}
