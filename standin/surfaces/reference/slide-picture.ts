/** Small generator of even numbers in [0, 1) that always tells the same from the same seed (mulberry32 over an FNV hash). */
function numbersFrom(seed: string): () => number {
  let state = 2166136261;
  for (const character of seed) state = Math.imul(state ^ character.charCodeAt(0), 16777619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const palettes = [
  ['#0b3c5d', '#328cc1', '#d9b310', '#f4f7fa'],
  ['#1d3557', '#457b9d', '#e76f51', '#f1faee'],
  ['#264653', '#2a9d8f', '#e9c46a', '#f8f4e9'],
  ['#3d2c5e', '#7b5ea7', '#f2a65a', '#f6f1fb'],
] as const;

/** A picture of 640 by 400 without meaning: overlapping round and oblong shapes. SVG text, always the same for a seed. */
export function drawSlide(seed: string): string {
  const next = numbersFrom(seed);
  const palette = palettes[Math.floor(next() * palettes.length)] ?? palettes[0];
  const shapes = Array.from({ length: 9 }, (_, index) => {
    const fill = palette[index % 3];
    const x = Math.round(next() * 640);
    const y = Math.round(next() * 400);
    const size = Math.round(40 + next() * 130);
    const turn = Math.round(next() * 180);
    const round = next() < 0.5 ? size : Math.round(size / 3);
    return `<rect x="${x - size}" y="${y - round}" width="${2 * size}" height="${2 * round}" rx="${round}" fill="${fill}" fill-opacity="0.55" transform="rotate(${turn} ${x} ${y})"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 400" width="640" height="400"><rect width="640" height="400" fill="${palette[3]}"/>${shapes.join('')}</svg>`;
}
