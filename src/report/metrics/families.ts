import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** One family of series, as docs/metrics.md lists it. */
export interface Family<Label extends string = string> {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly Label[];
  readonly help: string;
  /** Upper bounds of a histogram, in seconds. */
  readonly buckets?: readonly number[];
}

const from = ['target', 'location'] as const;
const journey = [...from, 'journey', 'project'] as const;

/** What is kept from one process to the next. */
export const kept = {
  runs: {
    name: 'medscape_runs_total',
    type: 'counter',
    labels: [...from, 'outcome'],
    help: 'Runs by outcome, judged or not.',
  },
  outcome: {
    name: 'medscape_run_outcome',
    type: 'gauge',
    labels: [...from, 'outcome'],
    help: '1 for the outcome of the newest judged run, 0 for every other.',
  },
  judgedAt: {
    name: 'medscape_run_judged_timestamp_seconds',
    type: 'gauge',
    labels: from,
    help: 'When the newest judged run of the journeys ended; a pulse is none.',
  },
  runDuration: {
    name: 'medscape_run_duration_seconds',
    type: 'histogram',
    labels: from,
    help: 'Wall time of runs.',
    buckets: [5, 15, 30, 60, 120, 300, 600, 1_800],
  },
  journeys: {
    name: 'medscape_journey_runs_total',
    type: 'counter',
    labels: [...journey, 'verdict'],
    help: 'Journeys by final verdict, looks at surfaces and logins among them, pulses not.',
  },
  attempts: {
    name: 'medscape_attempts_total',
    type: 'counter',
    labels: [...journey, 'cause'],
    help: 'Attempts by cause of failure; "none": it passed. No retry takes one back.',
  },
  up: {
    name: 'medscape_journey_up',
    type: 'gauge',
    labels: journey,
    help: '1 where the newest run that says something found the journey passed, degraded or transient; else 0. Not run because of an outage: 0.',
  },
  failedShare: {
    name: 'medscape_journey_failed_attempts_ratio',
    type: 'gauge',
    labels: journey,
    help: 'Of its attempts in that run the share that failed, whatever passed after them.',
  },
  journeyDuration: {
    name: 'medscape_journey_duration_seconds',
    type: 'histogram',
    labels: journey,
    help: 'Time of an attempt that passed.',
    buckets: [0.5, 1, 2, 4, 8, 15, 30, 60],
  },
  documentWait: {
    name: 'medscape_document_wait_seconds',
    type: 'histogram',
    labels: [...from, 'surface'],
    help: 'From the request of a document to the first byte of its answer, in the browser.',
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10],
  },
  alerts: {
    name: 'medscape_alerts_total',
    type: 'counter',
    labels: [...from, 'channel', 'result'],
    help: 'Messages that a channel took ("sent") or finally did not ("failed").',
  },
  skipped: {
    name: 'medscape_monitor_skipped_runs_total',
    type: 'counter',
    labels: from,
    help: 'Runs that were due and not started.',
  },
  troubles: {
    name: 'medscape_monitor_troubles_total',
    type: 'counter',
    labels: from,
    help: "Trouble of the monitor's own.",
  },
} as const satisfies Record<string, Family>;

/** What is known of this moment, or counted since this process began. */
export const ofNow = {
  incidents: {
    name: 'medscape_incidents',
    type: 'gauge',
    labels: ['target', 'state', 'verdict', 'cause', 'layer'],
    help: 'Incidents that are not resolved, by state, worst verdict and origin.',
  },
  pulseUp: {
    name: 'medscape_pulse_up',
    type: 'gauge',
    labels: [...from, 'surface'],
    help: '1 where nothing in the newest pulse of the surface was suspicious, else 0.',
  },
  pulseAt: {
    name: 'medscape_pulse_timestamp_seconds',
    type: 'gauge',
    labels: from,
    help: 'When the newest pulse began.',
  },
  pulseAnswers: {
    name: 'medscape_pulse_answers_total',
    type: 'counter',
    labels: [...from, 'surface', 'result'],
    help: 'GETs of pulses: "good" or "suspicious" (a 5xx, a soft 500, no answer, another site).',
  },
  pulseDuration: {
    name: 'medscape_pulse_duration_seconds',
    type: 'histogram',
    labels: [...from, 'surface'],
    help: 'Time of one GET of a pulse.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  pulsesConfirmed: {
    name: 'medscape_pulses_confirmed_total',
    type: 'counter',
    labels: from,
    help: 'Pulses whose suspicion was confirmed.',
  },
  budget: {
    name: 'medscape_request_budget',
    type: 'gauge',
    labels: from,
    help: 'Requests that the monitor may send to the target within an hour.',
  },
  budgetLeft: {
    name: 'medscape_request_budget_left',
    type: 'gauge',
    labels: from,
    help: 'What is left of them now.',
  },
  build: {
    name: 'medscape_build_info',
    type: 'gauge',
    labels: [...from, 'version', 'node'],
    help: '1; the versions stand in the labels.',
  },
} as const satisfies Record<string, Family>;

/** What a process that stays tells of itself, under the names that every Prometheus client uses. */
export const ofProcess = {
  cpu: {
    name: 'process_cpu_seconds_total',
    type: 'counter',
    labels: [],
    help: 'CPU time of this process; its browsers are not in it.',
  },
  memory: {
    name: 'process_resident_memory_bytes',
    type: 'gauge',
    labels: [],
    help: 'Resident memory of this process.',
  },
  startedAt: {
    name: 'process_start_time_seconds',
    type: 'gauge',
    labels: [],
    help: 'When this process began.',
  },
} as const satisfies Record<string, Family>;

export const families: readonly Family[] = [
  ...Object.values(kept),
  ...Object.values(ofNow),
  ...Object.values(ofProcess),
];

interface Config<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly Label[];
  readonly registers: Registry[];
}
const config = <Label extends string>({ name, help, labels }: Family<Label>, registry: Registry): Config<Label> => ({
  name,
  help,
  labelNames: labels,
  registers: [registry],
});

export const counterIn = <Label extends string>(
  registry: Registry,
  family: Family<Label>,
  collect?: (this: Counter<Label>) => void,
): Counter<Label> => new Counter({ ...config(family, registry), ...(collect === undefined ? {} : { collect }) });

/** Of two processes the newer one's value is the one that holds. */
export const gaugeIn = <Label extends string>(
  registry: Registry,
  family: Family<Label>,
  collect?: (this: Gauge<Label>) => void,
): Gauge<Label> =>
  new Gauge({ ...config(family, registry), aggregator: 'first', ...(collect === undefined ? {} : { collect }) });

export const histogramIn = <Label extends string>(registry: Registry, family: Family<Label>): Histogram<Label> =>
  new Histogram({ ...config(family, registry), buckets: [...(family.buckets ?? [])] });
