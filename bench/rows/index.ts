import type { Lab } from '../lab.ts';
import type { Measurements, RowId } from '../types.ts';
import { againstElastic } from './elastic.ts';
import { history } from './history.ts';
import { incidents } from './incidents.ts';
import { alert, idle, pulse } from './monitor.ts';
import { oneRoute, outage } from './outage.ts';
import { overhead, traces } from './overhead.ts';
import { scale } from './scale.ts';
import { status } from './status.ts';

interface RowSource {
  readonly title: string;
  readonly measure: (lab: Lab) => Promise<Measurements>;
}

/** Every row of the bench, in the order in which it is told. */
export const sources: Readonly<Record<RowId, RowSource>> = {
  overhead: { title: 'All journeys, our fixtures and reporters', measure: overhead },
  traces: { title: 'Traces from the first attempt on', measure: traces },
  outage: { title: 'Every surface answers 500', measure: outage },
  'one-route': { title: 'One route answers 500', measure: oneRoute },
  elastic: { title: 'Six journeys, ours against Elastic Synthetics', measure: againstElastic },
  scale: { title: 'Report of many journeys', measure: scale },
  history: { title: 'Recording a run', measure: history },
  incidents: { title: 'Incidents over years', measure: incidents },
  status: { title: 'Status page over years', measure: status },
  pulse: { title: 'A pulse of 12 URLs', measure: pulse },
  watch: { title: 'A watch on which nothing happens', measure: idle },
  alert: { title: 'From a fault to its alert', measure: alert },
};
