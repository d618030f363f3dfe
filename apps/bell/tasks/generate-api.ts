// The web apps' clients come from the services' OpenAPI descriptions: only types, so that a build does without them.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@bell/platform/http'
import { compose } from '../src/compose.ts'
import { readConfig } from '../src/config.ts'
import { root } from './root.ts'

/** Writes `apps/*-web/src/api.gen.ts` from the routes as they are now. */
export async function generateApiTypes() {
  const home = mkdtempSync(join(tmpdir(), 'bell-api-'))
  const config = readConfig(['--home', home])
  const composition = await compose(config, createLogger({ level: 'silent' }))
  for (const { name, app } of composition.products) {
    const { body } = await app!.inject({
      url: '/api/openapi.json',
      headers: { host: new URL(config.places[name].origin).host },
    })
    const description = join(home, `${name}.json`)
    writeFileSync(description, body)
    const generator = join(root, 'packages/ui/generate-api.ts')
    const target = join(root, `apps/${name}-web/src/api.gen.ts`)
    const { status } = spawnSync(process.execPath, [generator, description, target], { cwd: root, stdio: 'inherit' })
    if (status !== 0) process.exit(1)
  }
  await composition.close()
  rmSync(home, { recursive: true })
}

if (import.meta.main) await generateApiTypes()
