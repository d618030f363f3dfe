import type { WordKey } from '@bell/ui/i18n'
import type en from '../i18n/en.json'
import { useWords } from '../i18n/words.ts'
import type { Role } from '../people/use-people.ts'
import type { Action, AuditLine } from './use-audit.ts'

type Words = (typeof en)['audit']

/** What a line tells, in words; where there are none, as in lines that a later version wrote, it is the code. */
export function useTold() {
  const say = useWords()
  // i18next answers with the key where there is no text.
  function sayOr(key: WordKey<typeof en>, otherwise: string) {
    const text = say(key)
    return text === key ? otherwise : text
  }

  function notes({ details: { role, disabled, reason, by, passkey, amr } }: AuditLine) {
    return [
      typeof role === 'string' && say('audit.role', { role: sayOr(`roles.${role as Role}`, role) }),
      typeof disabled === 'boolean' && say(disabled ? 'audit.disabled' : 'audit.enabled'),
      typeof reason === 'string' && sayOr(`audit.reasons.${reason as keyof Words['reasons']}`, reason),
      typeof by === 'string' && sayOr(`audit.by.${by as keyof Words['by']}`, by),
      typeof passkey === 'string' && passkey,
      typeof amr === 'string' && waysOf(amr).join(' + '),
    ].filter((note) => typeof note === 'string' && note !== '')
  }

  /** Of the methods of a sign-in (RFC 8176) those that say something. */
  function waysOf(amr: string) {
    const ways = amr.split(' ').map((way) => sayOr(`audit.with.${way as keyof Words['with']}`, ''))
    return [...new Set(ways)].filter((way) => way !== '')
  }

  /** Who did it: a person, a stranger, AuthBell on time, or the operator. */
  function who({ actor, action, address }: AuditLine) {
    if (actor) return actor.name ?? say('audit.gone')
    if (address !== null) return say('audit.stranger')
    return say(ofItself.some((start) => action.startsWith(start)) ? 'audit.system' : 'audit.operator')
  }

  function toWhom({ actor, subject }: AuditLine) {
    if (subject?.kind !== 'account' || subject.id === actor?.id) return undefined
    return say('audit.toWhom', { name: subject.name ?? say('audit.gone') })
  }

  function from({ browser, system, address }: AuditLine) {
    const agent = browser && system ? say('audit.from', { browser, system }) : (browser ?? system)
    return [address, agent].filter((part) => part !== null)
  }

  return {
    did: (action: string) => sayOr(`audit.did.${action as Action}`, action),
    notes,
    who,
    toWhom,
    inApp: ({ client }: AuditLine) => client && say('audit.at', { app: client.name ?? say('audit.goneApp') }),
    from,
  }
}

/** What AuthBell does by itself, in its time. */
const ofItself = ['account.gone', 'key.', 'session.', 'logout.']
