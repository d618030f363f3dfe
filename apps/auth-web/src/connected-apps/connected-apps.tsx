import { Button, ErrorState, Skeleton, toast } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { Unplug } from 'lucide-react'
import { useState } from 'react'
import { ScopeList } from '../consent/scope-list.tsx'
import { useWords } from '../i18n/words.ts'
import { DangerDialog } from '../shell/danger-dialog.tsx'
import { useConnectedApps, useDisconnection, type ConnectedApp } from './use-connected-apps.ts'

/** The apps that one has allowed something, the last used first. */
export function ConnectedApps() {
  const say = useWords()
  const apps = useConnectedApps()
  if (apps.isPending) return <Skeleton className="h-16 w-full" />
  if (apps.isError) return <ErrorState error={apps.error} onRetry={() => void apps.refetch()} />
  if (apps.data.items.length === 0) return <p className="text-muted">{say('apps.none')}</p>
  return (
    <ul className="grid">
      {apps.data.items.map((app) => (
        <AppRow key={app.clientId} app={app} />
      ))}
    </ul>
  )
}

function AppRow({ app }: { app: ConnectedApp }) {
  const say = useWords()
  const formats = useFormats()
  const [asking, setAsking] = useState(false)
  return (
    <li className="border-line grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-3 gap-y-3 border-b py-4 first:pt-0 last:border-0">
      <div className="min-w-0">
        <div className="font-semibold">{app.name}</div>
        <div className="text-muted text-xs">
          {app.host !== null && <>{app.host} · </>}
          {say('apps.since', { date: formats.date(app.grantedAt) })} ·{' '}
          {say('apps.used', { date: formats.date(app.usedAt) })}
        </div>
      </div>
      <Button
        variant="quiet"
        size="sm"
        icon={<Unplug aria-hidden />}
        aria-label={say('apps.disconnectOf', { app: app.name })}
        onClick={() => setAsking(true)}
      >
        {say('apps.disconnect')}
      </Button>
      <details className="col-span-2">
        <summary className="text-muted hover:text-text w-fit cursor-pointer text-xs font-semibold">
          {say('apps.may')}
        </summary>
        <div className="pt-3">
          <ScopeList scopes={app.scopes.map((scope) => ({ scope }))} />
        </div>
      </details>
      {asking && <DisconnectDialog app={app} onClose={() => setAsking(false)} />}
    </li>
  )
}

function DisconnectDialog({ app: { clientId, name }, onClose }: { app: ConnectedApp; onClose: () => void }) {
  const say = useWords()
  const disconnection = useDisconnection()

  async function disconnect() {
    await disconnection.mutateAsync(clientId)
    onClose()
    toast(say('apps.disconnected', { app: name }), { tone: 'success' })
  }

  return (
    <DangerDialog
      title={say('apps.title', { app: name })}
      description={say('apps.text')}
      keep={say('apps.keep')}
      confirm={say('apps.disconnect')}
      action={disconnection}
      onConfirm={disconnect}
      onClose={onClose}
    />
  )
}
