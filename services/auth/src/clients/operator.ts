import type { AuthDeps } from '../deps.ts'
import { readInput } from '../operator-input.ts'
import { presentClient } from './clients.presenter.ts'
import { listClients } from './clients.queries.ts'
import { ClientParams, NewClient, type Client } from './clients.schema.ts'
import { addClient, removeClient } from './clients.ts'

// What the operator does at the command line (`bell client …`), who has the machine and needs nobody's permission.

type Deps = Pick<AuthDeps, 'db' | 'clock' | 'newId' | 'privateApps' | 'clients' | 'origin'>

/** @throws invalid_input (400), and as addClient */
export async function registerClient(deps: Deps, input: Record<string, unknown>) {
  const { client, secret } = await addClient(deps, {}, readInput(NewClient, input))
  return { clientId: client.id, clientSecret: secret, issuer: deps.origin, name: client.name }
}

/** All apps, newest first. */
export async function listRegisteredClients(deps: Deps): Promise<Client[]> {
  const clients: Client[] = []
  for (let after: [number, string] | undefined; ;) {
    const rows = await listClients(deps.db, 100, after)
    clients.push(...rows.map((row) => presentClient(deps, row)))
    const last = rows.at(-1)
    if (!last || rows.length < 100) return clients
    after = [last.createdAt, last.id]
  }
}

/** @throws invalid_input (400), client_not_found (404) */
export async function removeRegisteredClient(deps: Deps, clientId: string) {
  await removeClient(deps, {}, readInput(ClientParams, { clientId }).clientId)
  return { clientId, removed: true }
}
