import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../tasks/root.ts'
import { readDockerfile, readDockerignore } from './dockerfile.ts'

const file = join(root, 'deploy/Dockerfile')

test('the image is built in one stage and runs in another, as nobody in particular, and says whether it is well', () => {
  const stages = readDockerfile(file)
  const last = stages.at(-1)!
  const of = (name: string) => last.instructions.filter((one) => one.name === name)

  expect(stages).toHaveLength(2)
  for (const { image } of stages) expect(image).toMatch(/^[\w/.-]+:\d+\.\d+[\w.-]*$/)
  expect(of('USER').at(-1)?.rest).toMatch(/^[1-9]\d+:[1-9]\d+$/)
  expect(of('HEALTHCHECK')).toHaveLength(1)
  expect(of('ENTRYPOINT')[0]?.rest).toMatch(/^\[".*"\]$/)
  // All that runs belongs to root: whoever gets into the program cannot change it.
  const owned = of('COPY').flatMap(({ flags, rest }) => (flags['chown'] ? rest.split(' ').at(-1)! : []))
  expect(owned).toEqual(['/data'])
  expect(of('COPY').every(({ flags }) => flags['from'] === 'build')).toBe(true)
})

test('what goes into the build is the sources alone, without tests, history, data or secrets', () => {
  const goesIn = readDockerignore(join(root, '.dockerignore'))
  const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n')
  const workspaces = tracked.filter((name) =>
    /^(apps|packages|services|e2e|bench)\/([^/]+\/)?package\.json$/.test(name),
  )

  for (const name of ['package-lock.json', '.npmrc', 'apps/bell/src/main.ts', ...workspaces])
    expect([name, goesIn(name)]).toEqual([name, true])
  for (const name of [
    '.git/config',
    '.env',
    'apps/bell/.env',
    'data/secrets/auth-seal.secret',
    'node_modules/zod/index.js',
    'packages/platform/node_modules/x/y.js',
    'apps/music-web/dist/index.html',
    'docs/security.md',
    'deploy/secrets/database-url',
    ...tracked.filter((one) => /\.(test|fixture)\.tsx?$/.test(one)),
  ])
    expect([name, goesIn(name)]).toEqual([name, false])
})
