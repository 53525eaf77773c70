import { makeRandom } from './random.ts';

/** What an illustration shows. */
export const motifs = [
  'pulse',
  'molecule',
  'cells',
  'virus',
  'network',
  'helix',
  'shapes',
  'waves',
  'capsule',
  'chart',
] as const;
export type Motif = (typeof motifs)[number];

const width = 800;
const height = 450;

/** Two grounds and two strokes that go together. */
const palettes = [
  ['#0b3a55', '#1187a6', '#9fdcec', '#ffffff'],
  ['#123c4a', '#2c9c8a', '#b6ecd9', '#fdf6e3'],
  ['#2a2350', '#6a55b0', '#cfc2f5', '#ffe2d1'],
  ['#4a1f3d', '#b0506b', '#f6c3c3', '#fff1e0'],
  ['#16324f', '#4277b8', '#bcd7f7', '#ffd9a0'],
  ['#3b3320', '#b48a3c', '#f4dfaa', '#ffffff'],
] as const;

interface Brush {
  /** A number between two bounds. */
  between(low: number, high: number): number;
  readonly light: string;
  readonly accent: string;
}

type Draw = (brush: Brush) => string;

const round = (value: number): number => Math.round(value * 10) / 10;

function times(count: number, draw: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => draw(index)).join('');
}

const line = (color: string, strokeWidth: number, extra = ''): string =>
  `fill="none" stroke="${color}" stroke-width="${strokeWidth}" stroke-linecap="round" stroke-linejoin="round" ${extra}`;

