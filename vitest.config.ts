import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/** Set by `npm test` where Chromium is missing and may not be installed: the tests are then skipped by name. */
const withoutBrowser = process.env['KANHUO_TESTS_WITHOUT_BROWSER'] === '1';

/**
 * Two browsers, an encoder and a media server on a machine that others use too can miss a deadline: such a test has a
 * second attempt, and `npm test` names those that needed it.
 */
const retry = 1;

/**
 * Test files that run at the same time where each has servers of its own: much of their time they wait for pages. A
 * worker's browsers and modules serve all its files.
 */
const together = 3;

/** Groups run one after the other, in their order, the quick ones first; the projects of a group together. */
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [vue()],
        test: {
          name: 'unit',
          // The tests of the tokens read them from the style sheet; without this vitest hands out an empty one.
          css: { include: /tokens\.css/ },
          include: [
            '{signaling,sfu,recorder,web-client,scripts}/**/*.test.ts',
            'tests/{support,tooling,chaos}/**/*.test.ts',
          ],
          maxWorkers: 2,
          // What a test changes in a module it changes back: most of their time would be workers that start.
          isolate: false,
          testTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'contracts',
          include: ['tests/contracts/**/*.test.ts'],
          setupFiles: ['tests/support/browser/browsers-of-tests.ts'],
          maxWorkers: together,
          isolate: false,
          retry,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'scenarios',
          include: ['tests/scenarios/**/*.test.ts'],
          setupFiles: ['tests/support/browser/browsers-of-tests.ts'],
          maxWorkers: together,
          isolate: false,
          retry,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'networks',
          include: ['tests/bench/**/*.test.ts'],
          // They measure time: nothing else may run beside them.
          fileParallelism: false,
          retry,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          setupFiles: ['tests/support/browser/browsers-of-tests.ts'],
          maxWorkers: together,
          isolate: false,
          testTimeout: 150_000,
          hookTimeout: 150_000,
          retry,
          sequence: { groupOrder: 2 },
          ...(withoutBrowser ? { testNamePattern: /(?!)/ } : {}),
        },
      },
    ],
  },
});
