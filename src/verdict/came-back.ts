import type { Probe } from '../evidence/types.ts';
import { classifyAttempt } from './classify.ts';
import { loggedGood } from './log-sightings.ts';
import { firstWaitMs } from './retry.ts';
import { way } from './sighting.ts';
import { isGoodProbe, probeWay, sightings } from './sightings.ts';
import type { AttemptInput, JourneyInput, Policy } from './types.ts';

/** Milliseconds since the epoch. */
interface Spell {
  readonly from: number;
  readonly to: number;
}

/** What one journey alone cannot know of the run. */
export interface RunContext {
  /** The ways (`METHOD surface path`) on which `unavailable` was seen, then a good spell, then `unavailable` again. */
  readonly cameBack: ReadonlySet<string>;
  /**
   * The ways on which the log itself knows of a request that went well: what only the log saw fail there is not so every time. An attempt
   * that met nothing on its way testifies as well as a good line of the log.
   */
  readonly good: ReadonlySet<string>;
  /** When the last attempt ended with which nothing was wrong, in ms since the epoch; -Infinity: there was none. */
  readonly lastGoodAt: number;
}

/** Three good probes in a row are a good spell; fewer are luck. */
const goodProbesInARow = 3;

function add<T>(to: Map<string, T[]>, key: string, value: T): void {
  const known = to.get(key);
  if (known) known.push(value);
  else to.set(key, [value]);
}

/** A passed attempt's time, cut short where its own later probes begin. */
function spellOf({ evidence, startedAt, durationMs }: AttemptInput): Spell {
  const from = Date.parse(evidence?.startedAt ?? startedAt);
  const probes = (evidence?.probes ?? []).map(({ at }) => Date.parse(at));
  return { from, to: Math.min(from + (evidence?.durationMs ?? durationMs), ...probes) };
}

function goodProbeSpells(probes: readonly Probe[], policy: Policy): Map<string, Spell[]> {
  const spells = new Map<string, Spell[]>();
  const inARow = new Map<string, number[]>();
  for (const probe of probes.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    const key = probeWay(probe);
    const row = isGoodProbe(probe, policy.signatures) ? [...(inARow.get(key) ?? []), Date.parse(probe.at)] : [];
    inARow.set(key, row);
    const last = row.at(-1);
    const first = row.at(-goodProbesInARow);
    if (row.length >= goodProbesInARow && first !== undefined && last !== undefined) {
      add(spells, key, { from: first, to: last });
    }
  }
  return spells;
}

/** Looks over all journeys of a run for what went and came back. The order in which they are given does not matter. */
export function runContext(journeys: readonly JourneyInput[], policy: Policy): RunContext {
  const bad = new Map<string, number[]>();
  const good = new Map<string, Spell[]>();
  const probes: Probe[] = [];
  const goodByLog = new Set<string>();
  let lastGoodAt = -Infinity;

  for (const attempt of journeys.flatMap(({ attempts }) => attempts)) {
    const { evidence } = attempt;
    if (!evidence) continue;
    probes.push(...evidence.probes);
    const met = sightings(evidence, policy.signatures);
    for (const sighting of met) if (sighting.cause === 'unavailable') add(bad, way(sighting), sighting.at);
    for (const logged of loggedGood(evidence)) goodByLog.add(logged);
    if (evidence.logRecords) {
      const spoilt = new Set(met.map(way));
      for (const went of evidence.went) if (!spoilt.has(went)) goodByLog.add(went);
    }
    if (classifyAttempt(attempt, policy).cause !== null) continue;
    const spell = spellOf(attempt);
    if (evidence.went.length > 0) lastGoodAt = Math.max(lastGoodAt, spell.to);
    for (const went of evidence.went) add(good, went, spell);
  }
  for (const [key, spells] of goodProbeSpells(probes, policy)) for (const spell of spells) add(good, key, spell);

  const cameBack = [...bad].filter(([key, seen]) => {
    const first = Math.min(...seen);
    const last = Math.max(...seen);
    // one short burst that meets some journeys and spares others beside them has not gone and come: a retry would not have met it
    if (last - first < firstWaitMs) return false;
    // strictly between: what overlaps may have gone the same way before, and proves no return
    return (good.get(key) ?? []).some(({ from, to }) => first < from && to < last);
  });
  return { cameBack: new Set(cameBack.map(([key]) => key)), good: goodByLog, lastGoodAt };
}

/** Probes that answered well, and none that did not. */
export function answeredWell(probes: readonly Probe[], policy: Policy): boolean {
  return probes.length > 0 && probes.every((probe) => isGoodProbe(probe, policy.signatures));
}
