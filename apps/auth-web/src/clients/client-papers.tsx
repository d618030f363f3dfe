import { useWords } from '../i18n/words.ts'
import { CopyField } from '../shell/copy-field.tsx'

/** What the developer of an app needs to know. */
export function ClientPapers({ clientId, secret }: { clientId: string; secret: string | null }) {
  const say = useWords()
  return (
    <div className="grid gap-5 py-2">
      <CopyField label={say('clients.clientId')} value={clientId} />
      {secret !== null && <CopyField label={say('clients.secret')} value={secret} hint={say('clients.secretOnce')} />}
      <CopyField
        label={say('clients.discovery')}
        value={`${location.origin}/.well-known/openid-configuration`}
        hint={say('clients.discoveryHint')}
      />
    </div>
  )
}
