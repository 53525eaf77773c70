import { Registry } from 'prom-client';
import type { Incident } from '../../history/types.ts';
import { counterIn, gaugeIn, histogramIn, ofNow, ofProcess } from './families.ts';
import type { MetricsOptions, PulseSeen } from './types.ts';

interface Now {
  readonly registry: Registry;
  incidents(unresolved: readonly Incident[]): void;
  pulse(pulse: PulseSeen, confirmed: boolean): void;
  budget(perHour: number, left: number): void;
}

function addProcess(registry: Registry): void {
  let told = 0;
  counterIn(registry, ofProcess.cpu, function () {
    const { user, system } = process.cpuUsage();
    this.inc((user + system) / 1e6 - told);
    told = (user + system) / 1e6;
  });
  gaugeIn(registry, ofProcess.memory, function () {
    this.set(process.memoryUsage.rss());
  });
  gaugeIn(registry, ofProcess.startedAt).set(Math.round(Date.now() / 1_000 - process.uptime()));
}

/** What no other process needs to know. */
export function nowRegistry({ target, location, suiteVersion, ofProcess: withProcess }: MetricsOptions): Now {
  const registry = new Registry();
  const from = { target, location };
  const incidents = gaugeIn(registry, ofNow.incidents);
  const up = gaugeIn(registry, ofNow.pulseUp);
  const at = gaugeIn(registry, ofNow.pulseAt);
  const answers = counterIn(registry, ofNow.pulseAnswers);
  const durations = histogramIn(registry, ofNow.pulseDuration);
  const confirmations = counterIn(registry, ofNow.pulsesConfirmed);
  const budget = gaugeIn(registry, ofNow.budget);
  const left = gaugeIn(registry, ofNow.budgetLeft);
  gaugeIn(registry, ofNow.build).set({ ...from, version: suiteVersion, node: process.versions.node }, 1);
  if (withProcess === true) addProcess(registry);
  return {
    registry,
    incidents(unresolved) {
      incidents.reset();
      for (const { state, verdict, origin } of unresolved)
        incidents.inc({ target, state, verdict, cause: origin.cause, layer: origin.layer });
    },
    pulse(pulse, confirmed) {
      at.set(from, Date.parse(pulse.startedAt) / 1_000);
      confirmations.inc(from, confirmed ? 1 : 0);
      for (const [surface, of] of Map.groupBy(pulse.answers, (answer) => answer.surface)) {
        const suspicious = of.filter((answer) => answer.suspicious !== null).length;
        up.set({ ...from, surface }, suspicious === 0 ? 1 : 0);
        answers.inc({ ...from, surface, result: 'good' }, of.length - suspicious);
        answers.inc({ ...from, surface, result: 'suspicious' }, suspicious);
        for (const { durationMs } of of) durations.observe({ ...from, surface }, durationMs / 1_000);
      }
    },
    budget(perHour, remaining) {
      budget.set(from, perHour);
      left.set(from, remaining);
    },
  };
}
