import { SegmentedControl, Switch, TextArea, TextField } from '@bell/ui'
import { useScopeWords } from '../consent/scope-list.tsx'
import { useWords } from '../i18n/words.ts'
import { fieldText } from '../shell/field-text.ts'
import type { Client, ClientKind } from './use-clients.ts'

export const productScopes = ['music:read', 'music:write', 'img:read', 'img:write'] as const
export type ProductScope = (typeof productScopes)[number]
export type Proof = 'secret' | 'jwks' | 'jwksUri'

interface Props {
  kind: ClientKind
  /** What stands in the fields at first. */
  client?: Client
  scopes: readonly ProductScope[]
  onScopes: (scopes: ProductScope[]) => void
  proof: Proof
  onProof: (proof: Proof) => void
  /** Which field is wrong, and what of it. */
  error: { field: string | undefined; text: string } | undefined
}

/** The fields of an app, as its kind needs them. */
export function ClientFields({ kind, client, scopes, onScopes, proof, onProof, error }: Props) {
  const say = useWords()
  const describe = useScopeWords()
  const wrong = (field: string) => (error?.field === field ? error.text : undefined)
  const lines = (addresses: string[] | undefined) => addresses?.join('\n')
  return (
    <>
      <TextField
        label={say('clients.name')}
        name="name"
        required
        maxLength={80}
        defaultValue={client?.name}
        hint={say('clients.nameHint')}
        error={wrong('name')}
      />
      {kind !== 'device' && (
        <>
          <TextArea
            label={say('clients.redirectUris')}
            name="redirectUris"
            required
            rows={2}
            spellCheck={false}
            placeholder={kind === 'native' ? 'org.example.app:/callback' : 'https://app.example.org/callback'}
            defaultValue={lines(client?.redirectUris)}
            hint={say(kind === 'native' ? 'clients.redirectUrisNative' : 'clients.redirectUrisHint')}
            error={wrong('redirectUris')}
          />
          <TextArea
            label={say('clients.postLogoutRedirectUris')}
            name="postLogoutRedirectUris"
            optional
            rows={1}
            spellCheck={false}
            defaultValue={lines(client?.postLogoutRedirectUris)}
            hint={say('clients.postLogoutHint')}
            error={wrong('postLogoutRedirectUris')}
          />
        </>
      )}
      {kind === 'server' && (
        <>
          <TextField
            label={say('clients.backchannelLogoutUri')}
            name="backchannelLogoutUri"
            optional
            spellCheck={false}
            defaultValue={client?.backchannelLogoutUri ?? ''}
            hint={say('clients.backchannelHint')}
            error={wrong('backchannelLogoutUri')}
          />
          <div className="grid gap-3">
            <SegmentedControl
              label={say('clients.proof')}
              value={proof}
              onValueChange={onProof}
              items={(['secret', 'jwks', 'jwksUri'] as const).map((one) => ({
                value: one,
                label: say(`clients.proofs.${one}`),
              }))}
            />
            {proof === 'secret' && <p className="text-muted text-xs">{say('clients.secretHint')}</p>}
            {proof === 'jwks' && (
              <TextArea
                label={say('clients.jwks')}
                name="jwks"
                required
                rows={3}
                spellCheck={false}
                placeholder={'{"keys":[…]}'}
                defaultValue={client?.jwks ?? ''}
                hint={say('clients.jwksHint')}
                error={wrong('jwks')}
              />
            )}
            {proof === 'jwksUri' && (
              <TextField
                label={say('clients.jwksUri')}
                name="jwksUri"
                required
                spellCheck={false}
                placeholder="https://app.example.org/jwks.json"
                defaultValue={client?.jwksUri ?? ''}
                error={wrong('jwksUri')}
              />
            )}
          </div>
        </>
      )}
      <fieldset className="grid">
        <legend className="text-sm font-semibold">{say('clients.scopes')}</legend>
        <p className="text-muted text-xs">{say('clients.scopesHint')}</p>
        {productScopes.map((scope) => (
          <Switch
            key={scope}
            label={describe(scope)}
            hint={scope}
            checked={scopes.includes(scope)}
            onCheckedChange={(on) =>
              onScopes(productScopes.filter((one) => (one === scope ? on : scopes.includes(one))))
            }
          />
        ))}
      </fieldset>
    </>
  )
}

/** What stands in the form, as the API takes it. */
export function readClientForm(form: HTMLFormElement, proof: Proof) {
  const lines = (name: string) =>
    fieldText(form, name)
      .split('\n')
      .flatMap((line) => line.trim() || [])
  return {
    name: fieldText(form, 'name').trim(),
    redirectUris: lines('redirectUris'),
    postLogoutRedirectUris: lines('postLogoutRedirectUris'),
    backchannelLogoutUri: fieldText(form, 'backchannelLogoutUri').trim() || null,
    jwks: proof === 'jwks' ? fieldText(form, 'jwks') : null,
    jwksUri: proof === 'jwksUri' ? fieldText(form, 'jwksUri').trim() : null,
  }
}
