import { resolve } from 'node:path';
import { mergeBlobs } from '../run/merge.ts';
import { allureMode, reportsFolder } from '../target/environment.ts';
import { allureAfter } from './allure.ts';
import { wholeNumber, type Verb } from './verb.ts';

export const merge: Verb = {
  name: 'merge',
  summary: 'merge the blobs of the shards of one run to one report, and exit by the outcome',
  example: 'npm run merge -- blobs',
  describe: (command) => {
    command
      .argument('<folder>', 'the folder that holds the blobs of all shards')
      .option('--wait <seconds>', 'how long to wait until every shard has left its blob (default: 0)');
  },
  async run({ wait }, [folder = '']) {
    const waitMs = wholeNumber('--wait', wait ?? '0', 0, 86_400) * 1000;
    const reports = reportsFolder();
    allureMode(); // a wrong one is told before, and not after
    const result = await mergeBlobs({ folder: resolve(folder), reports, waitMs });
    await allureAfter(result, reports);
    return result.exitCode;
  },
};
