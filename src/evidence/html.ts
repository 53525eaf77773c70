/** Longest title or heading that is kept. */
const longest = 200;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function decode(text: string): string {
  return text
    .replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return entities[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .replace(/\s+/g, ' ')
    .trim();
}

function firstElement(html: string, name: string): string | null {
  const match = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}\\s*>`, 'i').exec(html);
  const text = decode((match?.[1] ?? '').replace(/<[^>]*>/g, ' '));
  return text === '' ? null : text.slice(0, longest);
}

/**
 * Title and first `<h1>` of a page as the server sent it, before any script ran. A regular expression is enough: the values
 * are compared with signatures, never trusted as structure.
 */
export function titleAndHeading(html: string): { readonly title: string | null; readonly heading: string | null } {
  const visible = html.replace(/<!--[\s\S]*?-->/g, '').replace(/<(script|style|svg)\b[\s\S]*?<\/\1\s*>/gi, '');
  return { title: firstElement(visible, 'title'), heading: firstElement(visible, 'h1') };
}
