import { html } from 'hono/html';
import {
  conditionByTitle,
  homeSpecialty,
  siteDate,
  type Block,
  type ConditionArticle,
  type Section,
  type Specialty,
} from '../data/conditions.ts';
import { drugs } from '../data/drugs.ts';
import type { Html } from '../layout.ts';

/** Absolute URL of a path on another surface, as the visitor would write it. */
export type LinkTo = (surface: 'reference' | 'emedicine' | 'search', path: string) => string;

export const articlePath = (article: ConditionArticle, section = 'overview'): string =>
  `/article/${article.id}-${section}`;

const sampleNote = html`<p class="sample-note">
  <strong>Sample text.</strong> Everything on this page is invented, for testing only, and no medical advice.
</p>`;

export function homeView(specialties: readonly Specialty[], recent: readonly ConditionArticle[]): Html {
  const branch = (name: Specialty['branch'], heading: string): Html => html`
    <section class="section browse-${name}">
      <div class="section-head"><h2>${heading}</h2></div>
      <ul class="grid">
        ${specialties
          .filter((specialty) => specialty.branch === name)
          .map((specialty) => {
            const topics = specialty.groups.reduce((sum, { articles }) => sum + articles.length, 0);
            return html`<li>
              <a class="tile" href="/${specialty.slug}">
                <span class="tile-mark" aria-hidden="true">${specialty.name.slice(0, 2)}</span>
                <span class="tile-text"><strong>${specialty.name}</strong>${counted(topics)}</span>
              </a>
            </li>`;
          })}
      </ul>
    </section>
  `;
  return html`
    <div class="band">
      <div class="page">
        <div class="page-head">
          <p class="kicker">Medscape Reference</p>
          <h1>Diseases &amp; Conditions</h1>
          <p class="lead">Conditions and procedures by specialty, each with its workup, treatment and references.</p>
        </div>
      </div>
    </div>
    <div class="page page-columns">
      <div>${branch('medicine', 'Medicine')} ${branch('surgery', 'Surgery & Procedures')} ${sampleNote}</div>
      <aside class="rail">
        <section class="panel">
          <h2>Recently Updated</h2>
          <ul class="ranked">
            ${recent.map((article) => html`<li><a href="${articlePath(article)}">${article.title}</a></li>`)}
          </ul>
        </section>
      </aside>
    </div>
  `;
}

const counted = (topics: number): Html => html`<span>${topics} ${topics === 1 ? 'topic' : 'topics'}</span>`;

/** The breadcrumbs of all emedicine pages: links, and last the page itself. */
function crumbs(links: readonly (readonly [path: string, text: string])[], here: string): Html {
  return html`
    <nav aria-label="Breadcrumb">
      <ol class="breadcrumbs">
        ${links.map(([path, text]) => html`<li><a href="${path}">${text}</a></li>`)}
        <li aria-current="page">${here}</li>
      </ol>
    </nav>
  `;
}

export function specialtyView(specialty: Specialty): Html {
  return html`
    <div class="page page-narrow">
      ${crumbs([['/', 'Diseases & Conditions']], specialty.name)}
      <div class="page-head" id="maincolboxdrugdbheader">
        <h1>${specialty.name}</h1>
        <p class="lead">Open a heading to see its topics.</p>
      </div>
      <div class="section-head">
        <h2>Topics</h2>
        <span class="topic-expand" role="button" tabindex="0">Expand All</span>
      </div>
      <div class="topic-list">
        ${specialty.groups.map(
          ({ name, articles }, index) => html`
            <div class="topic-section">
              <div
                class="topic-head"
                role="button"
                tabindex="0"
                aria-expanded="false"
                aria-controls="topics-${index + 1}"
              >
                ${name} ${counted(articles.length)}
              </div>
              <ul id="topics-${index + 1}">
                ${articles.map((article) => html`<li><a href="${articlePath(article)}">${article.title}</a></li>`)}
              </ul>
            </div>
          `,
        )}
      </div>
      ${sampleNote}
    </div>
  `;
}

/** What the menu offers beside the sections with text. */
export const mediaSection = { key: 'media', label: 'Media Gallery' } as const;

type Current = Section | typeof mediaSection;

export function articleView(article: ConditionArticle, current: Current, link: LinkTo): Html {
  const heading = 'heading' in current ? current.heading : `${article.title} ${mediaSection.label}`;
  const specialty = homeSpecialty(article);
  return html`
    <div class="page">
      ${crumbs(
        [
          ['/', 'Diseases & Conditions'],
          [`/${specialty.slug}`, specialty.name],
        ],
        article.title,
      )}
      <div class="page-head" id="maincolboxdrugdbheader">
        <h1>${heading}</h1>
        <div class="condition-title-info">
          <ul>
            <li class="clinref_updated">Updated: ${siteDate(article.updated)}</li>
            <li>Author: ${article.author}; Chief Editor: ${article.chiefEditor}</li>
          </ul>
        </div>
      </div>
      <div class="emed-columns">
        ${sectionsNav(article, current)}
        <div class="article emed-body">
          ${'parts' in current ? partsView(article, current, link) : mediaView(article)}
          ${backAndNext(article, current)} ${sampleNote}
        </div>
      </div>
      ${referencesLayer(article)}
    </div>
  `;
}

