import type { Verdict } from '../../verdict/types.ts';
import { html, raw, type Html } from './html.ts';

/**
 * One shape for each verdict, told apart without colour: octagon, broken octagon, cut plug, cross, shield, question, gauge,
 * wave, check. 24 x 24, stroked in the colour of the text.
 */
const shapes: Readonly<Record<string, string>> = {
  'server-error':
    '<path d="M8 2.5h8l5.5 5.5v8L16 21.5H8L2.5 16V8z" fill="currentColor" stroke="none"/><path d="M12 7v6.2M12 16.4v.2" stroke="var(--on)" stroke-width="2.4"/>',
  'intermittent-server-error':
    '<path d="M8 2.5h8l5.5 5.5v8L16 21.5H8L2.5 16V8z" stroke-dasharray="5.2 3"/><path d="M12 7v6.2M12 16.4v.2" stroke-width="2.4"/>',
  unreachable:
    '<path d="M9.5 14.5 5 19M14.5 9.5 19 5M7.5 11.5l5 5-2 2a3.5 3.5 0 0 1-5-5zM16.5 12.5l-5-5 2-2a3.5 3.5 0 0 1 5 5zM3.5 3.5l17 17"/>',
  regression: '<rect x="3.5" y="3.5" width="17" height="17" rx="3.5"/><path d="m8.5 8.5 7 7M15.5 8.5l-7 7"/>',
  blocked: '<path d="M12 2.8 4.5 6v5.5c0 4.6 3.1 8 7.5 9.7 4.4-1.7 7.5-5.1 7.5-9.7V6z"/><path d="M8.5 12h7"/>',
  inconclusive:
    '<circle cx="12" cy="12" r="9" stroke-dasharray="3.2 2.6"/><path d="M9.6 9.4a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.2 1-1.2 1.9M12 16.6v.2"/>',
  degraded: '<path d="M3.5 17a8.5 8.5 0 1 1 17 0"/><path d="m12 16 4-5.5M3.5 17h17"/>',
  transient: '<path d="M2.8 14c2-7 5-7 6.6-2s4 5 6-1.5M21.2 8.5v5h-5"/>',
  passed: '<circle cx="12" cy="12" r="9"/><path d="m7.8 12.3 2.9 2.9 5.6-6"/>',
  arrow: '<path d="M4 12h15M13 6l6 6-6 6"/>',
  chevron: '<path d="m9 5 7 7-7 7"/>',
  search: '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
};

export const icon = (name: Verdict | 'arrow' | 'chevron' | 'search'): Html =>
  html`<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-${name}" /></svg>`;

/** The shapes themselves, once in the page. */
export const sprite: Html = raw(
  `<svg class="sprite" aria-hidden="true" focusable="false">${Object.entries(shapes)
    .map(([name, shape]) => `<symbol id="i-${name}" viewBox="0 0 24 24">${shape}</symbol>`)
    .join('')}</svg>`,
);

/** Colour of the picture in the browser's tab. */
const tabColours: Readonly<Record<Verdict, string>> = {
  'server-error': '#c62828',
  'intermittent-server-error': '#c62828',
  unreachable: '#6a3fb0',
  regression: '#b45309',
  blocked: '#3b5b9d',
  inconclusive: '#67717d',
  degraded: '#9a7400',
  transient: '#00749c',
  passed: '#1f7a44',
};

export function favicon(outcome: Verdict): string {
  const mark = outcome === 'passed' ? '<path d="m9 16.5 5 5 9-10.5"/>' : '<path d="M16 8v10M16 23v.5"/>';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="${tabColours[outcome]}"/><g fill="none" stroke="#fff" stroke-width="3.6" stroke-linecap="round" stroke-linejoin="round">${mark}</g></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
