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
  stringData?: Record<string, string>
  spec: { template: { spec: PodSpec }; egress: { to?: object[]; ports?: object[] }[] }
}
interface PodSpec {
  enableServiceLinks: boolean
  securityContext: object
  terminationGracePeriodSeconds: number
  volumes: { name: string; secret?: { secretName: string } }[]
  containers: {
    env: { name: string; value: string }[]
    volumeMounts: object[]
    securityContext: object
    readinessProbe?: object
    livenessProbe?: object
  }[]
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
  const mine = { existingSecret: { name: 'mine' }, secrets: {}, authorities: { existingConfigMap: 'ours' } }
  const more = { settings: { BELL_SIGN_UP: 'open' }, keptSecrets: { existingSecret: 'kept' } }
  for (const each of [{}, mine, more]) {
    const text = render(await values({ ...given, ...each }))
    const file = await temporaryFile('resources.yaml', text)
    const checked = spawnSync(python!, ['-m', 'kubernetes_validate', '--strict', '--quiet', file], { encoding: 'utf8' })
    expect([checked.status, checked.stdout, checked.stderr]).toEqual([0, '', ''])
    const resources = documentsOf(text)
    const variables = resources.flatMap(({ kind, data, spec }) => [
      ...(kind === 'ConfigMap' ? Object.keys(data!) : []),
      ...(kind === 'Deployment' ? spec.template.spec.containers[0]!.env.map(({ name }) => name) : []),
    ])
    expect(variables.length).toBeGreaterThan(20)
    expect(unknownSettings(variables).filter((name) => name !== 'NODE_EXTRA_CA_CERTS')).toEqual([])
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
        expect(containers[0]!.readinessProbe).toMatchObject({ httpGet: { path: '/health/serving' } })
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
  // Without any of these, each pod would keep something in files of its own, which go with it.
  for (const name of Object.keys(given.secrets)) {
    expect(await refused({ secrets: { ...given.secrets, [name]: '' } })).toContain(`secrets.${name} is missing`)
    const keys = Object.keys(given.secrets).filter((other) => other !== name)
    expect(await refused({ secrets: {}, existingSecret: { name: 'mine', keys } })).toContain(`keys has no ${name}`)
  }
  expect(await refused({ secrets: { ...given.secrets, secret: 'short' } })).toContain('secret')
  expect(await refused({ domian: 'example.org' })).toContain('domian')
  expect(await refused({ settings: { SIGN_UP: 'open' } })).toContain('SIGN_UP')
  // A ConfigMap is no place for passwords, nor for what has a value of its own.
  for (const name of ['BELL_MUSIC_DATABASE_URL', 'BELL_SMTP_URL', 'BELL_AUTH_SEAL', 'BELL_DRAIN_SECONDS'])
    expect(await refused({ settings: { [name]: '1' } })).toContain(name)
})

test.runIf(helm)('addresses of single services reach every process and the migration as secrets', async () => {
  const own = { authDatabaseUrl: 'postgres://a@db/a', musicDatabaseUrl: 'postgres://m@db/m' }
  const mine = { existingSecret: { name: 'mine', keys: Object.keys({ ...given.secrets, ...own }) } }
  for (const more of [{ secrets: { ...given.secrets, ...own } }, mine]) {
    const resources = documentsOf(render(await values({ ...given, ...more })))
    const workloads = resources.filter(({ kind }) => ['Deployment', 'Job'].includes(kind))
    expect(workloads).toHaveLength(8)
    for (const { spec } of workloads)
      expect(spec.template.spec.containers[0]!.env).toEqual(
        expect.arrayContaining([
          { name: 'BELL_DATABASE_URL_FILE', value: '/run/secrets/bell/databaseUrl' },
          { name: 'BELL_AUTH_DATABASE_URL_FILE', value: '/run/secrets/bell/authDatabaseUrl' },
          { name: 'BELL_MUSIC_DATABASE_URL_FILE', value: '/run/secrets/bell/musicDatabaseUrl' },
        ]),
      )
    const secrets = resources.filter(({ kind }) => kind === 'Secret')
    expect(secrets.map(({ stringData }) => stringData)).toEqual(
      more === mine ? [] : [expect.objectContaining(own), { databaseUrl: given.secrets.databaseUrl, ...own }],
    )
  }
  const all = { ...given.secrets, ...own, imgDatabaseUrl: 'postgres://i@db/i', databaseUrl: '' }
  render(await values({ secrets: all }))
})

test.runIf(helm)('the secrets of the machine that one comes from are files in every process', async () => {
  const foldersOf = async (more: object) =>
    documentsOf(render(await values({ ...given, ...more })))
      .filter(({ kind }) => kind === 'Deployment')
      .map(({ spec: { template } }) => ({
        setting: template.spec.containers[0]!.env.find(({ name }) => name === 'BELL_SECRETS_FOLDER')?.value,
        mount: template.spec.containers[0]!.volumeMounts.find((one) => 'name' in one && one.name === 'kept-secrets'),
        secret: template.spec.volumes.find(({ name }) => name === 'kept-secrets')?.secret?.secretName,
      }))

  const folder = '/run/kept-secrets'
  expect(await foldersOf({ keptSecrets: { existingSecret: 'bell-kept' } })).toEqual(
    Array.from({ length: 7 }, () => ({
      setting: folder,
      mount: { name: 'kept-secrets', mountPath: folder, readOnly: true },
      secret: 'bell-kept',
    })),
  )
  expect(await foldersOf({})).toEqual(Array.from({ length: 7 }, () => ({})))
})

test.runIf(helm)('certificates of an own authority are believed by every process and by the migration', async () => {
  const resources = documentsOf(render(await values({ ...given, authorities: { existingConfigMap: 'ours' } })))
  const workloads = resources.filter(({ kind }) => ['Deployment', 'Job'].includes(kind))
  for (const { spec } of workloads) {
    const { containers, volumes } = spec.template.spec
    expect(containers[0]!.env).toContainEqual({ name: 'NODE_EXTRA_CA_CERTS', value: '/run/authorities/ca.crt' })
    expect(containers[0]!.volumeMounts).toContainEqual({
      name: 'authorities',
      mountPath: '/run/authorities',
      readOnly: true,
    })
    expect(volumes).toContainEqual({ name: 'authorities', configMap: { name: 'ours' } })
  }
})

test.runIf(helm)('Kubernetes waits for longer than a process takes to stop', async () => {
  for (const [drainSeconds, expected] of [
    [0, 60],
    [300, 360],
  ]) {
    const deployments = documentsOf(render(await values({ ...given, drainSeconds }))).filter(
      ({ kind }) => kind === 'Deployment',
    )
    const times = deployments.map(({ spec }) => spec.template.spec.terminationGracePeriodSeconds)
    expect(times).toEqual(Array.from({ length: 7 }, () => expected))
  }
})

test.runIf(helm)(
  'pods reach engines in the cluster and outside of it, and not what gives nodes their keys',
  async () => {
    const policy = documentsOf(render(await values(given))).find(({ kind }) => kind === 'NetworkPolicy')!
    const anyPort = policy.spec.egress.filter(({ ports }) => !ports).flatMap(({ to }) => to ?? [{}])
    expect(anyPort).toEqual([
      { podSelector: expect.anything() as object },
      { namespaceSelector: {} },
      { ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } },
      { ipBlock: { cidr: '::/0', except: ['fd00:ec2::254/128'] } },
    ])
  },
)

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