function sectionsNav(article: ConditionArticle, current: Current): Html {
  const item = (key: string, label: string, below: Html | ''): Html =>
    key === current.key
      ? html`<li class="selected"><a href="${articlePath(article, key)}" aria-current="page">${label}</a>${below}</li>`
      : html`<li><a href="${articlePath(article, key)}">${label}</a></li>`;
  const parts =
    'parts' in current
      ? html`<ul class="emed-parts">
          ${current.parts.map((part, index) => html`<li><a href="#a${index + 1}">${part.title}</a></li>`)}
        </ul>`
      : '';
  return html`
    <div id="dd_nav">
      <div class="sections-nav" role="navigation" aria-label="Sections">
        <ul>
          ${article.sections.map(({ key, label }) => item(key, label, parts))}
          ${item(mediaSection.key, mediaSection.label, '')}
          <li><a href="javascript:showModal('references-layer')">References</a></li>
          ${'parts' in current ? html`<li class="emed-show-all"><a href="#showall">Show All</a></li>` : ''}
        </ul>
      </div>
    </div>
  `;
}

/** Parts after the first wait for their turn; without scripts all are there. */
function partsView(article: ConditionArticle, section: Section, link: LinkTo): Html {
  return html`
    ${section.parts.map(
      (part, index) => html`
        <div id="content_a${index + 1}" class="emed-part" ${index > 0 ? 'hidden' : ''}>
          <div class="refsection_content reading">
            <h2>${part.title}</h2>
            ${part.blocks.map((block) => blockView(article, block, link))}
          </div>
        </div>
      `,
    )}
    <noscript
      ><style>
        .emed-part[hidden] {
          display: block !important;
        }
      </style></noscript
    >
  `;
}

function blockView(article: ConditionArticle, block: Block, link: LinkTo): Html {
  switch (block.kind) {
    case 'paragraph':
      return block.cites === undefined
        ? html`<p>${block.text}</p>`
        : // No <p>: the site's tooltip is a <div>, which would end one.
          html`<div class="emed-paragraph">${block.text} ${citation(article, block.cites)}</div>`;
    case 'list':
      return html`<ul>
        ${block.items.map((item) => html`<li>${item}</li>`)}
      </ul>`;
    case 'topics':
      return html`<ul>
        ${block.titles.map((title) => {
          const topic = conditionByTitle.get(title);
          return html`<li>${topic ? html`<a href="${articlePath(topic)}">${title}</a>` : title}</li>`;
        })}
      </ul>`;
    case 'drugs':
      return html`<ul class="rows emed-drugs">
        ${drugs
          .filter(({ generic }) => block.generics.includes(generic))
          .map(
            (drug) =>
              html`<li>
                <a class="title" href="${link('reference', `/drug/${drug.slug}`)}">${drug.generic}</a>
                <div class="byline">${drug.className}</div>
              </li>`,
          )}
      </ul>`;
    case 'figure': {
      const medium = article.media[block.figure - 1];
      return medium ? figureView(medium.path, medium.caption) : html``;
    }
  }
}

const figureView = (path: string, caption: string): Html => html`
  <div class="inlineImage">
    <img src="${path}" alt="${caption}" width="640" height="360" loading="lazy" />
    <p>${caption}</p>
  </div>
`;

function citation(article: ConditionArticle, number: number): Html {
  return html`<a class="tooltip_link" href="javascript:showModal('references-layer')" aria-label="Reference ${number}"
    ><sup>[${number}]</sup>
    <div class="tooltip"><p>${article.references[number - 1]}</p></div></a
  >`;
}

function mediaView(article: ConditionArticle): Html {
  return html`
    <div id="content_a1" class="emed-part">
      <div class="refsection_content">
        <h2>${mediaSection.label}</h2>
        <div class="grid grid-2">${article.media.map(({ path, caption }) => figureView(path, caption))}</div>
      </div>
    </div>
  `;
}

function backAndNext(article: ConditionArticle, current: Current): Html {
  const order = [...article.sections, mediaSection];
  const position = order.findIndex(({ key }) => key === current.key);
  const previous = order[position - 1];
  const next = order[position + 1];
  return html`
    <div class="back_next_btn">
      ${previous ? html`<a class="button button-secondary" href="${articlePath(article, previous.key)}">Previous</a>` : ''}
      ${next ? html`<a class="button" id="next-section" href="${articlePath(article, next.key)}">Next: ${next.label}</a>` : ''}
    </div>
  `;
}

function referencesLayer(article: ConditionArticle): Html {
  return html`
    <div id="references-layer" role="dialog" aria-modal="true" aria-labelledby="references-heading" hidden>
      <div class="layer-backdrop"></div>
      <div class="layer">
        <h2 id="references-heading">References</h2>
        <a class="layer-close" href="javascript:hideModal('references-layer')" aria-label="Close">✕</a>
        <ol class="emed-references">
          ${article.references.map((reference) => html`<li>${reference}</li>`)}
        </ol>
      </div>
    </div>
  `;
}

export function articleHead(article: ConditionArticle, heading: string): Html {
  return html`
    <meta name="title" content="${heading}" />
    <meta name="date" content="${article.updated}" />
    <meta name="authors" content="${article.author}" />
    <meta name="keywords" content="${[article.title, ...article.aka].join(', ')}" />
    <meta name="description" content="Sample article: ${article.title} stands for ${article.gist}." />
    <meta name="book" content="${homeSpecialty(article).name}" />
  `;
}
