import { anchor, answer, count, idOf, journeyCount } from '../../report/format.ts';
import { blastPart, chip, fact, moment } from '../../report/page/bits.ts';
import { html, nothing, type Html } from '../../report/page/html.ts';
import { icon } from '../../report/page/icons.ts';
import { runbookLink } from '../../report/runbook.ts';
import { causeWords, verdictLabel } from '../../report/words.ts';
import type { ComparedFinding, Standing } from '../types.ts';
import type { GatePage } from './context.ts';

interface Group {
  readonly title: (change: string) => string;
  readonly why: string;
}

const groups: Readonly<Record<Standing, Group>> = {
  new: {
    title: (change) => `New since ${change}`,
    why: 'It was not there before the change. What would be rolled back for is among these.',
  },
  'already-there': {
    title: () => 'Already there',
    why: 'It was there before the change. Nothing is ever rolled back for it; a server error or an outage among these keeps the change from being judged.',
  },
  gone: {
    title: (change) => `Gone since ${change}`,
    why: 'It was there before the change, and the journeys went that way well after it.',
  },
};

export function findings(page: GatePage): Html {
  const { compared } = page.report;
  return html`${(['new', 'already-there', 'gone'] as const).map((standing) => {
    const members = compared.filter((one) => one.standing === standing);
    const { title, why } = groups[standing];
    if (members.length === 0 && standing !== 'new') return nothing;
    return html`<section class="group" id="${standing}" aria-labelledby="${standing}-title">
      <h2 id="${standing}-title">
        ${title(page.change)} <span class="n">${members.length === 0 ? '' : members.length}</span>
      </h2>
      ${
        members.length === 0
          ? html`<p class="none ${page.report.result === 'INCONCLUSIVE' ? 'unsure' : ''}">
              ${icon(page.report.result === 'INCONCLUSIVE' ? 'inconclusive' : 'passed')} Nothing new was seen.
            </p>`
          : html`<p class="why">${why}</p>
              ${members.map((one) => card(page, one))}`
      }
    </section>`;
  })}`;
}

function card(page: GatePage, { standing, finding, signatures }: ComparedFinding): Html {
  const told = finding.status !== null || finding.errorText !== null;
  const { journeys, surfaces, paths, nodes, verdict } = finding;
  const code = (value: string): Html => html`<code>${value}</code>`;
  const own = standing === 'gone' ? null : page.whole;
  const journey = (name: string): Html => {
    const [, id = name, project = ''] = /^(.*?) \((.*)\)$/.exec(name) ?? [];
    return own === null ? html`${name}` : html`<a href="${own}#${anchor('j', id, project)}">${name}</a>`;
  };
  const part = signatures.length < finding.signatures.length;
  return html`<article class="finding v-${verdict} is-${standing}">
    <header>
      <p class="tags">
        ${chip(verdict)}
        ${finding.cause === null ? '' : html`<span class="cause">cause: ${causeWords[finding.cause].label}</span>`}
      </p>
      ${told ? html`<p class="status ${finding.status === null ? 'words' : ''}">${answer(finding)}</p>` : ''}
      <h3>${finding.headline}</h3>
      ${part ? html`<p class="note">${signatures.length} of its ${count(finding.signatures.length, 'signature')} ${signatures.length === 1 ? 'is' : 'are'} meant here: ${signatures.map((one, index) => html`${index > 0 ? ', ' : ''}<code>${one}</code>`)}.</p>` : ''}
      ${finding.suppressed ? html`<p class="note"><b>Suppressed</b> as a known issue.</p>` : ''}
    </header>
    <div class="blast">
      ${blastPart(journeys, journeyCount(journeys.map(idOf)), journey, 'journeys')}
      ${blastPart(surfaces, count(surfaces.length, 'surface'), (surface) => html`${surface}`, 'surfaces')}
      ${blastPart(paths, count(paths.length, 'path'), code, 'paths')}
      ${blastPart(nodes, count(nodes.length, 'node'), code, 'nodes')}
    </div>
    <dl class="facts small">
      ${fact('First seen', moment(finding.firstSeenAt))} ${fact('Last seen', moment(finding.lastSeenAt))}
      ${fact('What to do', standing === 'gone' ? null : html`<a href="${runbookLink(verdict, page.toReports)}">Runbook: ${verdictLabel(verdict)}</a>`)}
      ${fact('Evidence', own === null ? null : html`<a href="${own}">Report of the runs</a>`)}
    </dl>
  </article>`;
}
