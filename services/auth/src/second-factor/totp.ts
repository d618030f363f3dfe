import { Secret, TOTP } from 'otpauth'

// What every authenticator app knows: SHA-1, six digits, thirty seconds (RFC 6238; the key as long as its hash).
const parameters = { algorithm: 'SHA1', digits: 6, period: 30 }
const secretBytes = 20
/** A code of the step before or after is taken too: clocks of telephones differ, and typing takes time. */
const window = 1

/** @returns base32 */
export const newTotpSecret = () => new Secret({ size: secretBytes }).base32

/** What a QR code says to an authenticator app. */
export function totpAddress(secret: string, issuer: string, label: string): string {
  return new TOTP({ ...parameters, issuer, label, secret }).toString()
}

/** The time step that a code belongs to, where it is right about now. @param now ms UTC */
export function findTotpStep(secret: string, code: string, now: number): number | undefined {
  const delta = TOTP.validate({ ...parameters, secret: Secret.fromBase32(secret), token: code, timestamp: now, window })
  return delta === null ? undefined : TOTP.counter({ ...parameters, timestamp: now }) + delta
}
