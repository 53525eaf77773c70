import type { RunRecord } from '../../verdict/types.ts';
import type { Past } from '../past.ts';
import type { RunSummary } from '../runs.ts';

/** What the page needs besides the record. */
export interface PageContext {
  /** Runs that are kept, newest first; the page's own may be among them. */
  readonly runs: readonly RunSummary[];
  /** Where the page will lie: `reports/index.html`, or `reports/runs/<id>/index.html`. Links are relative to it. */
  readonly place: 'reports' | 'run';
  /** Bytes of an attachment of this run, by its path in the record; null where it cannot be read. */
  readonly readAttachment: (path: string) => Uint8Array | null;
  /** Playwright's own HTML report, relative to the run's folder; null: there is none. */
  readonly playwrightReport: string | null;
  /** Allure's report, the same way. */
  readonly allureReport?: string | null;
  /** A page of drills, `drill.html`, lies in `reports/`. */
  readonly hasDrills?: boolean;
  /** A page of the gate that this run is part of, `gate.html`, lies in the run's folder, or will. */
  readonly hasGate?: boolean;
  /** What the history says; absent, or null: it is not asked, because this run is not remembered. */
  readonly past?: Past | null;
}

/** Most bytes of one embedded screenshot, and of all together: a page that does not open helps nobody. */
const imageBound = 600_000;
const pageBound = 6_000_000;

const imageTypes: Readonly<Record<string, string>> = {
  'image/png': 'image/png',
  'image/jpeg': 'image/jpeg',
  'image/webp': 'image/webp',
};

/** The record being shown, and the links and pictures that depend on where the page will lie. */
export class Page {
  readonly record: RunRecord;
  readonly context: PageContext;
  /** Bytes embedded so far. */
  #embedded = 0;

  constructor(record: RunRecord, context: PageContext) {
    this.record = record;
    this.context = context;
  }

  /** Link to a file of this run, or null where the path leaves the run's folder or is none. */
  fileLink(path: string): string | null {
    const parts = path.split('/');
    if (path === '' || path.startsWith('/') || /[\\:]/.test(parts[0] ?? '') || parts.includes('..')) return null;
    const base = this.context.place === 'reports' ? `runs/${encodeURIComponent(this.record.run.id)}/` : '';
    return base + parts.map(encodeURIComponent).join('/');
  }

  runLink(id: string): string {
    return `${this.context.place === 'reports' ? 'runs/' : '../'}${encodeURIComponent(id)}/index.html`;
  }

  playwrightLink(search?: string): string | null {
    const link = this.context.playwrightReport === null ? null : this.fileLink(this.context.playwrightReport);
    return link && search !== undefined ? `${link}#?q=${encodeURIComponent(search)}` : link;
  }

  allureLink(): string | null {
    return this.context.allureReport ? this.fileLink(this.context.allureReport) : null;
  }

  /** Playwright's trace viewer, which its HTML report brings along; null: there is none. */
  traceViewer(): string | null {
    return this.playwrightLink()?.replace(/[^/]*$/, 'trace/index.html') ?? null;
  }

  /** A `data:` URI, or null where the picture cannot be read, is none, or would make the page too large. */
  embed(attachment: { readonly contentType: string; readonly path: string }): string | null {
    const type = imageTypes[attachment.contentType];
    if (!type || this.#embedded >= pageBound || this.fileLink(attachment.path) === null) return null;
    const content = this.context.readAttachment(attachment.path);
    if (!content || content.byteLength > imageBound || this.#embedded + content.byteLength > pageBound) return null;
    this.#embedded += content.byteLength;
    return `data:${type};base64,${Buffer.from(content).toString('base64')}`;
  }
}

/** A link that may be followed from a report: http and https only, whatever stood in the environment. */
export const safeUrl = (url: string | null | undefined): string | null =>
  url && /^https?:\/\//i.test(url) ? url : null;
