import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apachePlaces, untilAnswers } from './programs.ts'

const modules = 'mpm_event authn_core authz_core authz_user auth_openidc headers dir mime'.split(' ')

/** Apache with one page behind mod_auth_openidc, for one test. @param o.port where it listens, on loopback */
export async function startApache(o: { port: number; issuer: string; clientId: string; clientSecret: string }) {
  const folder = mkdtempSync(join(tmpdir(), 'bell-apache-'))
  const origin = `http://localhost:${o.port}`
  // Apache's workers are another user, where root starts it.
  chmodSync(folder, 0o755)
  mkdirSync(join(folder, 'pages/private'), { recursive: true })
  writeFileSync(join(folder, 'pages/index.html'), 'Everyone')
  writeFileSync(join(folder, 'pages/private/index.html'), 'Members')
  writeFileSync(join(folder, 'apache.conf'), configuration({ ...o, folder, origin }))
  const child = spawn(apachePlaces.program, ['-f', join(folder, 'apache.conf'), '-DFOREGROUND'], { stdio: 'ignore' })
  const exited = once(child, 'exit')
  await untilAnswers(origin, child, () => readFileSync(join(folder, 'error.log'), 'utf8'))
  return {
    origin,
    async stop() {
      child.kill('SIGTERM')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Settings {
  port: number
  issuer: string
  clientId: string
  clientSecret: string
  folder: string
  origin: string
}

const configuration = ({ port, issuer, clientId, clientSecret, folder, origin }: Settings) => `
ServerName localhost
ServerRoot ${folder}
PidFile ${folder}/apache.pid
ErrorLog ${folder}/error.log
Listen 127.0.0.1:${port}
${modules.map((name) => `LoadModule ${name}_module ${apachePlaces.modules}/mod_${name}.so`).join('\n')}
User nobody
Group nogroup
DocumentRoot ${folder}/pages
TypesConfig /dev/null
DirectoryIndex index.html
<Directory ${folder}/pages>
  Require all granted
</Directory>

OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${clientId}
OIDCClientSecret ${clientSecret}
OIDCRedirectURI ${origin}/private/callback
OIDCCryptoPassphrase ${crypto.randomUUID()}
OIDCScope "openid profile email offline_access"
OIDCAuthRequestParams prompt=consent
OIDCPKCEMethod S256
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCRemoteUserClaim email
OIDCInfoHook access_token access_token_expires userinfo session
OIDCCacheType shm

<Location /private>
  AuthType openid-connect
  Require valid-user
  Header set X-Remote-User "expr=%{REMOTE_USER}"
  Header set Cache-Control no-store
</Location>
`
