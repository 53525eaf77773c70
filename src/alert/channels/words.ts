import type { Message, MessageKind, Severity } from '../types.ts';

const marks: Readonly<Record<Severity, string>> = { critical: '🔴', warning: '🟠', info: '🔵' };

const kinds: Readonly<Record<MessageKind, string>> = {
  opened: 'New',
  reminded: 'Still open',
  escalated: 'Worse',
  reopened: 'Back again',
  resolved: 'Resolved',
  digest: 'Digest',
  test: 'Test',
};

/** What catches the eye first. */
export const mark = ({ kind, severity }: Pick<Message, 'kind' | 'severity'>): string =>
  kind === 'resolved' ? '✅' : kind === 'test' ? '🧪' : marks[severity];

/** `CRITICAL · Still open · production · INC-7`: what kind of message it is, of what, for somebody who has many of them. */
export const standing = ({ kind, severity, target, incident }: Message): string =>
  [
    ...(kind === 'resolved' || kind === 'test' || kind === 'digest' ? [] : [severity.toUpperCase()]),
    kinds[kind],
    target,
    ...(incident === null ? [] : [incident.id]),
  ].join(' · ');

const linkNames: Readonly<Record<Message['links'][number]['name'], string>> = {
  report: 'Report',
  runbook: 'Runbook',
  change: 'Change',
  status: 'Status page',
};

/** With the words that a person clicks on; addresses that are none are left out. */
export const linksOf = ({ links }: Message): readonly { readonly words: string; readonly url: string }[] =>
  links.filter(({ url }) => /^https?:\/\//i.test(url)).map(({ name, url }) => ({ words: linkNames[name], url }));
