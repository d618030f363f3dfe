import type { Holder } from '@bell/auth'
import { createIds, systemClock, type Clock, type NewId } from '@bell/platform/clock'
import { createKeySet, type KeySet, type Logger, type MetricsRegistry } from '@bell/platform/http'
import { keySetChanged } from '@bell/auth'
import type { KeyValue } from '@bell/platform/key-value'
import { createServiceToken } from '@bell/platform/session'
import { openOtlpTracing, type Tracing } from '@bell/platform/tracing'
import { openAdapters, type Adapters } from './adapters.ts'
import type { Config, ProductName } from './config.ts'
import { readSecrets, type SecretName } from './secrets.ts'

/** What the products of a process stand on together. */
export interface Foundation {
  config: Config
  log: Logger
  clock: Clock
  newId: NewId
  metrics: MetricsRegistry
  adapters: Adapters
  keyValue: KeyValue
  /** Where traces are sent somewhere. */
  tracing: Tracing | undefined
  /** AuthBell's, to verify tokens by. */
  publicKeys: KeySet
  secrets: <N extends SecretName>(...names: N[]) => Record<N, string>
  /** Whether the process has been told to stop: it answers still, and asks to be left out from now on. */
  isStopping: () => boolean
  /** A product that another calls in its own name. */
  neighbour: (caller: ProductName, name: ProductName, scope: string) => Holder
  close(): Promise<void>
}

export async function layFoundation(
  config: Config,
  o: { log: Logger; metrics: MetricsRegistry; isStopping: () => boolean },
): Promise<Foundation> {
  const { log } = o
  const { places } = config
  const clock = systemClock
  const adapters = openAdapters(config, { clock, log })
  const keyValue = await adapters.keyValue()
  const publicKeys = createKeySet({ url: `${places.auth.internal}/oidc/jwks`, clock, log })
  // They ask each minute anyway; word of a change makes a withdrawn key unknown at once.
  const refreshKeys = () => void publicKeys.refresh()
  await keyValue.subscribe(keySetChanged, refreshKeys, refreshKeys)
  const { otlpUrl } = config
  const tracing = otlpUrl === undefined ? undefined : await openOtlpTracing({ url: otlpUrl, log })
  const secrets = <N extends SecretName>(...names: N[]) => readSecrets(config, names)

  return {
    ...o,
    config,
    clock,
    newId: createIds(clock),
    adapters,
    keyValue,
    tracing,
    publicKeys,
    secrets,
    neighbour(caller, name, scope) {
      const clientSecret = secrets(`client-${caller}`)[`client-${caller}`]
      const token = createServiceToken({
        authInternal: places.auth.internal,
        clientId: `bell-${caller}`,
        clientSecret,
        audience: places[name].origin,
        scope,
        clock,
      })
      return { internal: places[name].internal, token }
    },
    async close() {
      publicKeys.close()
      await tracing?.close()
      await adapters.close()
    },
  }
}
