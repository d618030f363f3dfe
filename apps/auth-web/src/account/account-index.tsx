import { useWords } from '../i18n/words.ts'

/** What is on the account page, where there is room to say so. */
export function AccountIndex() {
  const say = useWords()
  const parts = [
    ['profile', say('account.profile')],
    ['sign-in', say('account.signingIn')],
    ['devices', say('devices.title')],
    ['apps', say('apps.section')],
    ['appearance', say('account.appearance')],
    ['leaving', say('account.leaving')],
  ]
  return (
    <nav aria-label={say('account.onThisPage')} className="max-md:hidden">
      <ul className="flex flex-wrap gap-x-5">
        {parts.map(([anchor, name]) => (
          <li key={anchor}>
            <a
              href={`#${anchor}`}
              className="text-muted hover:text-text inline-block py-2 underline-offset-4 hover:underline"
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
