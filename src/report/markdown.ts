import { firstLine } from './format.ts';

/** Text from anywhere as Markdown that says just that, on one line: no markup, no picture from elsewhere, no link. */
export const md = (text: string): string =>
  firstLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/([\\`*_[\]|~#@])/g, '\\$1')
    // a bare address would become a link
    .replaceAll('://', ':&#8203;//');
