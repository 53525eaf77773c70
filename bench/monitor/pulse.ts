// node bench/monitor/pulse.ts PORT URLS TIMES: pulses of so many URLs on the stand-in at that port, one after the other as a monitor that has
// been up for a while makes them, and prints as JSON what CPU and time each took.
import { argv } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPolicy, requestIdHeaders } from '../../src/journey/setting.ts';
import { placesOf, type PulseLab } from '../../src/monitor/look.ts';
import { feel } from '../../src/monitor/pulse.ts';
import { defaultSettings } from '../../src/monitor/settings.ts';
import { readTarget } from '../../src/target/environment.ts';
import { createRedactor } from '../../src/target/redactor.ts';
import { createSite } from '../../src/target/site.ts';

const [, , port = '', urls = '12', times = '20'] = argv;
const more = [
  '/drug/samplazole-342979',
  '/drug/placebomycin-343279',
  '/calculator',
  '/drugs/cardiovascular',
  '/slideshow/x',
  '/a',
];
/** Until code is compiled and addresses are known. */
const warming = 20;
const pauseMs = 50;

const target = readTarget({ overrides: { TARGET: 'local', STANDIN_PORT: port } });
const lab: PulseLab = {
  ...{ target, requestIdHeaders, site: createSite(target), redactor: createRedactor([]), policy: readPolicy(target) },
  ...{ spend: () => true, signal: new AbortController().signal },
};
const pulseUrls = more.map((path) => ({ surface: 'reference' as const, path }));
const places = placesOf(target, { ...defaultSettings, pulseUrls }).slice(0, Number(urls));
const samples: { readonly cpuMs: number; readonly wallMs: number }[] = [];
for (let turn = 0; turn < warming + Number(times); turn += 1) {
  const cpu = process.cpuUsage();
  const began = performance.now();
  await feel(places, 'bench', lab);
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  if (turn >= warming) samples.push({ cpuMs: (user + system) / 1_000, wallMs });
  await sleep(pauseMs);
}
process.stdout.write(`${JSON.stringify(samples)}\n`);
