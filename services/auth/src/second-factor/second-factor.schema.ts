import { z } from 'zod'
import { recoveryCodeCount } from './recovery-codes.ts'

/** `since` is null while it is off. */
export const SecondFactorState = z.object({
  since: z.iso.datetime().nullable(),
  recoveryCodesLeft: z.int().min(0).max(recoveryCodeCount),
})
/** `secret` is base32, to be typed; `address` is the same as an otpauth:// address, for a QR code. */
export const SecondFactorSetup = z.object({ secret: z.string(), address: z.string() })
/** Six figures of the app or, at sign-in, a recovery code. */
export const CodeBody = z.object({ code: z.string().trim().min(1).max(40) })
/** Shown this once: only hashes are kept. */
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()).length(recoveryCodeCount) })
