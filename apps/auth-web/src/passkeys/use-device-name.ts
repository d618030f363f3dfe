import { useWords } from '../i18n/words.ts'

const systems = ['iPhone', 'iPad', 'Android', 'Windows', 'Mac', 'CrOS', 'Linux'] as const

/** A name to begin with: what one sits at, as far as the browser says. */
export function useDeviceName(): string {
  const say = useWords()
  const system = systems.find((one) => navigator.userAgent.includes(one))
  return system === undefined ? say('passkeys.thisDevice') : system === 'CrOS' ? 'Chromebook' : system
}
