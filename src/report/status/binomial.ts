/** Lanczos' approximation, g = 7 with nine terms: 15 digits for what is at least 1/2, as all counts here are. */
const lanczos = [
  0.999_999_999_999_809_93, 676.520_368_121_885_1, -1_259.139_216_722_402_8, 771.323_428_777_653_13,
  -176.615_029_162_140_59, 12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_571_6e-6,
  1.505_632_735_149_311_6e-7,
] as const;

function logGamma(x: number): number {
  const [first, ...rest]: readonly number[] = lanczos;
  const base = x + 6.5;
  const sum = rest.reduce((total, term, index) => total + term / (x + index), first ?? 0);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum);
}

/** Keeps Lentz' method from dividing by nothing. */
const tiny = 1e-300;
const enough = 1e-15;

/** The continued fraction of the incomplete beta function, by Lentz' method; quick where x < (a + 1) / (a + b + 2). */
function fraction(x: number, a: number, b: number): number {
  const kept = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / kept(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1, delta = 0; Math.abs(delta - 1) > enough && m < 100_000; m += 1) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / kept(1 + term * d);
      c = kept(1 + term / c);
      delta = c * d;
      result *= delta;
    }
  }
  return result;
}

/** The regularised incomplete beta function I_x(a, b), for x from 0 to 1 and a, b at least 1. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const log = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return (Math.exp(log) * fraction(x, a, b)) / a;
}

/** Where I_x(a, b) reaches a probability. Halving the interval 60 times leaves nothing that a double could tell. */
function quantile(p: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const tail = 0.025;

/**
 * Bounds between which a share lies with 95 % confidence at least, exact for any count (Clopper and Pearson, 1934).
 *
 * @param some of `all`, which is not 0
 */
export function exactBounds(some: number, all: number): { readonly low: number; readonly high: number } {
  return {
    low: some === 0 ? 0 : quantile(tail, some, all - some + 1),
    high: some === all ? 1 : quantile(1 - tail, some + 1, all - some),
  };
}
