import { execFileSync, spawnSync } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '../tasks/root.ts'

const python = process.env['PYTHON_PATH']
const nginx = process.env['NGINX_PROGRAM']

test.runIf(python).each([
  ['hadolint', ['deploy/Dockerfile']],
  [
    'check-jsonschema',
    ['--builtin-schema', 'vendor.compose-spec', 'deploy/compose.yaml', 'deploy/compose.engines.yaml'],
  ],
])('%s finds nothing wrong with %j', (program, files) => {
  const { status, stdout } = spawnSync(join(dirname(python!), program), files, { cwd: root, encoding: 'utf8' })
  expect([status, stdout]).toEqual([0, program === 'hadolint' ? '' : 'ok -- validation done\n'])
})

test('systemd tells the launcher alone to stop, which passes it on, and waits for what is in hand', async () => {
  const unit = await readFile(join(root, 'deploy/bell.service'), 'utf8')
  expect(unit).toMatch(/^ExecStart=.* apps\/bell\/launch\.mjs start$/m)
  expect(unit).toMatch(/^KillMode=mixed$/m)
  expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(45)
})

test.runIf(nginx)(
  'nginx takes the configuration of the containers, with the certificate that is made for them',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bell-nginx-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    await cp(join(root, 'deploy/make-secrets'), join(folder, 'make-secrets'))
    execFileSync(join(folder, 'make-secrets'), ['example.org'], { stdio: 'ignore' })
    const site = (await readFile(join(root, 'deploy/containers/nginx.conf.template'), 'utf8'))
      .replaceAll('${BELL_DOMAIN}', 'example.org')
      .replaceAll('/etc/ssl/bell', join(folder, 'secrets/tls'))
      .replaceAll(/listen (\d+)/g, `listen unix:${folder}/$1.sock`)
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    )
    const whole = `pid ${folder}/pid; events {} http { access_log off; ${temporary.join(' ')} ${site} }`
    await writeFile(join(folder, 'nginx.conf'), whole)

    const call = ['-t', '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')]
    const { status, stderr } = spawnSync(nginx!, call, { encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, expect.stringContaining('test is successful')])
  },
)
