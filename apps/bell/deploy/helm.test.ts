import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { root } from '../tasks/root.ts'
import { unknownSettings } from './settings.ts'

const helm = process.env['HELM_PROGRAM']
const python = process.env['PYTHON_PATH']
const chart = join(root, 'deploy/helm/musicbell')

interface Resource {
  kind: string
  metadata: { name: string; annotations?: Record<string, string> }
  data?: Record<string, string>
  spec: { template: { spec: PodSpec } }
}
interface PodSpec {
  enableServiceLinks: boolean
  securityContext: object
  containers: { env: { name: string }[]; securityContext: object; readinessProbe?: object; livenessProbe?: object }[]
}

const given = {
  secrets: {
    secret: '0123456789abcdef0123456789abcdef',
    databaseUrl: 'postgres://bell:x@db/bell',
    keyValueUrl: 'redis://redis:6379',
    eventsUrl: 'kafka://kafka:9092',
    searchUrl: 'opensearch://search:9200',
    blobsUrl: 's3://bell?region=eu-central-1',
  },
}

test.runIf(helm)('the chart makes resources that Kubernetes knows, with every setting one of ours', async () => {
  expect(spawnSync(helm!, ['lint', '--strict', chart, '-f', await values(given)]).status).toBe(0)
  for (const more of [{}, { existingSecret: { name: 'mine' }, secrets: {} }, { settings: { BELL_SIGN_UP: 'open' } }]) {
    const text = render(await values({ ...given, ...more }))
    const file = await temporaryFile('resources.yaml', text)
    const checked = spawnSync(python!, ['-m', 'kubernetes_validate', '--strict', '--quiet', file], { encoding: 'utf8' })
    expect([checked.status, checked.stdout, checked.stderr]).toEqual([0, '', ''])
    const resources = documentsOf(text)
    const variables = resources.flatMap(({ kind, data, spec }) => [
      ...(kind === 'ConfigMap' ? Object.keys(data!) : []),
      ...(kind === 'Deployment' ? spec.template.spec.containers[0]!.env.map(({ name }) => name) : []),
    ])
    expect(variables.length).toBeGreaterThan(20)
    expect(unknownSettings(variables)).toEqual([])
  }
})

test.runIf(helm)(
  'every kind of process runs unprivileged, is probed, keeps one when nodes go, and grows where told',
  async () => {
    const resources = documentsOf(render(await values(given)))
    const named = (kind: string) => resources.filter((one) => one.kind === kind).map(({ metadata }) => metadata.name)
    const kinds = ['auth', 'consumer', 'img', 'music', 'relay', 'scheduler', 'worker'].map((name) => `bell-${name}`)

    expect(named('Deployment').toSorted()).toEqual(kinds)
    expect(named('PodDisruptionBudget').toSorted()).toEqual(kinds)
    expect(named('HorizontalPodAutoscaler')).toContain('bell-music')
    expect(named('Service').toSorted()).toEqual(['bell-auth', 'bell-img', 'bell-music'])
    for (const kind of ['NetworkPolicy', 'Ingress', 'ConfigMap', 'ServiceAccount'])
      expect(named(kind)).toEqual(['bell'])
    const job = resources.find(({ kind }) => kind === 'Job')!
    expect(job.metadata.annotations).toMatchObject({ 'helm.sh/hook': 'pre-install,pre-upgrade' })
    for (const { kind, spec } of resources.filter((one) => ['Deployment', 'Job'].includes(one.kind))) {
      const { containers, securityContext, enableServiceLinks } = spec.template.spec
      // A Service named bell-auth would otherwise set BELL_AUTH_PORT.
      expect(enableServiceLinks).toBe(false)
      expect(securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10_001 })
      expect(containers[0]!.securityContext).toMatchObject({
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
      })
      if (kind === 'Deployment') {
        expect(containers[0]!.readinessProbe).toMatchObject({ httpGet: { path: '/health/ready' } })
        expect(containers[0]!.livenessProbe).toMatchObject({ httpGet: { path: '/health/live' } })
      }
    }
  },
)

test.runIf(helm)('what is missing or misspelt is refused before anything is installed', async () => {
  const refused = async (more: object) => {
    const { status, stderr } = template(await values({ ...given, ...more }))
    expect(status).not.toBe(0)
    return stderr
  }
  expect(await refused({ secrets: { secret: given.secrets.secret } })).toContain('secrets.databaseUrl is missing')
  expect(await refused({ secrets: { ...given.secrets, secret: 'short' } })).toContain('secret')
  expect(await refused({ domian: 'example.org' })).toContain('domian')
  expect(await refused({ settings: { SIGN_UP: 'open' } })).toContain('SIGN_UP')
})

function template(valuesFile: string) {
  // The version is what `helm` would ask of a cluster.
  const call = ['template', 'bell', chart, '--kube-version', '1.34.0', '-f', valuesFile]
  return spawnSync(helm!, call, { encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 })
}

function render(valuesFile: string) {
  const { status, stdout, stderr } = template(valuesFile)
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout
}

const documentsOf = (text: string) =>
  parseAllDocuments(text).flatMap((one) => ('toJS' in one ? ((one.toJS() as Resource | null) ?? []) : []))

const values = (content: object) => temporaryFile('values.json', JSON.stringify(content))

async function temporaryFile(name: string, content: string) {
  const folder = await mkdtemp(join(tmpdir(), 'bell-helm-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, name), content)
  return join(folder, name)
}
