import type { Recipient } from './mail.ts'
import { letterWords, type LetterWords } from './letter-words.ts'

/** What each letter needs beside its recipient. `link` is an address with a one-time token behind the #. */
export interface LetterData {
  reset: { link: string }
  confirmEmail: { link: string }
  signUp: { link: string }
  signUpInUse: { link: string }
  emailInUse: Record<never, never>
  emailChanged: { email: string }
  passwordChanged: Record<never, never>
  passkeyAdded: { passkey: string }
  passkeyRemoved: { passkey: string }
  secondFactorOn: Record<never, never>
  secondFactorOff: Record<never, never>
  recoveryCodeUsed: { left: number }
}

export type Letter = keyof LetterData

/** @param site the host that people know: auth.example.org */
export function letters<L extends Letter>(letter: L, to: Recipient, data: LetterData[L], site: string) {
  const words = letterWords[to.language as keyof typeof letterWords] ?? letterWords.en
  const say = (text: string) => fill(text, { name: to.name, site, ...data })
  const { subject, lines, button } = words[letter] as LetterWords
  const paragraphs = [words.greeting, ...lines].map(say)
  const closing = say(words.closing)
  const link = 'link' in data ? String(data.link) : undefined
  return {
    subject: say(subject),
    text: [...paragraphs, ...(link ? [link] : []), `-- \n${closing}`].join('\n\n'),
    html: page(
      words.lang,
      paragraphs,
      link === undefined ? undefined : { address: link, label: say(button!) },
      closing,
    ),
  }
}

// What people chose themselves stands in one line: it cannot look like a paragraph or a header of ours.
function fill(text: string, values: Record<string, string | number>) {
  return text.replaceAll(/\{(\w+)\}/g, (_all, key: string) => String(values[key]).replaceAll(/\s+/g, ' '))
}

function page(
  lang: string,
  paragraphs: string[],
  link: { address: string; label: string } | undefined,
  closing: string,
) {
  const body = paragraphs.map((text) => `<p>${escape(text)}</p>`).join('')
  const button = link
    ? `<p><a href="${escape(link.address)}" style="display:inline-block;padding:12px 20px;border-radius:24px;background:#8a6414;color:#fff;text-decoration:none;font-weight:bold">${escape(link.label)}</a></p><p style="color:#666;font-size:13px;word-break:break-all">${escape(link.address)}</p>`
    : ''
  return `<!doctype html><html lang="${lang}"><body style="font:16px/1.5 sans-serif;color:#222;max-width:36em;margin:0 auto;padding:24px">${body}${button}<p style="color:#666;font-size:13px">${escape(closing)}</p></body></html>`
}

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
