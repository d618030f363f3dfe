import { badRequest } from '@bell/platform/http'
import { commonPasswords } from './common-passwords.ts'

export const shortestPassword = 10
export const longestPasswordBytes = 1000

/** @throws password_too_short, password_too_long, password_is_email, password_too_common (400) */
export function checkNewPassword(password: string, email: string) {
  const normal = password.normalize('NFKC')
  if (Array.from(normal).length < shortestPassword)
    throw badRequest('password_too_short', `A password has at least ${shortestPassword} characters.`)
  if (Buffer.byteLength(normal) > longestPasswordBytes)
    throw badRequest('password_too_long', `A password has at most ${longestPasswordBytes} bytes.`)
  const plain = normal.toLowerCase()
  const address = email.normalize('NFKC').toLowerCase()
  if (plain === address || plain === address.slice(0, address.lastIndexOf('@')))
    throw badRequest('password_is_email', 'The password must be another one than the e-mail address.')
  if (commonPasswords.has(plain) || isMonotonous(plain))
    throw badRequest('password_too_common', 'This password is among the first that anyone would try; take another one.')
}

/** One or two characters over and over, or a run such as 0123456789 or abcdefghij. */
function isMonotonous(text: string) {
  const codes = Array.from(text, (character) => character.codePointAt(0)!)
  const steps = new Set(codes.slice(1).map((code, n) => code - codes[n]!))
  return new Set(codes).size <= 2 || (steps.size === 1 && Math.abs([...steps][0]!) <= 1)
}
