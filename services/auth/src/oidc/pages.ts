import { createHash } from 'node:crypto'
import { isDiskFull } from '@bell/platform/disk'
import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider'
import { allowFormTarget } from './cross-origin.ts'
import { isOutage } from './outages.ts'
import { pageWords } from './page-words.ts'
import { isSidOf } from './sessions.ts'

// The few pages that the provider itself shows: plain HTML without the web app, as calm as the rest.

const submitScript = 'document.forms[0].submit()'

/**
 * The sign-out page. It goes on by itself only where the product's hint is of this very session: a link that some
 * other site made up must not sign anyone out without being asked.
 */
export async function logoutPage(ctx: KoaContextWithOIDC, form: string) {
  const words = pageWords(ctx)
  const hint = ctx.oidc.entities.IdTokenHint?.payload as { aud?: string; sid?: string } | undefined
  const { session } = ctx.oidc
  const isOurs = Boolean(session && hint?.aud && hint.sid && isSidOf(session, hint.aud, hint.sid))
  const yes = `<button class="main" form="op.logoutForm" name="logout" value="yes" type="submit">${words.signOut}</button>`
  const no = `<a class="quiet" href="/">${words.stay}</a>`
  const body = isOurs
    ? `<h1>${words.signingOut}</h1>${form.replace('</form>', '<input type="hidden" name="logout" value="yes"></form>')}<noscript>${yes}</noscript><script>${submitScript}</script>`
    : `<h1>${words.signOutTitle}</h1><p>${words.signOutText}</p>${form}<div class="row">${yes}${no}</div>`
  const back = session?.state?.['postLogoutRedirectUri']
  show(ctx, words.lang, words.signOut, body)
  allowFormTarget(ctx, back)
}

/** After a sign-out that no product asked for, the web app says that it is done. */
export async function signedOutPage(ctx: KoaContextWithOIDC) {
  ctx.status = 303
  ctx.redirect('/signed-out')
}

/** A request that the provider refuses, or cannot answer now, and cannot send back to a product. */
export async function problemPage(ctx: KoaContextWithOIDC, out: ErrorOut, error: Error) {
  const words = pageWords(ctx)
  if (isOutage(error)) {
    const again = `<a class="main" href="${escape(ctx.originalUrl)}">${words.tryAgain}</a>`
    const why = isDiskFull(error) ? words.fullText : words.outageText
    const body = `<h1>${words.outageTitle}</h1><p>${why}</p><div class="row">${again}</div>`
    return show(ctx, words.lang, words.outageTitle, body)
  }
  const details = escape([out.error, out.error_description].filter(Boolean).join(': '))
  const body = `<h1>${words.problemTitle}</h1><p>${words.problemText}</p><p class="small">${details}</p><div class="row"><a class="quiet" href="/">${words.home}</a></div>`
  show(ctx, words.lang, words.problemTitle, body)
}

function show(ctx: KoaContextWithOIDC, lang: string, title: string, body: string) {
  const script = createHash('sha256').update(submitScript).digest('base64')
  ctx.set(
    'Content-Security-Policy',
    `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${script}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  )
  ctx.type = 'html'
  ctx.body = `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · AuthBell</title><style>${style}</style></head><body><main>${body}</main></body></html>`
}

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

// The tokens of packages/ui that these pages need; they are shown before any of its files are loaded.
const style = `
:root { color-scheme: dark; --bg: oklch(0.165 0.008 75); --raised: oklch(0.255 0.01 75); --text: oklch(0.955 0.006 85); --muted: oklch(0.72 0.012 80); --accent: oklch(0.81 0.125 80); --on-accent: oklch(0.19 0.03 75); --focus: oklch(0.85 0.11 230) }
@media (prefers-color-scheme: light) { :root { color-scheme: light; --bg: oklch(0.985 0.004 85); --raised: oklch(0.955 0.006 85); --text: oklch(0.225 0.012 75); --muted: oklch(0.48 0.014 75); --accent: oklch(0.56 0.115 72); --on-accent: oklch(0.99 0.005 85); --focus: oklch(0.52 0.15 245) } }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; background: var(--bg); color: var(--text); font: 16px/1.5 "Pretendard Variable", Pretendard, "Noto Sans JP", system-ui, sans-serif }
main { width: min(24rem, calc(100vw - 2rem)) }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 12px } p { color: var(--muted); margin: 0 0 12px } .small { font-size: 12px; overflow-wrap: anywhere }
.row { display: flex; flex-wrap: wrap; gap: 12px; margin-top: 24px }
button, a { font: inherit; font-weight: 700; min-height: 44px; box-sizing: border-box; padding: 10px 20px; border: 0; border-radius: 22px; text-decoration: none; cursor: pointer }
.main { background: var(--accent); color: var(--on-accent) } .quiet { background: var(--raised); color: var(--text) }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px }`
