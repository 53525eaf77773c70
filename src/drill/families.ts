import type { Drill } from './types.ts';

interface Family {
  readonly title: string;
  readonly why: string;
}

/** The chapters of the page, in its order. */
export const families: Readonly<Record<Drill['family'], Family>> = {
  application: {
    title: 'Faults of the application',
    why: 'Something answers every time. What it answers is wrong, late, or an error that hides behind a good status.',
  },
  network: {
    title: 'Faults of the network',
    why: 'Connections that break, answers that never come, names that lead nowhere. Here it matters most what stays and what goes.',
  },
  'own-side': {
    title: 'Our own side',
    why: 'A browser that is killed, a machine that has lost its network. Nothing of it may be laid at the door of the site.',
  },
  situation: {
    title: 'Situations',
    why: 'What looks like a server error and is none, what looks harmless and is one, and what changes while somebody looks.',
  },
  'not-starting': {
    title: 'httpd does not come up',
    why: 'A configuration that Apache refuses, or that passes its syntax check and dies of it when it starts. Nothing listens any more.',
  },
  configuration: {
    title: 'Configuration, at run time',
    why: 'Apache says “Syntax OK”, starts, and breaks what users do: each is a change that a reviewer would wave through.',
  },
  'soft-200': {
    title: 'Wrong under a good status',
    why: 'Every answer is a 200, and the page is not what a clinician should see. No uptime check finds these.',
  },
  resources: {
    title: 'Resources of httpd',
    why: 'Workers, files and disks that run out: what fails is whoever comes last, and a moment later all is well.',
  },
  masked: {
    title: 'Masked',
    why: 'The browser saw a good page and the server failed. Only the server’s own log knows, and sometimes not even that.',
  },
  harmless: {
    title: 'Harmless',
    why: 'Changes and events that must not raise an alarm. A false one costs the trust that the next true one needs.',
  },
};

/** By family, in the order of the page, without those that have none. */
export const byFamily = <T extends Pick<Drill, 'family'>>(
  drills: readonly T[],
): readonly (Family & { readonly id: string; readonly drills: readonly T[] })[] =>
  Object.entries(families)
    .map(([id, family]) => ({ ...family, id, drills: drills.filter((drill) => drill.family === id) }))
    .filter((family) => family.drills.length > 0);
