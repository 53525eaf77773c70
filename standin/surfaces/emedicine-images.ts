/** A drawing for a sample figure: abstract shapes in the site's colours, the same in every start, without a word in it. */
export function figureSvg(articleId: string, figure: number): string {
  const seed = Number(articleId) % 97;
  const hue = 190 + ((seed * 3) % 40);
  const tint = (lightness: number): string => `hsl(${String(hue)} 45% ${String(lightness)}%)`;
  const draw = { 1: overlappingRounds, 2: boxesAndArrows, 3: tracing }[figure] ?? overlappingRounds;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" width="640" height="360">
  <defs><linearGradient id="ground" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="${tint(97)}"/><stop offset="1" stop-color="${tint(90)}"/></linearGradient></defs>
  <rect width="640" height="360" fill="url(#ground)"/>
${draw(seed, tint)}
</svg>`;
}

type Tint = (lightness: number) => string;

function overlappingRounds(seed: number, tint: Tint): string {
  return Array.from({ length: 6 }, (_, index) => {
    const x = 120 + ((seed * 31 + index * 83) % 400);
    const y = 90 + ((seed * 17 + index * 61) % 180);
    const radius = 46 + ((seed + index * 29) % 62);
    return `  <circle cx="${String(x)}" cy="${String(y)}" r="${String(radius)}" fill="${tint(45 + index * 6)}" fill-opacity="0.28" stroke="${tint(40)}" stroke-opacity="0.5"/>`;
  }).join('\n');
}

function boxesAndArrows(seed: number, tint: Tint): string {
  const boxes = [60, 250, 440].map((x, index) => {
    const y = 110 + ((seed * (index + 3)) % 60);
    const lines = [34, 56, 78]
      .map(
        (down, line) =>
          `<rect x="${String(x + 20)}" y="${String(y + down)}" width="${String(100 - line * 22)}" height="8" rx="4" fill="${tint(70)}"/>`,
      )
      .join('');
    return `  <rect x="${String(x)}" y="${String(y)}" width="140" height="112" rx="14" fill="#fff" stroke="${tint(42)}" stroke-width="2"/>${lines}`;
  });
  const arrows = [205, 395].map(
    (x) =>
      `  <path d="M${String(x)} 190h34m-12 -10l12 10l-12 10" fill="none" stroke="${tint(38)}" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>`,
  );
  return [...boxes, ...arrows].join('\n');
}

function tracing(seed: number, tint: Tint): string {
  const grid = Array.from(
    { length: 21 },
    (_, index) =>
      `<path d="M${String(index * 32)} 0v360M0 ${String(index * 18)}h640" stroke="${tint(80)}" stroke-width="1" stroke-opacity="0.6"/>`,
  ).join('');
  const beat = 96 + (seed % 5) * 16;
  let path = 'M0 200';
  for (let x = 0; x < 640; x += beat) {
    const height = 60 + ((seed * 13 + x) % 50);
    path += `h${String(beat - 56)}q8 -22 16 0l6 10l8 -${String(height)}l10 ${String(height + 24)}l6 -34q5 -2 10 0`;
  }
  return `  ${grid}\n  <path d="${path}" fill="none" stroke="${tint(34)}" stroke-width="3" stroke-linejoin="round"/>`;
}
