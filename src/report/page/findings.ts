import type { Finding, Verdict } from '../../verdict/types.ts';
import { sentence } from '../../verdict/words.ts';
import { anchor, answer, count, findJourney, idOf, journeyCount } from '../format.ts';
import { sinceWhen } from '../past.ts';
import { causeWords } from '../words.ts';
import { blastPart, chip, fact, moment } from './bits.ts';
import type { Page } from './context.ts';
import { bodyExcerpt, exchangeTable } from './exchanges.ts';
import { html, nothing, type Html } from './html.ts';
import { icon } from './icons.ts';
import { logLines } from './server-log.ts';
import { probeLines, probeTally } from './probes.ts';
import { speaker } from './speaker.ts';
import { witnessOf } from './witnesses.ts';

interface Group {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly verdicts: readonly Verdict[];
  /** What stands there when nothing was found; null: the group is left out then. */
  readonly none: string | null;
}

/** Server errors and transient failures never share a section: telling them apart is what the page is for. */
const groups: readonly Group[] = [
  {
    id: 'server-errors',
    title: 'Server errors',
    why: 'The server itself failed. None of these is erased by a retry: a 500 that went away is still a 500, and stands here too.',
    verdicts: ['server-error', 'intermittent-server-error'],
    none: 'None was seen, in no attempt and no probe.',
  },
  {
    id: 'other-failures',
    title: 'Other failures',
    why: 'Something stands between a clinician and their goal, but no server answered 5xx.',
    verdicts: ['unreachable', 'regression', 'blocked'],
    none: null,
  },
  {
    id: 'inconclusive',
    title: 'Nothing can be said',
    why: 'These journeys tell neither that the site is healthy nor that it is broken.',
    verdicts: ['inconclusive'],
    none: null,
  },
  {
    id: 'transient-failures',
    title: 'Transient failures and slowness',
    why: 'These went away and stayed away, or nobody would have felt them. No server error is among them, and nobody needs to be woken.',
    verdicts: ['transient', 'degraded'],
    none: 'None was seen.',
  },
];

export function findings(page: Page): Html {
  return html`${groups.map((group) => {
    const members = page.record.findings.filter((finding) => group.verdicts.includes(finding.verdict));
    if (members.length === 0 && group.none === null) return nothing;
    return html`<section class="group" id="${group.id}" aria-labelledby="${group.id}-title">
      <h2 id="${group.id}-title">
        ${group.title} <span class="n">${members.length === 0 ? '' : members.length}</span>
      </h2>
      ${
        members.length === 0
          ? html`<p class="none">${icon('passed')} ${group.none}</p>`
          : html`<p class="why">${group.why}</p>
              ${members.map((finding) => card(page, finding))}`
      }
    </section>`;
  })}`;
}

/** Exchanges shown with a finding; all stand with their journeys. */
const mostExchanges = 4;

function card(page: Page, finding: Finding): Html {
  const { exchanges, logOf, logged, probed, errors, picture } = witnessOf(page, finding);
  const source = picture ? page.embed(picture) : null;
  const told = finding.status !== null || finding.errorText !== null;
  const caption =
    exchanges.length > mostExchanges ? `First ${mostExchanges} of ${exchanges.length} exchanges` : 'Exchanges';
  const body = exchanges.find((exchange) => exchange.bodyExcerpt);
  const since = sinceWhen(page.context.past, finding, page.record);
  // beside what history says, its times are those of this run alone
  const here = since === null ? '' : ' in this run';
  return html`<article class="finding v-${finding.verdict}">
    <header>
      <p class="tags">
        ${chip(finding.verdict)}
        ${finding.cause === null ? '' : html`<span class="cause">cause: ${causeWords[finding.cause].label}</span>`}
      </p>
      ${told ? html`<p class="status ${finding.status === null ? 'words' : ''}">${answer(finding)}</p>` : ''}
      <h3>${finding.headline}</h3>
      ${since === null ? '' : html`<p class="since"><b>Since when</b> ${sentence(since)}.</p>`}
      <p class="advice">${icon('arrow')}<span>${finding.advice}</span></p>
      ${suppression(finding)}
    </header>
    ${told && finding.layer !== 'unknown' ? speaker(finding.layer) : ''} ${blast(page, finding)}
    ${exchangeTable(exchanges.slice(0, mostExchanges), caption, logOf)} ${logLines(logged)}
    ${probed.length === 1 ? probeLines(probed.flat()) : probeTally(probed)}
    <div class="proof">
      ${body ? bodyExcerpt(body) : said(errors)}
      ${source && picture ? shot(page.fileLink(picture.path), source, finding) : ''}
    </div>
    <dl class="facts small">
      ${fact(`First seen${here}`, moment(finding.firstSeenAt))} ${fact(`Last seen${here}`, moment(finding.lastSeenAt))}
    </dl>
  </article>`;
}

const suppression = ({ suppressed: by }: Finding): Html =>
  by === null
    ? nothing
    : html`<p class="note">
        <b>Suppressed</b> until ${by.expires} by ${by.owner}${by.reason === null ? '' : `: ${by.reason}`}
      </p>`;

const said = (errors: readonly string[]): Html =>
  errors.length === 0
    ? nothing
    : html`<figure class="body">
        <figcaption>What the journey said</figcaption>
        <pre tabindex="0">${errors.slice(0, 3).join('\n\n')}</pre>
      </figure>`;

const shot = (link: string | null, source: string, finding: Finding): Html =>
  html`<figure class="shot">
    <a href="${link ?? ''}"
      ><img src="${source}" alt="The page that a clinician saw: ${finding.headline}" loading="lazy"
    /></a>
    <figcaption>What a clinician saw</figcaption>
  </figure>`;

function blast(page: Page, finding: Finding): Html {
  const code = (value: string): Html => html`<code>${value}</code>`;
  const journeyLink = (name: string): Html => {
    const journey = findJourney(page.record.journeys, name);
    return journey ? html`<a href="#${anchor('j', journey.id, journey.project)}">${name}</a>` : html`${name}`;
  };
  const { journeys, surfaces, paths, nodes } = finding;
  return html`<div class="blast">
    ${blastPart(journeys, journeyCount(journeys.map(idOf)), journeyLink, 'journeys')}
    ${blastPart(surfaces, count(surfaces.length, 'surface'), (surface) => html`${surface}`, 'surfaces')}
    ${blastPart(paths, count(paths.length, 'path'), code, 'paths')}
    ${blastPart(nodes, count(nodes.length, 'node'), code, 'nodes')}
  </div>`;
}
