/**
 * Closes a run of CI: `node tools/count-tests.mjs FOLDER FAILED_STEPS [NAMES…]` adds up vitest's reports in the folder
 * and prints `N passed, N failed`. A step that failed without a failed test counts as one failure.
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

if (isMain(import.meta.url)) {
  const [folder, failedSteps, ...names] = process.argv.slice(2);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const reports = await Promise.all(
    files.map(async (name) => JSON.parse(await readFile(path.join(folder, name), 'utf8'))),
  );
  const { passed, failed, skipped } = sumReports(reports);
  const failures = Math.max(failed, failed + Number(failedSteps) - (failed > 0 ? 1 : 0));
  if (names.length > 0) console.log(`failed: ${names.join(', ')}`);
  console.log(`${passed} passed, ${failures} failed${skipped ? `, ${skipped} skipped` : ''}`);
  if (failures > 0 || passed === 0) process.exitCode = 1;
}
