/** So many buckets to twice the time: whatever lies in one is told within 4.4 % of what it was. */
const perDoubling = 8;

/** Nothing of a journey takes longer than half a day. */
const longestMs = 43_200_000;

/** The bucket of a time, the same for ever: what was counted on different days and machines adds up. */
export const bucketOf = (ms: number): number =>
  Math.round(perDoubling * Math.log2(Math.min(longestMs, Math.max(1, ms))));

/** The time that stands for a bucket, in ms. */
export const timeOf = (bucket: number): number => 2 ** (bucket / perDoubling);
