import { execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '../tasks/root.ts'
import { buildImage, runImage } from './build-image.ts'
import { readDockerignore } from './dockerfile.ts'

const minutes = 60_000

// Without a container engine, and with all its steps: npm and Vite take minutes.
test.runIf(process.env['BWRAP_PROGRAM'])(
  'the image is built from the sources alone, starts as a user who owns nothing, on a read-only root, and is well',
  { timeout: 15 * minutes, retry: 0 },
  async () => {
    const work = await mkdtemp(join(tmpdir(), 'bell-image-'))
    onTestFinished(() => rm(work, { recursive: true, force: true }))
    const context = join(work, 'context')
    const goesIn = readDockerignore(join(root, '.dockerignore'))
    for (const name of listed().filter(goesIn)) await cp(join(root, name), join(context, name))

    const image = buildImage({ dockerfile: join(root, 'deploy/Dockerfile'), context, work })
    const data = join(work, 'data')
    await mkdir(data)
    const [entry, health] = [image.commands['ENTRYPOINT']!, image.commands['HEALTHCHECK']!].map(quoted)
    const ready = health!.replace('/health/live', '/health/ready')
    const said = runImage(image, {
      data,
      env: { BELL_LOG_LEVEL: 'warn' },
      script: `
        ${entry} & pid=$!
        tries=0
        until ${health} && ${ready}; do
          tries=$((tries + 1)); [ $tries -lt 300 ] || exit 1
          sleep 0.2
        done
        echo "user $(id -u)"
        touch /app/x 2> /tmp/refused && echo 'could write'
        for address in localhost:4000 localhost:4100 localhost:4200; do
          node -e 'fetch("http://" + process.argv[1]).then(async (page) => console.log(page.status, /<script/.test(await page.text())))' $address
        done
        bell user list; echo "listed $?"
        kill -TERM $pid; wait $pid; echo "ended $?"`,
    })

    expect(said).toContain('Ready in')
    expect(said.slice(said.indexOf('user '))).toBe('user 10001\n200 true\n200 true\n200 true\nlisted 0\nended 0\n')
    expect((await readdir(data)).length).toBeGreaterThan(3)
    const used = await librariesOf(image.root)
    expect([...used].filter((name) => !image.packages.includes(name))).toEqual([])
    expect((await bytesIn(image.root)) / 1024 ** 2).toBeLessThan(300)
  },
)

function listed() {
  const files = ['ls-files', '--cached', '--others', '--exclude-standard', '-z']
  return execFileSync('git', files, { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean)
}

const quoted = (words: string[]) => words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')

/** Debian's packages that hold what native programs in a folder link to. */
async function librariesOf(folder: string) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const programs = entries.filter(
    ({ name, parentPath }) => /\.(node|so[.\d]*)$/.test(name) || join(parentPath, name).endsWith('opt/node/bin/node'),
  )
  const libraries = new Set<string>()
  for (const { name, parentPath } of programs) {
    const text = execFileSync('ldd', [join(parentPath, name)], { encoding: 'utf8' })
    for (const [, library] of text.matchAll(/=> (\/(?:usr\/)?lib\S+)/g)) libraries.add(await realpath(library!))
  }
  const owners = [...libraries].map((library) => {
    // On a merged /usr Debian's list has the one name or the other.
    const pattern = `*${library.replace(/^\/usr/, '')}`
    return execFileSync('dpkg-query', ['-S', pattern], { encoding: 'utf8' }).split(':')[0]!
  })
  return new Set(owners)
}

async function bytesIn(folder: string) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const sizes = await Promise.all(files.map(async ({ name, parentPath }) => (await stat(join(parentPath, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}
