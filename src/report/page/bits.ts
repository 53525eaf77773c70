import type { Verdict } from '../../verdict/types.ts';
import { utc, utcTime } from '../format.ts';
import { verdictLabel } from '../words.ts';
import { html, nothing, type Html } from './html.ts';
import { icon } from './icons.ts';

/** Shape, word and colour of a verdict: never colour alone. */
export const chip = (verdict: Verdict): Html =>
  html`<span class="chip v-${verdict}">${icon(verdict)}<span>${verdictLabel(verdict)}</span></span>`;

/** UTC as text; the page's script adds the reader's own zone behind it. */
export const moment = (iso: string): Html => html`<time datetime="${iso}" data-zone>${utc(iso)}</time>`;

/** Time of day only, for tables; the whole of it on hovering. */
export const clock = (iso: string): Html => html`<time datetime="${iso}" title="${utc(iso)}">${utcTime(iso)}</time>`;

/** A name and a value of a description list, left out where there is no value. */
export const fact = (name: string, value: Html | string | null): Html =>
  html`${
    value === null
      ? ''
      : html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`
  }`;

/** The first few of a list in sight, the rest to be opened. */
export function firstFew<T>(items: readonly T[], bound: number, show: (item: T) => Html, what: string): Html {
  const rest = items.slice(bound);
  return html`<ul class="plain">
      ${items.slice(0, bound).map((item) => html`<li>${show(item)}</li>`)}
    </ul>
    ${
      rest.length === 0
        ? ''
        : html`<details class="more">
            <summary>${rest.length} more ${what}</summary>
            <ul class="plain">
              ${rest.map((item) => html`<li>${show(item)}</li>`)}
            </ul>
          </details>`
    }`;
}

/** One kind of what a finding has hit: how many, and the first few of them. */
export const blastPart = (
  items: readonly string[],
  counted: string,
  show: (item: string) => Html,
  what: string,
): Html =>
  items.length === 0
    ? nothing
    : html`<div>
        <h4><b>${/^\S+/.exec(counted)?.[0] ?? ''}</b>${counted.replace(/^\S+/, '')}</h4>
        ${firstFew(items, 6, show, what)}
      </div>`;
