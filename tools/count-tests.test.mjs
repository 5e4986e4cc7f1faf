import { describe, expect, test } from 'vitest';
import { failuresIn, failuresOf, sumReports } from './count-tests.mjs';

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

test('failuresIn names what failed, and how its error begins', () => {
  const failed = { status: 'failed', fullName: 'a sum is right', failureMessages: ['got 3\n  at'] };
  const results = [
    { name: 'sum.test.ts', status: 'failed', assertionResults: [{ status: 'passed' }, failed] },
    { name: 'no.test.ts', status: 'failed', message: 'no such file', assertionResults: [] },
    { name: 'yes.test.ts', status: 'passed', assertionResults: [{ status: 'passed' }] },
  ];
  expect(failuresIn([report(1, 1, results)])).toEqual([
    'sum.test.ts: a sum is right: got 3',
    'no.test.ts: no such file',
  ]);
});

describe('failuresOf', () => {
  test('counts failed tests once, and other failed steps', () => {
    expect(failuresOf([], 0)).toBe(0);
    expect(failuresOf(['tests in Node'], 3)).toBe(3);
    expect(failuresOf(['tests in Node', 'types', 'size'], 3)).toBe(5);
  });

  test('counts tests that could not start', () => {
    expect(failuresOf(['tests in Chromium'], 0)).toBe(1);
  });
});