/** One draw function per motif; each fills the 800 by 450 canvas over its ground. */
const draws: Readonly<Record<Motif, Draw>> = {
  pulse: ({ between, light, accent }) =>
    times(3, (row) => {
      const y = between(190, 260);
      let path = `M-20 ${round(y)}`;
      for (let x = between(0, 90); x < width; x += between(150, 210)) {
        const peak = between(80, 150);
        path += `H${round(x)}l12 -16 12 16h16l12 22 16 -${round(peak)} 20 ${round(peak + 40)} 14 -62h18l14 -24 16 24`;
      }
      const [color, strokeWidth] = row === 2 ? [accent, 6] : [light, 3];
      return `<path d="${path}H820" ${line(color, strokeWidth, `opacity="${row === 2 ? 1 : 0.28}"`)}/>`;
    }),
  molecule: ({ between, light, accent }) => {
    const size = between(48, 62);
    return times(16, (index) => {
      const column = index % 6;
      const row = Math.floor(index / 6);
      const x = 60 + column * size * 1.75 + (row % 2) * size * 0.88 + between(-4, 4);
      const y = 90 + row * size * 1.55;
      const points = times(6, (corner) => {
        const angle = (Math.PI / 3) * corner + Math.PI / 6;
        return `${round(x + size * Math.cos(angle))},${round(y + size * Math.sin(angle))} `;
      });
      const filled = between(0, 1) > 0.72;
      return `<polygon points="${points}" ${line(light, 4, `opacity="${filled ? 1 : 0.5}"`)}/><circle cx="${round(x)}" cy="${round(y - size)}" r="${filled ? 13 : 7}" fill="${filled ? accent : light}"/>`;
    });
  },
  cells: ({ between, light, accent }) =>
    times(15, (index) => {
      const x = between(20, 780);
      const y = between(20, 430);
      const r = between(34, 92);
      const core = index % 4 === 0 ? accent : light;
      return `<circle cx="${round(x)}" cy="${round(y)}" r="${round(r)}" fill="${light}" opacity=".2"/><circle cx="${round(x)}" cy="${round(y)}" r="${round(r)}" ${line(light, 2.5, 'opacity=".6"')}/><circle cx="${round(x + r * 0.2)}" cy="${round(y - r * 0.1)}" r="${round(r * 0.32)}" fill="${core}" opacity=".85"/>`;
    }),
  virus: ({ between, light, accent }) =>
    times(5, (index) => {
      const x = 90 + index * 155 + between(-30, 30);
      const y = between(100, 350);
      const r = between(36, 84);
      const spikes = times(12, (spike) => {
        const angle = (Math.PI / 6) * spike;
        const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
        const tip = r * 1.42;
        return `<path d="M${round(x + dx * r)} ${round(y + dy * r)}L${round(x + dx * tip)} ${round(y + dy * tip)}" ${line(light, 4)}/><circle cx="${round(x + dx * tip)}" cy="${round(y + dy * tip)}" r="7" fill="${index === 2 ? accent : light}"/>`;
      });
      return `<g opacity="${index === 2 ? 1 : 0.6}">${spikes}<circle cx="${round(x)}" cy="${round(y)}" r="${round(r)}" fill="${light}" opacity=".3"/><circle cx="${round(x)}" cy="${round(y)}" r="${round(r)}" ${line(light, 4)}/></g>`;
    }),
  network: ({ between, light, accent }) => {
    const nodes = Array.from({ length: 18 }, (_, index) => ({
      x: 60 + (index % 6) * 136 + between(-46, 46),
      y: 80 + Math.floor(index / 6) * 145 + between(-42, 42),
    }));
    const links = nodes.flatMap((from, index) =>
      nodes.slice(index + 1).map((to) => {
        const far = Math.hypot(from.x - to.x, from.y - to.y) > 190;
        return far
          ? ''
          : `<path d="M${round(from.x)} ${round(from.y)}Q${round((from.x + to.x) / 2 + 22)} ${round((from.y + to.y) / 2 - 22)} ${round(to.x)} ${round(to.y)}" ${line(light, 2.5, 'opacity=".45"')}/>`;
      }),
    );
    const dots = nodes.map(
      ({ x, y }, index) =>
        `<circle cx="${round(x)}" cy="${round(y)}" r="${round(between(6, 17))}" fill="${index % 5 === 0 ? accent : light}"/>`,
    );
    return links.join('') + dots.join('');
  },
  helix: ({ between, light, accent }) => {
    const phase = between(0, 6);
    const strand = (shift: number): string =>
      times(
        81,
        (step) => `${step === 0 ? 'M' : 'L'}${step * 10} ${round(225 + 120 * Math.sin(step / 8 + phase + shift))}`,
      );
    const rungs = times(40, (step) => {
      const y = 120 * Math.sin((step * 2) / 8 + phase);
      return `<path d="M${step * 20} ${round(225 + y)}V${round(225 - y)}" ${line(step % 4 === 0 ? accent : light, 4, 'opacity=".6"')}/>`;
    });
    return `${rungs}<path d="${strand(0)}" ${line(light, 9)}/><path d="${strand(Math.PI)}" ${line(accent, 9)}/>`;
  },
  shapes: ({ between, light, accent }) =>
    times(13, (index) => {
      const x = between(30, 700);
      const y = between(20, 360);
      const size = between(46, 120);
      const fill = index % 3 === 0 ? accent : light;
      return index % 2 === 0
        ? `<rect x="${round(x)}" y="${round(y)}" width="${round(size)}" height="${round(size)}" rx="${round(size / 4)}" fill="${fill}" opacity="${round(between(0.25, 0.8))}" transform="rotate(${round(between(-20, 20))} ${round(x)} ${round(y)})"/>`
        : `<circle cx="${round(x)}" cy="${round(y)}" r="${round(size / 2)}" fill="${fill}" opacity="${round(between(0.25, 0.8))}"/>`;
    }),
  waves: ({ between, light, accent }) =>
    times(9, (row) => {
      const y = 60 + row * 42;
      const lift = between(18, 60);
      return `<path d="M-20 ${y}Q${round(between(100, 180))} ${round(y - lift)} 260 ${y}T540 ${y}T840 ${y}" ${line(row === 4 ? accent : light, row === 4 ? 8 : 4, `opacity="${row === 4 ? 1 : 0.25 + row * 0.06}"`)}/>`;
    }),
  capsule: ({ between, light, accent }) =>
    times(9, (index) => {
      const x = 40 + (index % 3) * 250 + between(-20, 40);
      const y = 60 + Math.floor(index / 3) * 135 + between(-20, 20);
      const turn = round(between(-40, 40));
      return `<g transform="rotate(${turn} ${round(x + 70)} ${round(y + 27)})"><rect x="${round(x)}" y="${round(y)}" width="140" height="54" rx="27" fill="${light}" opacity=".9"/><path d="M${round(x + 70)} ${round(y)}h43a27 27 0 0 1 0 54h-43z" fill="${accent}" opacity=".75"/></g>`;
    }),
  chart: ({ between, light, accent }) => {
    let curve = '';
    const bars = times(14, (index) => {
      const tall = 50 + index * 16 + between(-28, 46);
      const x = 60 + index * 50;
      curve += `${index === 0 ? 'M' : 'L'}${x + 15} ${round(365 - tall)}`;
      return `<rect x="${x}" y="${round(400 - tall)}" width="30" height="${round(tall)}" rx="5" fill="${light}" opacity=".45"/>`;
    });
    return `${bars}<path d="${curve}" ${line(accent, 6)}/>`;
  },
};

/** An SVG picture, always the same for the same motif and seed. */
export function drawIllustration(motif: Motif, seed: string): string {
  const random = makeRandom(`${motif}/${seed}`);
  const [dark, mid, light, accent] = palettes[Math.floor(random() * palettes.length)] ?? palettes[0];
  const between = (low: number, high: number): number => low + (high - low) * random();
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" preserveAspectRatio="xMidYMid slice">
<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop stop-color="${dark}"/><stop offset="1" stop-color="${mid}"/></linearGradient></defs>
<rect width="${width}" height="${height}" fill="url(#g)"/>
<circle cx="${round(between(480, 760))}" cy="${round(between(0, 200))}" r="${round(between(140, 260))}" fill="${light}" opacity=".12"/>
${draws[motif]({ between, light, accent })}
</svg>
`;
}

/** Path on the asset host of an illustration; `seed` may hold letters, digits and `-`. */
export function illustrationPath(motif: Motif, seed: string): string {
  return `/art/${motif}/${seed}.svg`;
}
