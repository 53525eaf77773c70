import { existsSync, readFileSync, renameSync } from 'node:fs';
import { AggregatorRegistry, type Registry } from 'prom-client';
import { z } from 'zod';
import { writeWhole } from '../../target/atomic.ts';
import { kept } from './families.ts';
import { keptRegistry, type Kept } from './observe.ts';

const value = z.object({
  value: z.number(),
  labels: z.record(z.string(), z.union([z.string(), z.number()])),
  metricName: z.string().optional(),
});
const ledgerSchema = z.object({
  schemaVersion: z.literal(1),
  /** Ids of the runs that were counted last. */
  counted: z.array(z.string()),
  /** When each journey was last seen, by its labels. */
  seen: z.record(z.string(), z.string()),
  values: z.record(z.string(), z.array(value)),
});
/** The sums of all that was kept so far. */
export type Ledger = z.infer<typeof ledgerSchema>;

export const emptyLedger: Ledger = { schemaVersion: 1, counted: [], seen: {}, values: {} };

/** More than come late from anywhere: who tells of a run twice does so at once. */
const rememberedRuns = 200;
/** As long as runs are kept: a journey that was not seen since then is none any more, and its last word not news. */
const forgottenAfterMs = 14 * 24 * 60 * 60 * 1_000;

/**
 * The state of a journey that other runs have gone without for so long is none any more: it was renamed, taken out, or only some journeys are
 * asked for. Its last word would be a page that nobody can end. As long as the rules of deploy/prometheus believe a run.
 */
const stateHoldsMs = 3 * 60 * 60 * 1_000;
const states: ReadonlySet<string> = new Set([kept.up.name, kept.failedShare.name]);

type Labels = Readonly<Record<string, string | number>>;
const journeyOf = ({ location, journey, project }: Labels): string =>
  [location, journey, project].map(String).join(' ');

/** Whether a journey's figure has no meaning any more, after a run that began then. */
const isForgotten = (ledger: Ledger, name: string, labels: Labels, now: number): boolean => {
  if (labels['journey'] === undefined) return false;
  const seen = ledger.seen[journeyOf(labels)];
  return seen === undefined || now - Date.parse(seen) > (states.has(name) ? stateHoldsMs : forgottenAfterMs);
};

const typeOf = new Map<string, (typeof kept)[keyof typeof kept]>(
  Object.values(kept).map((family) => [family.name, family]),
);

/** As prom-client's own processes hand their figures to the one that is scraped. */
const asJson = ({ values }: Ledger): object[] =>
  Object.entries(values).flatMap(([name, of]) => {
    const family = typeOf.get(name);
    if (family === undefined) return []; // of another version of the suite
    const { type, help } = family;
    return [{ name, type, help, aggregator: type === 'gauge' ? 'first' : 'sum', values: of }];
  });

/** The ledger with one event added; one of a run that has been counted changes nothing. */
export async function added(
  ledger: Ledger,
  observe: (into: Kept) => void,
  run: { readonly id: string; readonly at: string } | null,
): Promise<Ledger> {
  if (run !== null && ledger.counted.includes(run.id)) return ledger;
  const event = keptRegistry();
  observe(event);
  const fresh = await event.registry.getMetricsAsJSON();
  const sums = await AggregatorRegistry.aggregate([fresh, asJson(ledger)]).getMetricsAsJSON();
  if (run === null) return { ...ledger, values: valuesOf(sums, () => true) };
  const seen = {
    ...ledger.seen,
    ...Object.fromEntries(
      fresh
        .flatMap(({ values }) => values)
        .flatMap(({ labels }) => ('journey' in labels ? [[journeyOf(labels as Labels), run.at]] : [])), // set above
    ),
  };
  const next = { ...ledger, counted: [...ledger.counted, run.id].slice(-rememberedRuns), seen };
  return { ...next, values: valuesOf(sums, (name, labels) => !isForgotten(next, name, labels, Date.parse(run.at))) };
}

function valuesOf(
  sums: Awaited<ReturnType<Registry['getMetricsAsJSON']>>,
  wanted: (name: string, labels: Labels) => boolean,
): Ledger['values'] {
  return Object.fromEntries(
    sums.map(({ name, values }) => [
      name,
      values.flatMap((one) => {
        const labels = one.labels as Labels; // as JSON has it: every label that is there has a value
        const { value: number, metricName } = one as typeof one & { metricName?: string }; // histograms name their parts
        return wanted(name, labels)
          ? [{ value: number, labels, ...(metricName === undefined ? {} : { metricName }) }]
          : [];
      }),
    ]),
  );
}

/** What is kept, in the exposition format; families of which nothing is known yet are named. */
export const shown = async (ledger: Ledger): Promise<string> =>
  AggregatorRegistry.aggregate([await keptRegistry().registry.getMetricsAsJSON(), asJson(ledger)]).metrics();

/**
 * What an earlier process kept; one that cannot be read is put aside and told, and the counters begin at 0, which Prometheus takes for
 * what it is.
 */
export function readLedger(path: string, tell: (trouble: string) => void): Ledger {
  if (!existsSync(path)) return emptyLedger;
  try {
    return ledgerSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const aside = `${path}.broken`;
    renameSync(path, aside);
    const why = error instanceof z.ZodError ? z.prettifyError(error).split('\n')[0] : String(error);
    tell(
      `The sums behind the metrics in ${path} cannot be read (${why ?? ''}). They are kept as ${aside}, and the counters begin at 0.`,
    );
    return emptyLedger;
  }
}

/** @throws ReportError */
export const writeLedger = (path: string, ledger: Ledger): void =>
  writeWhole('what the metrics count', path, `${JSON.stringify(ledger)}\n`);
