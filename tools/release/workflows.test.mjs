import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../run.mjs';

const folder = path.join(ROOT, '.github/workflows');
const workflows = readdirSync(folder).map((name) => [
  name,
  parse(readFileSync(path.join(folder, name), 'utf8')),
]);
const texts = Object.fromEntries(
  workflows.map(([name]) => [name, readFileSync(path.join(folder, name), 'utf8')]),
);
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
const stepsOf = ({ jobs }) => Object.values(jobs).flatMap(({ steps = [] }) => steps);
const jobOf = (name, job) => Object.fromEntries(workflows)[name].jobs[job];

test('there are three workflows', () => {
  expect(workflows.map(([name]) => name)).toEqual(['ci.yml', 'docs.yml', 'release.yml']);
});

describe.each(workflows)('%s', (file, workflow) => {
  test('starts on main, reads by default, and ends', () => {
    const { push, ...others } = workflow.on;
    if (push === undefined) expect(Object.keys(others)).toEqual(['pull_request', 'workflow_call']);
    else expect(push.branches).toEqual(['main']);
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(workflow.jobs)) {
      if (job.uses !== undefined) {
        expect(job.uses).toBe('./.github/workflows/ci.yml');
        continue;
      }
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      expect(job['runs-on']).toBe('ubuntu-latest');
    }
  });

  test('takes actions at a commit, with their version beside it, and leaves no credentials behind', () => {
    const used = stepsOf(workflow).filter(({ uses }) => uses);
    expect(used.length).toBeGreaterThan(0);
    for (const { uses, with: inputs } of used) {
      expect(uses).toMatch(/^[\w-]+\/[\w-]+@[\da-f]{40}$/);
      expect(texts[file]).toMatch(new RegExp(`${uses} # v\\d+\\.\\d+\\.\\d+\\n`));
      if (uses.startsWith('actions/checkout@')) expect(inputs['persist-credentials']).toBe(false);
    }
  });

  test('runs on Node 20, where nothing is published', () => {
    for (const { uses = '', with: inputs } of stepsOf(workflow)) {
      const wanted = file === 'release.yml' ? 24 : 20;
      if (uses.startsWith('actions/setup-node@')) expect(inputs['node-version']).toBe(wanted);
    }
  });

  test('runs scripts that exist', () => {
    const commands = stepsOf(workflow).flatMap(({ run, with: inputs }) => [
      run,
      inputs?.version,
      inputs?.publish,
    ]);
    for (const command of commands) {
      const [, script] = /^pnpm (\S+)/.exec(command ?? '') ?? [];
      if (script && script !== 'install') expect(Object.keys(scripts)).toContain(script);
    }
  });
});

test('CI is .ci/run, in a browser that is named', () => {
  const { env, steps } = jobOf('ci.yml', 'ci');
  expect(steps.at(-1).run).toBe('.ci/run');
  expect(env.CHROMIUM_PATH).toMatch(/^\//);
});

test('the site may be written to Pages by the job that deploys, and by no other', () => {
  expect(jobOf('docs.yml', 'build').permissions).toBeUndefined();
  const { permissions, needs, environment } = jobOf('docs.yml', 'deploy');
  expect(permissions).toEqual({ pages: 'write', 'id-token': 'write' });
  expect(needs).toBe('build');
  expect(environment.name).toBe('github-pages');
});

test('a release waits for CI, and publishes with provenance and without a token', () => {
  const { permissions, steps, needs, environment } = jobOf('release.yml', 'release');
  expect(needs).toBe('ci');
  expect(environment).toBe('npm');
  expect(permissions['id-token']).toBe('write');
  expect(texts['release.yml']).not.toContain('NPM_TOKEN');
  expect(steps.at(-1).env.NPM_CONFIG_PROVENANCE).toBe(true);
  expect(steps.at(-1).with).toMatchObject({
    version: 'pnpm release:version',
    publish: 'pnpm release:publish',
  });
});
