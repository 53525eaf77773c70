import { html } from 'hono/html';
import type { Surface } from '../../src/target/types.ts';
import { siteDate } from '../data/conditions.ts';
import type { Html } from '../layout.ts';
import {
  isSubmittable,
  type FacetOption,
  type Facets,
  type Pillar,
  type SearchAnswer,
  type SearchRequest,
  type SearchResult,
} from '../search-index.ts';

/** Absolute URL of a path on another surface, as the visitor would write it. */
type LinkTo = (surface: Surface, path: string) => string;

type Submitted = Exclude<SearchAnswer, { kind: 'education' } | { kind: 'not-submitted' }>;

const tabs: readonly { readonly pillar: Pillar; readonly className: string; readonly label: string }[] = [
  { pillar: 'all', className: 'profnewsref', label: 'All' },
  { pillar: 'nws', className: 'profnews', label: 'News & Perspective' },
  { pillar: 'ref', className: 'profreference', label: 'Drugs & Diseases' },
  { pillar: 'edu', className: 'profeducation', label: 'CME & Education' },
  { pillar: 'mln', className: 'profmedline', label: 'Medline' },
];

/** The parameters of the refinement, with the facet that counts their options. */
const filters = [
  { parameter: 'contenttype', facet: 'contentType', label: 'Content Type', list: 'filter_by_content_type' },
  { parameter: 'specialty', facet: 'specialty', label: 'Specialty', list: 'filter_by_specialty' },
  { parameter: 'age', facet: 'age', label: 'Date', list: 'filter_by_age' },
  { parameter: 'credits', facet: 'credits', label: 'Credit', list: 'filter_by_credits' },
] as const satisfies readonly {
  parameter: string;
  facet: keyof Facets & keyof SearchRequest;
  label: string;
  list: string;
}[];

/** The same search with something changed; null takes a parameter away, and every change but `page` leads to the first page. */
function hrefOf(request: SearchRequest, change: Readonly<Record<string, string | null>>): string {
  const parameters = new URLSearchParams({ q: request.query });
  const number = (value: number | null): string | null => (value === null ? null : String(value));
  const all: Record<string, string | null> = {
    plr: request.pillar === 'all' ? null : request.pillar,
    contenttype: request.contentType,
    specialty: request.specialty,
    age: request.age,
    credits: request.credits,
    mincredits: number(request.minCredits),
    maxcredits: number(request.maxCredits),
    sort: request.sort === 'relevance' ? null : request.sort,
    ...change,
  };
  for (const [name, value] of Object.entries(all)) if (value !== null) parameters.set(name, value);
  return `/search/?${parameters}`;
}

const unrefined = {
  contenttype: null,
  specialty: null,
  age: null,
  credits: null,
  mincredits: null,
  maxcredits: null,
  sort: null,
} as const;

export function searchView(
  request: SearchRequest,
  answer: Exclude<SearchAnswer, { kind: 'education' }>,
  link: LinkTo,
): Html {
  return html`
    <div class="band search-band">
      <div class="page">
        <form class="searchForm" action="/search/" method="get" role="search" aria-label="Search results">
          <label class="visually-hidden" for="pillarSearchInput">Search Medscape</label>
          <input
            class="input searchInput pillarSearchInput"
            id="pillarSearchInput"
            type="search"
            name="q"
            value="${request.query}"
            placeholder="Drugs, conditions, news and more"
            autocomplete="off"
            maxlength="200"
          />
          ${request.pillar === 'all' ? '' : html`<input type="hidden" name="plr" value="${request.pillar}" />`}
          <button class="button" type="submit">Search</button>
          <span class="loadicon spinner" role="status" aria-label="Searching" hidden></span>
        </form>
      </div>
    </div>
    <div class="page">
      ${answer.kind === 'not-submitted' ? invitation(request) : resultsView(request, answer, link)}
    </div>
  `;
}

/** What stands there before anything has been asked for. */
function invitation({ query }: SearchRequest): Html {
  const examples = ['warfarin', 'atrial fibrillation', 'asthma', 'body mass index', 'metformin'];
  return html`
    <div class="search-invitation">
      <h1>Search Medscape</h1>
      <p class="lead">
        ${
          isSubmittable(query) || query === ''
            ? 'News, drugs, conditions, procedures, calculators and education in one place.'
            : 'An e-mail address cannot be searched for. Try the name of a drug or a condition.'
        }
      </p>
      <ul class="chips">
        ${examples.map((example) => html`<li><a class="chip" href="/search/?q=${encodeURIComponent(example)}">${example}</a></li>`)}
      </ul>
    </div>
  `;
}

