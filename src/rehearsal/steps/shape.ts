import { titleAndHeading } from '../../evidence/html.ts';

/** Elements whose number tells one page from another; what an editor changes every day is not among them. */
const counted = ['form', 'script', 'link', 'iframe'] as const;

const howMany = (body: string, element: string): number =>
  [...body.matchAll(new RegExp(`<${element}[\\s>]`, 'gi'))].length;

/**
 * What a body is, in a few words that are the same for the same page: title, first heading and how many of which elements; of data its
 * keys; of anything else its kind and size.
 *
 * @param contentType as the server said it
 */
export function shapeOf(body: Buffer, contentType: string | null): string {
  if (body.length === 0) return 'empty';
  const text = body.toString('utf8');
  const kind = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (/html/.test(kind) || /^\s*<(?:!doctype html|html)/i.test(text)) {
    const { title, heading } = titleAndHeading(text);
    const elements = counted.map((element) => [howMany(text, element), element] as const).filter(([n]) => n > 0);
    return `page “${title ?? ''}”, heading “${heading ?? ''}”, ${elements.map(([n, element]) => `${String(n)} ${element}`).join(', ')}`;
  }
  if (/json/.test(kind)) {
    try {
      const data: unknown = JSON.parse(text);
      const keys = typeof data === 'object' && data !== null ? Object.keys(data).slice(0, 12) : [];
      return Array.isArray(data) ? `data, a list` : `data with ${keys.join(', ') || 'nothing'}`;
    } catch {
      return 'data that cannot be read';
    }
  }
  return `${kind === '' ? 'something without a type' : kind}, ${String(body.length)} bytes`;
}
