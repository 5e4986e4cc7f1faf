import { describe, expect, test } from 'vitest';
import { sumReports } from './count-tests.mjs';

const report = (numPassedTests, numFailedTests, testResults = []) => ({
  numPassedTests,
  numFailedTests,
  numPendingTests: 1,
  numTodoTests: 0,
  testResults,
});

describe('sumReports', () => {
  test('adds up', () => {
    expect(sumReports([report(3, 0), report(4, 2)])).toEqual({ passed: 7, failed: 2, skipped: 2 });
  });

  test('counts a file that could not run', () => {
    const results = [
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [{}] },
    ];
    expect(sumReports([report(1, 0, results)]).failed).toBe(1);
  });
});
