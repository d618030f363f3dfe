import { useProblemText } from '@bell/ui'
import { ApiProblem } from '@bell/ui/session'
import { WebAuthnError } from '@simplewebauthn/browser'
import { useWords } from './i18n/words.ts'

/** The errors that people meet here, each with words of its own in every language. */
const known = {
  wrong_credentials: 'problems.wrongCredentials',
  rate_limited: 'problems.rateLimited',
  interaction_expired: 'problems.interactionExpired',
  password_too_short: 'problems.passwordTooShort',
  password_too_long: 'problems.passwordTooLong',
  password_is_email: 'problems.passwordIsEmail',
  password_is_name: 'problems.passwordIsName',
  password_too_common: 'problems.passwordTooCommon',
  wrong_password: 'problems.wrongPassword',
  email_taken: 'problems.emailTaken',
  wrong_setup_token: 'problems.wrongSetupToken',
  already_set_up: 'problems.alreadySetUp',
  invitation_not_found: 'problems.invitationNotFound',
  invitation_used: 'problems.invitationUsed',
  invitation_required: 'problems.invitationRequired',
  last_owner: 'problems.lastOwner',
  forbidden: 'problems.forbidden',
  account_deleted: 'problems.accountDeleted',
  person_not_found: 'problems.personNotFound',
  own_account: 'problems.ownAccount',
  rotation_under_way: 'problems.rotationUnderWay',
  wrong_code: 'problems.wrongCode',
  setup_expired: 'problems.setupExpired',
  passkey_unknown: 'problems.passkeyUnknown',
  passkey_refused: 'problems.passkeyRefused',
  passkey_expired: 'problems.setupExpired',
  too_many_passkeys: 'problems.tooManyPasskeys',
  link_void: 'problems.linkVoid',
  no_mail: 'recovery.ask',
  account_disabled: 'problems.accountDisabled',
  address_malformed: 'problems.addressMalformed',
  address_insecure: 'problems.addressInsecure',
  address_scheme: 'problems.addressScheme',
  keys_unreadable: 'problems.keysUnreadable',
  redirect_needed: 'problems.redirectNeeded',
  keys_needed: 'problems.keysNeeded',
  client_not_found: 'problems.clientNotFound',
  app_not_connected: 'problems.appNotConnected',
  not_a_picture: 'problems.notAPicture',
  svg_not_taken: 'problems.notAPicture',
  heic_not_readable: 'problems.notAPicture',
  empty_picture: 'problems.pictureUnreadable',
  picture_in_disguise: 'problems.pictureUnreadable',
  picture_unreadable: 'problems.pictureUnreadable',
  image_too_large: 'problems.pictureTooLarge',
  too_many_pixels: 'problems.pictureTooLarge',
  pictures_unavailable: 'problems.picturesUnavailable',
} as const

export const codeOf = (error: unknown) => (error instanceof ApiProblem ? error.code : undefined)

/** Turns whatever was thrown into a sentence in the page's language. */
export function useProblem(): (error: unknown) => string {
  const say = useWords()
  const otherwise = useProblemText()
  return (error) => {
    if (error instanceof WebAuthnError)
      return say(isKnownHere(error) ? 'problems.passkeyThere' : 'problems.passkeyBrokenOff')
    const code = codeOf(error)
    return code !== undefined && code in known ? say(known[code as keyof typeof known]) : otherwise(error)
  }
}

const isKnownHere = ({ code }: WebAuthnError) => code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED'

/** Which field of a form a problem is about; the others are told above the button. */
export function fieldOf(error: unknown): 'name' | 'email' | 'password' | undefined {
  const code = codeOf(error)
  if (code?.startsWith('password_')) return 'password'
  if (code === 'email_taken') return 'email'
  const path = error instanceof ApiProblem ? error.errors[0]?.path : undefined
  return path === 'name' || path === 'email' || path === 'password' ? path : undefined
}
