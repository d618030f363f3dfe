import { badRequest } from '@bell/platform/http'
import { isCommonPassword } from './common-passwords.ts'

export const shortestPassword = 10
/** Characters as people count them: Unicode code points of the NFKC form. */
export const longestPassword = 128

/** What anyone would try here first, with a year behind: the products' own names and what they are about. */
const wordsOfTheHouse = ['musicbell', 'authbell', 'imgbell', 'password', 'administrator', 'listener']

/**
 * Judges a password that someone wants to have. Nothing is asked of its composition (NIST SP 800-63B §3.1.1.2).
 * @throws password_too_short, password_too_long, password_is_email, password_is_name, password_too_common (400)
 */
export async function checkNewPassword(password: string, { email, name }: { email: string; name: string }) {
  const normal = password.normalize('NFKC')
  const length = lengthOf(normal)
  if (length < shortestPassword)
    throw refused('password_too_short', `A password has at least ${shortestPassword} characters.`)
  if (length > longestPassword)
    throw refused('password_too_long', `A password has at most ${longestPassword} characters.`)
  const plain = normal.toLowerCase()
  const address = email.normalize('NFKC').toLowerCase()
  if (isLittleMoreThan(plain, [address, address.slice(0, address.lastIndexOf('@'))]))
    throw refused('password_is_email', 'The password is little more than the e-mail address; take another one.')
  if (isLittleMoreThan(plain, [name.normalize('NFKC').toLowerCase()]))
    throw refused('password_is_name', 'The password is little more than the name; take another one.')
  if (isLittleMoreThan(plain, wordsOfTheHouse) || isMonotonous(plain) || (await isCommonPassword(plain)))
    throw refused('password_too_common', 'This password is among the first that anyone would try; take another one.')
}

const refused = (code: string, message: string) =>
  badRequest(code, message, { errors: [{ path: 'password', message }] })

const lengthOf = (text: string) => Array.from(text).length

// What others know of a person counts nothing: without it, the rest must be long enough by itself. A short name may
// still stand somewhere in a long sentence.
function isLittleMoreThan(plain: string, known: string[]) {
  return known.some(
    (part) => lengthOf(part) > 1 && plain.includes(part) && lengthOf(plain.replaceAll(part, '')) < shortestPassword,
  )
}

/** One or two characters over and over, or a run such as 0123456789 or abcdefghij. */
function isMonotonous(text: string) {
  const codes = Array.from(text, (character) => character.codePointAt(0)!)
  const steps = new Set(codes.slice(1).map((code, n) => code - codes[n]!))
  return new Set(codes).size <= 2 || (steps.size === 1 && Math.abs([...steps][0]!) <= 1)
}