function resultsView(request: SearchRequest, answer: Submitted, link: LinkTo): Html {
  return html`
    <nav aria-label="Kinds of results">
      <ul class="tabs" id="pillar-select">
        ${tabs.map(({ pillar, className, label }) => {
          const selected = pillar === request.pillar;
          const href = hrefOf(request, { ...unrefined, plr: pillar === 'all' ? null : pillar });
          return selected
            ? html`<li><a class="${className} selected" href="${href}" aria-current="page">${label}</a></li>`
            : html`<li><a class="${className}" href="${href}">${label}</a></li>`;
        })}
      </ul>
    </nav>
    <div class="page-columns">
      <div id="searchResultsContainer">
        <div id="searchTermTitle">
          <h1>Results for <span class="searchQuery">${request.query}</span></h1>
          ${
            answer.suggestion === null
              ? ''
              : html`<p class="spellCheck">
                  Did you mean
                  <a href="${hrefOf(request, { ...unrefined, q: answer.suggestion })}">${answer.suggestion}</a>?
                </p>`
          }
        </div>
        ${outcomeView(request, answer, link)}
      </div>
      <aside class="rail" id="searchRightRailContain">
        <section class="panel rel-links-card" id="consult-discussion">
          <p class="kicker">Consult</p>
          <h2>Ask your colleagues</h2>
          <p>See what other clinicians say about ${request.query}.</p>
          <a class="button button-secondary" href="${link('www', '/consult')}">Open Consult</a>
        </section>
        <section class="panel">
          <h2>Tools</h2>
          <ul class="link-list">
            <li><a href="${link('reference', '/drug-interactionchecker')}">Drug Interaction Checker</a></li>
            <li><a href="${link('reference', '/pill-identifier')}">Pill Identifier</a></li>
            <li><a href="${link('reference', '/guide/medical-calculators')}">Calculators</a></li>
          </ul>
        </section>
      </aside>
    </div>
  `;
}

function outcomeView(request: SearchRequest, answer: Submitted, link: LinkTo): Html {
  switch (answer.kind) {
    case 'none':
      return html`
        ${isRefined(request) ? refineView(request, answer.facets) : ''}
        <div class="panel" id="noResultsAvail">
          <h2>No results are available</h2>
          <p>
            Nothing on Medscape matches <strong>${request.query}</strong>. Check the spelling, use fewer words, or look
            in another tab.
          </p>
          ${
            request.pillar === 'mln'
              ? ''
              : html`<p>
                  <a class="noResMedLink" href="${hrefOf(request, { ...unrefined, plr: 'mln' })}"
                    >Search Medline instead</a
                  >
                </p>`
          }
        </div>
      `;
    case 'out-of-range':
      return html`
        <div class="notice notice-warning">
          <p>${answer.message}</p>
          <p><a href="${hrefOf(request, {})}">Back to the first results</a></p>
        </div>
      `;
    case 'page':
      return html`
        <div class="search-toolbar">
          <p class="search-count">
            Showing <span class="numshown">${answer.first}-${answer.last}</span> of
            <span class="numtotal">${answer.total}</span> results
          </p>
          <div class="search-sort" role="group" aria-label="Sort">
            ${sortLink(request, 'relevance', 'Relevance')} ${sortLink(request, 'date', 'Date')}
          </div>
        </div>
        ${refineView(request, answer.facets)} ${answer.page === 1 ? spotlight(answer.results, link) : ''}
        <div id="allSearchResults">${answer.results.map((result) => resultView(result, link))}</div>
        ${answer.pages > 1 ? pager(request, answer.page, answer.pages) : ''}
      `;
  }
}

function sortLink(request: SearchRequest, sort: SearchRequest['sort'], label: string): Html {
  return request.sort === sort
    ? html`<a class="selected" aria-current="true" href="${hrefOf(request, { sort })}">${label}</a>`
    : html`<a href="${hrefOf(request, { sort: sort === 'relevance' ? null : sort })}">${label}</a>`;
}

const isRefined = (request: SearchRequest): boolean =>
  filters.some(({ facet }) => request[facet] !== null) || request.minCredits !== null || request.maxCredits !== null;

