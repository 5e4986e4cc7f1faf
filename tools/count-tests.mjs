/**
 * Closes a run of CI: `node tools/count-tests.mjs FOLDER [FAILED STEPS…]` adds up vitest's reports in the folder and
 * prints what failed and `N passed, N failed`. A step that failed counts as one failure, a step of tests (`tests …`)
 * as its failed tests.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isMain } from './workspace.mjs';

/** The sums over vitest's JSON reports; a file of tests that did not run counts as a failed test. */
export function sumReports(reports) {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for (const {
    numPassedTests,
    numFailedTests,
    numPendingTests,
    numTodoTests,
    testResults,
  } of reports) {
    passed += numPassedTests;
    skipped += numPendingTests + numTodoTests;
    const broken = testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    );
    failed += numFailedTests + broken.length;
  }
  return { passed, failed, skipped };
}

/** What failed in vitest's JSON reports, a line each: the file, the test, and how its error begins. */
export function failuresIn(reports) {
  const lines = ({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [`${name}: ${firstLine(message)}`];
    return failed.map((test) => `${name}: ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
  };
  return reports.flatMap(({ testResults }) => testResults.flatMap(lines));
}

const firstLine = (text = '') => text.split('\n', 1)[0];

/** What the failed steps add to `failed` tests. */
export function failuresOf(steps, failed) {
  const tests = steps.filter((name) => name.startsWith('tests '));
  const silent = tests.length > 0 && failed === 0 ? 1 : 0; // it could not even start
  return failed + silent + steps.length - tests.length;
}

if (isMain(import.meta.url)) {
  const [folder, ...steps] = process.argv.slice(2);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const reports = await Promise.all(
    files.map(async (name) => JSON.parse(await readFile(path.join(folder, name), 'utf8'))),
  );
  const { passed, failed, skipped } = sumReports(reports);
  const failures = failuresOf(steps, failed);
  for (const line of failuresIn(reports)) console.log(`failed: ${line}`);
  if (skipped > 0) console.log(`skipped tests: ${skipped}`);
  if (steps.length > 0) console.log(`failed steps: ${steps.join(', ')}`);
  console.log(`${passed} passed, ${failures} failed`);
  if (failures > 0 || passed === 0) process.exitCode = 1;
}
