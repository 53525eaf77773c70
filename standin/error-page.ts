/** A small page without the site's chrome: what speaks when nothing else can. */
export function plainPage(title: string, heading: string, text: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>
<body><h1>${heading}</h1><p>${text}</p></body></html>
`;
}

/** The application's own error page: unlike Apache's in its words, and passed through by a proxy as it is. */
export const errorPage = plainPage(
  'Error 500 - Medscape',
  '500 Internal Server Error',
  'The application could not complete your request. Please try again later.',
);
