import { html } from 'hono/html';
import type { PageContext, StandinContext } from '../../context.ts';
import { articlePath, longDate, type NewsArticle } from '../../data/news.ts';
import { illustration, type Html } from '../../layout.ts';

/** Address of an article's first page. */
export function articleLink(c: PageContext, standin: StandinContext, article: NewsArticle): string {
  return standin.link(c, 'www', articlePath(article));
}

/** An article as a card with its picture. `lead` is the large one. */
export function newsCard(c: PageContext, standin: StandinContext, article: NewsArticle, lead = false): Html {
  return html`<article class="card ${lead ? 'card-lead homestar' : ''}">
    ${illustration(c, standin, article.specialty.motif, article.id)}
    <div class="card-body">
      <p class="kicker">${article.kind === 'News' ? article.specialty.name : article.kind}</p>
      <h3 class="card-title"><a class="card-link" href="${articleLink(c, standin, article)}">${article.title}</a></h3>
      <p class="card-teaser">${article.teaser}</p>
      <p class="card-meta">${article.author} | ${longDate(article.date)}</p>
    </div>
  </article>`;
}

/** A numbered list of headlines for the rail. */
export function rankedNews(
  c: PageContext,
  standin: StandinContext,
  heading: string,
  articles: readonly NewsArticle[],
): Html {
  return html`<section class="panel">
    <h2>${heading}</h2>
    <ol class="ranked">
      ${articles.map((article) => html`<li><a href="${articleLink(c, standin, article)}">${article.title}</a></li>`)}
    </ol>
  </section>`;
}

/** The tools of Drugs & Diseases, for a rail or a band of their own. */
export const tools = [
  { mark: '⇄', name: 'Drug Interaction Checker', path: '/drug-interactionchecker', line: 'Two drugs or more' },
  { mark: 'Rx', name: 'Drugs, OTCs & Herbals', path: '/drugs', line: 'Monographs by class' },
  { mark: '◐', name: 'Pill Identifier', path: '/pill-identifier', line: 'By imprint, shape and color' },
  { mark: '∑', name: 'Calculators', path: '/guide/medical-calculators', line: 'Scores and formulas' },
] as const;

export function toolTiles(c: PageContext, standin: StandinContext): Html[] {
  return tools.map(
    ({ mark, name, path, line }) =>
      html`<a class="tile" href="${standin.link(c, 'reference', path)}">
        <span class="tile-mark" aria-hidden="true">${mark}</span>
        <span><strong>${name}</strong>${line}</span>
      </a>`,
  );
}
