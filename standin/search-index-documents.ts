import { calculators } from './data/calculators.ts';
import { activities, educationSpecialties } from './data/cme.ts';
import { conditionArticles, homeSpecialty, type ConditionArticle, type Part } from './data/conditions.ts';
import { drugs, type Drug } from './data/drugs.ts';
import { medlineAbstracts } from './data/medline.ts';
import { monographOf, monographSections, type Passage } from './data/monographs.ts';
import { articlePath, news, type NewsArticle } from './data/news.ts';
import { publicPages, type PublicPage } from './data/public-pages.ts';
import { slideshows } from './data/slideshows.ts';
import { buildSearchIndex, type SearchDocument, type SearchIndex } from './search-index.ts';

/** What documents without something of their own share. */
const plain = {
  keywords: [],
  specialty: null,
  date: null,
  credits: null,
  creditTypes: null,
  subLinks: [],
} satisfies Partial<SearchDocument>;

function textOf(passages: readonly Passage[]): string {
  return passages.flatMap(({ heading, paragraphs, items }) => [`${heading}.`, ...paragraphs, ...items]).join(' ');
}

function drugDocument(drug: Drug): SearchDocument {
  const monograph = monographOf(drug);
  const brands = drug.brands.join(', ');
  const path = `/drug/${drug.slug}`;
  return {
    ...plain,
    pillar: 'ref',
    contentType: 'Drug',
    title: `${drug.generic} (${drug.suffix})`,
    surface: 'reference',
    path,
    keywords: [...drug.brands, drug.className],
    text: [
      `${drug.generic}${brands === '' ? '' : `, brand and other names ${brands}`}. Class: ${drug.className}.`,
      `Sample monograph with dosing, interactions, adverse effects, warnings and pharmacology.`,
      ...monograph.interactions.map(
        ({ heading, others }) => `${heading}: ${others.map(({ name }) => `${drug.generic} and ${name}`).join('; ')}.`,
      ),
      textOf(monograph.pharmacology),
      textOf(monograph.administration),
    ].join(' '),
    subLinks: monographSections.map(({ n, title }) => ({ label: title, path: `${path}#${n}` })),
  };
}

function proseOf({ blocks }: Part): string[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'paragraph') return block.text;
    return block.kind === 'list' ? `${block.items.join(', ')}.` : [];
  });
}

function conditionDocument(article: ConditionArticle): SearchDocument {
  const text = article.sections.flatMap(({ parts }) => parts).flatMap((part) => [`${part.title}.`, ...proseOf(part)]);
  return {
    ...plain,
    pillar: 'ref',
    contentType: article.kind === 'condition' ? 'Condition' : 'Procedure',
    title: article.title,
    surface: 'emedicine',
    path: `/article/${article.id}-overview`,
    keywords: article.aka,
    text: text.join(' '),
    specialty: homeSpecialty(article).name,
    date: article.updated,
    subLinks: article.sections.slice(1).map(({ key, label }) => ({ label, path: `/article/${article.id}-${key}` })),
  };
}

function newsDocument(article: NewsArticle): SearchDocument {
  const { kind, title, teaser, date, specialty, pages } = article;
  return {
    ...plain,
    pillar: 'nws',
    contentType: kind,
    title,
    surface: 'www',
    path: articlePath(article),
    text: [teaser, ...pages.flat()].join(' '),
    specialty: specialty.name,
    date,
  };
}

function activityDocuments(): SearchDocument[] {
  return activities.map((activity) => ({
    ...plain,
    pillar: 'edu',
    contentType: 'CME / CE',
    title: activity.title,
    surface: 'education',
    path: `/viewarticle/${activity.slug}`,
    text: [activity.teaser, activity.goal, ...activity.pages.flatMap(({ paragraphs }) => paragraphs)].join(' '),
    specialty: educationSpecialties.find(({ slug }) => slug === activity.specialty)?.name ?? null,
    date: activity.released,
    credits: Number(activity.credits),
    creditTypes: activity.kind.includes('CME') ? 'CME / ABIM MOC / CE' : 'CE',
  }));
}

function toolDocuments(): SearchDocument[] {
  return [
    ...calculators.map(({ n, slug, name, category, summary }): SearchDocument => ({
      ...plain,
      pillar: 'ref',
      contentType: 'Calculator',
      title: name,
      surface: 'reference',
      path: `/calculator/${n}/${slug}`,
      keywords: [category],
      text: `${summary} ${category}.`,
    })),
    ...slideshows.map(({ slug, title, teaser, published, slides }): SearchDocument => ({
      ...plain,
      pillar: 'ref',
      contentType: 'Slideshow',
      title,
      surface: 'reference',
      path: `/slideshow/${slug}`,
      text: [teaser, ...slides.flatMap((slide) => [slide.title, ...slide.copy])].join(' '),
      date: isoDate(published),
    })),
    tool('Drug Interaction Checker', '/drug-interactionchecker', 'Check the drugs of a list against each other.'),
    tool('Pill Identifier', '/pill-identifier', 'Find a pill by imprint, shape, color, form and scoring.'),
    tool('Calculators', '/guide/medical-calculators', 'All calculators, by category and by name.'),
  ];
}

function tool(title: string, path: string, text: string): SearchDocument {
  return { ...plain, pillar: 'ref', contentType: 'Tool', title, surface: 'reference', path, text };
}

/** `March 4, 2026` as `2026-03-04`. */
function isoDate(written: string): string {
  return new Date(`${written} UTC`).toISOString().slice(0, 10);
}

function medlineDocuments(): SearchDocument[] {
  return medlineAbstracts.map(({ pmid, title, authors, journal, year, text }) => ({
    ...plain,
    pillar: 'mln',
    contentType: 'Medline Abstract',
    title,
    surface: 'reference',
    path: `/medline/abstract/${pmid}`,
    keywords: [journal, ...authors],
    text,
    date: `${String(year)}-01-01`,
  }));
}

function pageDocument({ path, title, sections }: PublicPage): SearchDocument {
  return {
    ...plain,
    pillar: null,
    contentType: 'Page',
    title,
    surface: 'www',
    path: `/public/${path}`,
    text: sections.map(({ heading, text }) => `${heading}. ${text}`).join(' '),
  };
}

/** Everything that the stand-in's search knows, built from the data that its pages are drawn from. */
export function standinSearchIndex(): SearchIndex {
  return buildSearchIndex([
    ...drugs.map(drugDocument),
    ...conditionArticles.map(conditionDocument),
    ...news.map(newsDocument),
    ...toolDocuments(),
    ...activityDocuments(),
    ...medlineDocuments(),
    ...publicPages.map(pageDocument),
  ]);
}
