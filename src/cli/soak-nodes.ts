import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findApache } from '../apache/binary.ts';
import type { EditConfiguration } from '../apache/types.ts';
import { runPart, type Part } from '../gate/part.ts';
import { writeWhole } from '../target/atomic.ts';
import { duration } from '../report/format.ts';
import { makeWritable } from '../run/writable.ts';
import { readTarget, reportsFolder } from '../target/environment.ts';
import type { Verdict } from '../verdict/types.ts';
import { incident } from './gate-practice.ts';
import { startHttpdSite, type HttpdSite } from './httpd-site.ts';
import { lockFolder, say } from './verb.ts';

/** As many as the incident's site had at the least; one of them is bad each time. */
const nodeCount = 4;
/** The file that the incident's change touches. */
const changed = 'conf/application.conf';
/** Port in the names of the site, and of none of the nodes: every name has to be led to a node. */
const namedPort = '4310';

/** As nodes behind one name do, it gives links to that name and not to itself. */
const underOneName: EditConfiguration = (files) =>
  files.append('conf/proxy.conf', `\nRequestHeader set X-Forwarded-Port "${namedPort}"\n`);

/** What one sweep of all nodes said. */
export interface Sweep {
  readonly bad: string;
  /** By node; null: the run left no verdict. */
  readonly said: Readonly<Record<string, Verdict | null>>;
  readonly durationMs: number;
}

/** What `reports/soak.json` holds after `--nodes`. */
export interface NodesSoak {
  readonly kind: 'nodes';
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly asked: number;
  readonly interrupted: boolean;
  readonly sweeps: readonly Sweep[];
}

/** The bad node is called by its right name, and no other one is blamed. */
export const isFound = ({ bad, said }: Pick<Sweep, 'bad' | 'said'>): boolean =>
  Object.entries(said).every(([name, verdict]) =>
    name === bad ? verdict === 'server-error' : verdict !== null && !blamed.includes(verdict),
  ) && Object.hasOwn(said, bad);
const blamed: readonly Verdict[] = [
  'server-error',
  'intermittent-server-error',
  'unreachable',
  'regression',
  'blocked',
  'inconclusive',
];

/** 0: found each time; 1: not; 130: interrupted. */
export const nodesExitCode = ({ interrupted, sweeps }: Pick<NodesSoak, 'interrupted' | 'sweeps'>): number =>
  sweeps.some((sweep) => !isFound(sweep)) ? 1 : interrupted ? 130 : 0;

/** In words. */
export function tellNodes({ asked, interrupted, sweeps }: NodesSoak): string {
  const found = sweeps.filter(isFound).length;
  const took = sweeps.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
  const median = took[Math.ceil(took.length / 2) - 1];
  const wrong = sweeps.flatMap((sweep, index) =>
    isFound(sweep)
      ? []
      : [
          `- sweep ${String(index + 1)}, ${sweep.bad} was bad: ${Object.entries(sweep.said)
            .map(([name, verdict]) => `${name} ${verdict ?? 'no verdict'}`)
            .join(', ')}`,
        ],
  );
  return [
    `One bad httpd of ${String(nodeCount)}: found, and no other one blamed, in ${String(found)} of ${String(sweeps.length)} sweeps${sweeps.length === asked ? '' : ` (${String(asked)} were asked for)`}${interrupted ? ', interrupted' : ''}.`,
    ...(median === undefined
      ? []
      : [`A sweep took ${duration(median)} in the median, ${duration(took.at(-1) ?? 0)} at the longest.`]),
    ...wrong,
    '',
  ].join('\n');
}

/**
 * Four httpds, each with an application of its own behind it, and all under one set of names. Again and again one of them gets the incident's
 * configuration, one after the other, and the node sweep of a gate has to name it.
 *
 * @param smoke which journeys are run on each node, as `--grep` takes it
 * @returns the exit code, see `nodesExitCode`
 * @throws UsageError while another soak goes on there; NoApacheError
 */
export async function soakNodes(asked: number, smoke: string): Promise<number> {
  findApache();
  const reports = reportsFolder();
  makeWritable(reports);
  const release = lockFolder(join(reports, 'soak'), 'soak');
  const scratch = mkdtempSync(join(tmpdir(), 'soak-nodes-'));
  const startedAt = new Date().toISOString();
  const sweeps: Sweep[] = [];
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, interrupt);
  const path = join(reports, 'soak.json');
  const keep = (): NodesSoak => {
    const soak: NodesSoak = {
      kind: 'nodes',
      startedAt,
      finishedAt: new Date().toISOString(),
      asked,
      interrupted,
      sweeps,
    };
    writeWhole('what the soak measured', path, `${JSON.stringify(soak, null, 2)}\n`);
    return soak;
  };
  const sites: HttpdSite[] = [];
  try {
    while (sites.length < nodeCount) sites.push(await startHttpdSite({ edit: underOneName }));
    const nodes = sites.map((site, index) => ({
      site,
      name: `web${String(index + 1)}`,
      address: `127.0.0.1:${String(site.port)}`,
    }));
    while (sweeps.length < asked && !interrupted) {
      const bad = nodes[sweeps.length % nodeCount];
      if (bad === undefined) break;
      const began = performance.now();
      let before = '';
      bad.site.root.edit((files) => {
        before = files.read(changed);
        incident(files);
      });
      await bad.site.httpd.reload(bad.site.root.ready);
      const said: Record<string, Verdict | null> = {};
      for (const node of nodes) {
        const part = await sweepOne(node, nodes, scratch, sweeps.length, smoke);
        interrupted ||= part.interrupted;
        if (interrupted) break;
        said[node.name] = part.record?.outcome ?? null;
      }
      bad.site.root.edit((files) => files.write(changed, before));
      await bad.site.httpd.reload(bad.site.root.ready);
      if (interrupted) break;
      const sweep = { bad: bad.name, said, durationMs: Math.round(performance.now() - began) };
      sweeps.push(sweep);
      keep();
      say(
        `${String(sweeps.length)} of ${String(asked)}: ${bad.name} was bad, ${isFound(sweep) ? 'and was found' : 'WRONG'}, ${duration(sweep.durationMs)}`,
      );
    }
  } finally {
    for (const site of sites) await site.stop();
    for (const name of signals) process.off(name, interrupt);
    rmSync(scratch, { recursive: true, force: true });
    release();
  }
  const soak = keep();
  process.stdout.write(`${tellNodes(soak)}${path}\n`);
  return nodesExitCode(soak);
}

interface SoakedNode {
  readonly name: string;
  readonly address: string;
}

/** One node as the gate looks at it, in a folder that is gone afterwards. */
async function sweepOne(
  node: SoakedNode,
  nodes: readonly SoakedNode[],
  scratch: string,
  sweep: number,
  smoke: string,
): Promise<Part> {
  const overrides = {
    ...{
      TARGET: 'local',
      STANDIN_PORT: namedPort,
      STANDIN_APACHE: 'http',
      LOG_FILES: '',
      LOG_COMMAND: '',
      LOG_OWN: '',
    },
    ...{ CHANGE_ID: '', CHANGE_URL: '', NODES: nodes.map(({ name, address }) => `${name}=${address}`).join(',') },
    RUN_ID: `sweep-${String(sweep + 1)}`,
  };
  const reports = join(scratch, `${String(sweep)}-${node.name}`);
  try {
    const target = readTarget({ overrides });
    return await runPart(
      { what: `node ${node.name}`, name: `node-${node.name}`, journeys: 'smoke', node, followsChange: false },
      { target, reports, overrides, smoke, say, onProgress: () => {} },
    );
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}