function refineView(request: SearchRequest, facets: Facets): Html {
  const refined = isRefined(request);
  return html`
    <div class="search-refine">
      <button
        type="button"
        class="refineSearch chip"
        aria-expanded="${refined ? 'true' : 'false'}"
        aria-controls="refineForm"
      >
        Refine Search
      </button>
      <form id="refineForm" class="${refined ? 'active' : ''}">
        ${filters
          .filter(({ facet }) => request[facet] !== null || facets[facet].some(({ count }) => count > 0))
          .map((filter) => filterView(request, filter, facets[filter.facet]))}
        ${refined ? html`<a class="clearall" href="${hrefOf(request, unrefined)}">Clear All</a>` : ''}
      </form>
    </div>
  `;
}

function filterView(request: SearchRequest, filter: (typeof filters)[number], options: readonly FacetOption[]): Html {
  const { parameter, facet, label, list } = filter;
  const chosen = request[facet];
  const shown = options.find(({ value }) => value === chosen)?.label ?? chosen;
  return html`
    <div class="refineFilter">
      <button
        type="button"
        class="${chosen === null ? 'refineDefault' : 'refineNonDefault'}"
        aria-expanded="false"
        aria-controls="${list}"
      >
        ${chosen === null ? label : `${label}: ${shown}`}
      </button>
      <ul class="refineDrop" id="${list}">
        ${options
          .filter(({ count }) => count > 0)
          .map(
            ({ value, label: name, count }) =>
              html`<li class="refineOption">
                <input
                  type="radio"
                  name="${parameter}"
                  value="${value}"
                  aria-label="${name}"
                  ${value === chosen ? 'checked' : ''}
                />
                <a href="${hrefOf(request, { [parameter]: value })}">${name}</a>
                <span class="refineCount">${count}</span>
              </li>`,
          )}
      </ul>
    </div>
  `;
}

/** The first result once more, where it is plainly what was asked for: a monograph. */
function spotlight(results: readonly SearchResult[], link: LinkTo): Html {
  const first = results[0]?.document;
  if (first?.contentType !== 'Drug') return html``;
  return html`
    <div class="notice" id="editorialSpotlight">
      <p class="edSpotLightTitle">
        <span class="badge">Editor's spotlight</span>
        <a href="${link('reference', '/drug-interactionchecker')}">Check ${first.title} for interactions</a>
      </p>
    </div>
  `;
}

function resultView({ document, teaser }: SearchResult, link: LinkTo): Html {
  const { title, surface, path, contentType, date, creditTypes, credits, subLinks } = document;
  return html`
    <div class="searchResult">
      <p class="searchResultTitle">
        <a href="${link(surface, path)}">${title}</a>
        ${creditTypes === null ? '' : html`<span class="cmetag badge">${creditTypes}</span>`}
      </p>
      <div class="searchResultTeaser">
        ${teaser.map((piece) => (piece.match ? html`<b>${piece.text}</b>` : piece.text))}
      </div>
      ${
        subLinks.length === 0
          ? ''
          : html`<ul class="searchResultSubLinks">
              ${subLinks.map((sub) => html`<li><a href="${link(surface, sub.path)}">${sub.label}</a></li>`)}
            </ul>`
      }
      <p class="searchResultSources">${date === null ? contentType : `${contentType}, ${siteDate(date)}`}</p>
      ${credits === null ? '' : html`<p class="searchResultCredits">${credits.toFixed(2)} credits</p>`}
    </div>
  `;
}

/** `.pageLast` is the previous page: the site's own word. */
function pager(request: SearchRequest, page: number, pages: number): Html {
  const to = (number: number): string => hrefOf(request, { page: number === 1 ? null : String(number) });
  const from = Math.max(1, Math.min(page - 2, pages - 4));
  const numbers = Array.from({ length: Math.min(5, pages) }, (_, index) => from + index);
  return html`
    <nav aria-label="Pages of results">
      <ul class="pager" id="searchPagination">
        ${page > 1 ? html`<li><a class="pageLast" href="${to(page - 1)}" rel="prev">Previous</a></li>` : ''}
        ${numbers.map((number) =>
          number === page
            ? html`<li><a class="selected" href="${to(number)}" aria-current="page">${number}</a></li>`
            : html`<li><a href="${to(number)}">${number}</a></li>`,
        )}
        ${page < pages ? html`<li><a class="pageNext" href="${to(page + 1)}" rel="next">Next</a></li>` : ''}
      </ul>
    </nav>
  `;
}
