/// <reference lib="dom" />
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { expect, test, type Page } from '@playwright/test'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { expectNoFaults } from '../faults.ts'
import { owner as ownerAccount, signInAsNewOwner, submitPassword } from '../people.ts'
import { startBell, type Bell } from '../server.ts'

// Apps as others write them: libraries off the shelf, which know nothing of AuthBell but its address.

let bell: Bell
let page: Page
let appSite: Server
const appOrigin = 'http://localhost:21415'
const callback = `${appOrigin}/callback`
const scope = 'openid profile email offline_access music:read'

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(21410)
  page = await signInAsNewOwner(await browser.newContext(), bell)
  appSite = await serveApp()
})

test.afterAll(async () => {
  appSite?.close()
  await bell?.stop()
})

/** Registers an app by the API, as its page does. */
async function register(body: object): Promise<{ id: string; secret: string }> {
  const headers = { origin: bell.auth, 'x-requested-with': 'bell' }
  await page.goto(`${bell.auth}/session/login?returnTo=/`)
  const { accessToken } = await (await page.request.post(`${bell.auth}/session/refresh`, { headers })).json()
  const made = await page.request.post(`${bell.auth}/api/clients`, {
    headers: { authorization: `Bearer ${accessToken}` },
    data: { postLogoutRedirectUris: [`${appOrigin}/`], scopes: ['music:read'], ...body },
  })
  expect(made.status(), await made.text()).toBe(201)
  return made.json()
}

test('openid-client: an owner adds a site on the page, and it signs people in', async () => {
  await page.goto(`${bell.auth}/session/login?returnTo=/apps`)
  await page.getByRole('button', { name: 'Add app' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Setlist')
  await dialog.getByLabel('Where people come back to').fill('http://setlist.example/callback')
  await dialog.getByLabel('Where they come back to after signing out').fill(`${appOrigin}/`)
  await dialog.getByRole('switch', { name: /play it/ }).click()
  await expectNoFaults(page)
  await dialog.getByRole('button', { name: 'Add app' }).click()
  await expect(dialog.getByText('It must begin with https://.')).toBeVisible()
  await dialog.getByLabel('Where people come back to').fill(callback)
  await dialog.getByRole('button', { name: 'Add app' }).click()
  const id = await dialog.getByRole('textbox', { name: 'Client ID' }).inputValue()
  const secret = await dialog.getByRole('textbox', { name: 'Client secret' }).inputValue()
  await expectNoFaults(page)
  await dialog.getByRole('button', { name: 'Done' }).click()

  const config = await client.discovery(new URL(bell.auth), id, secret, undefined, {
    execute: [client.allowInsecureRequests],
  })
  const verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope,
    prompt: 'consent',
    state,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  await page.goto(address.href)
  await expect(page.getByRole('heading', { name: 'Let Setlist in?' })).toBeVisible()
  await expect(page.getByText(ownerAccount.email)).toBeVisible()
  await expectNoFaults(page)
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.waitForURL(`${callback}?**`)

  const tokens = await client.authorizationCodeGrant(config, new URL(page.url()), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    idTokenExpected: true,
  })
  const { sub } = tokens.claims()!
  expect(await client.fetchUserInfo(config, tokens.access_token, sub)).toMatchObject({
    name: ownerAccount.name,
    email: ownerAccount.email,
  })
  expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({ active: true, sub })
  const forMusic = await client.refreshTokenGrant(config, tokens.refresh_token!, { resource: bell.music })
  const call = (path: string, method = 'GET') =>
    client.fetchProtectedResource(config, forMusic.access_token, new URL(path, bell.music), method)
  expect((await call('/api/tracks')).status).toBe(200)
  // What was not allowed, and another service:
  const artist = '/api/artists/0190b7a1-0000-7000-8000-00000000aaaa'
  expect((await call(artist, 'DELETE').catch(statusOf)).status).toBe(403)
  expect((await call(`${bell.img}/api/images`).catch(statusOf)).status).toBe(401)

  await page.goto(
    client.buildEndSessionUrl(config, { id_token_hint: tokens.id_token!, post_logout_redirect_uri: `${appOrigin}/` })
      .href,
  )
  await page.waitForURL(`${appOrigin}/`)
  await page.goto(`${bell.auth}/session/login?returnTo=/`)
  await expect(page.locator('[autocomplete=current-password]')).toBeVisible()
  // It was allowed to go on without the person (offline_access), until it takes leave.
  const later = await client.refreshTokenGrant(config, forMusic.refresh_token!)
  await client.tokenRevocation(config, later.refresh_token!)
  await expect(client.refreshTokenGrant(config, later.refresh_token!)).rejects.toThrow()
})

/** openid-client throws a challenge that names an error; what counts here is its status. */
function statusOf(error: unknown): { status: number } {
  if (error instanceof client.WWWAuthenticateChallengeError) return { status: error.status }
  throw error
}

test('oauth4webapi: with a key in place of a secret, and a pushed request', async () => {
  await signIn()
  const { publicKey, privateKey } = await oauth.generateKeyPair('ES256', { extractable: true })
  const jwks = JSON.stringify({ keys: [{ ...(await crypto.subtle.exportKey('jwk', publicKey)), kid: 'one' }] })
  const { id } = await register({ kind: 'server', name: 'Wiki', redirectUris: [callback], jwks })
  const insecure = { [oauth.allowInsecureRequests]: true }
  const issuer = new URL(bell.auth)
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
  const app: oauth.Client = { client_id: id }
  const proof = oauth.PrivateKeyJwt({ key: privateKey, kid: 'one' })
  const verifier = oauth.generateRandomCodeVerifier()
  const pushed = await oauth.processPushedAuthorizationResponse(
    server,
    app,
    await oauth.pushedAuthorizationRequest(
      server,
      app,
      proof,
      {
        redirect_uri: callback,
        response_type: 'code',
        scope,
        prompt: 'consent',
        state: 'the state',
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      },
      insecure,
    ),
  )
  const query = new URLSearchParams({ client_id: id, request_uri: pushed.request_uri })
  await page.goto(`${server.authorization_endpoint}?${query.toString()}`)
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.waitForURL(`${callback}?**`)

  const answer = oauth.validateAuthResponse(server, app, new URL(page.url()), 'the state')
  const tokens = await oauth.processAuthorizationCodeResponse(
    server,
    app,
    await oauth.authorizationCodeGrantRequest(server, app, proof, answer, callback, verifier, insecure),
    { requireIdToken: true },
  )
  const { sub } = oauth.getValidatedIdTokenClaims(tokens)!
  const info = await oauth.userInfoRequest(server, app, tokens.access_token, insecure)
  expect(await oauth.processUserInfoResponse(server, app, sub, info)).toMatchObject({ email: ownerAccount.email })
  const refreshed = await oauth.processRefreshTokenResponse(
    server,
    app,
    await oauth.refreshTokenGrantRequest(server, app, proof, tokens.refresh_token!, {
      ...insecure,
      additionalParameters: { resource: bell.music },
    }),
  )
  const read = new URL('/api/artists', bell.music)
  const artists = await oauth.protectedResourceRequest(refreshed.access_token, 'GET', read, undefined, null, insecure)
  expect(artists.status).toBe(200)
  const revoked = await oauth.revocationRequest(server, app, proof, refreshed.refresh_token!, insecure)
  await oauth.processRevocationResponse(revoked)
})

test('oidc-client-ts: an app that lives in the page alone', async () => {
  const { id } = await register({ kind: 'browser', name: 'Visualiser', redirectUris: [`${appOrigin}/page`] })
  const settings = { authority: bell.auth, client_id: id, music: bell.music }
  await page.goto(`${appOrigin}/page?${new URLSearchParams(settings).toString()}`)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()

  await expect(page.getByTestId('who')).toHaveText(`${ownerAccount.name} <${ownerAccount.email}>`)
  await page.getByRole('button', { name: 'Call' }).click()
  await expect(page.getByTestId('call')).toHaveText('200')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForURL(`${appOrigin}/`)
})

test('a television is let in by its code, and disconnected on the account page', async () => {
  await signIn()
  const { id } = await register({ kind: 'device', name: 'Kitchen TV', postLogoutRedirectUris: [] })
  const config = await client.discovery(new URL(bell.auth), id, undefined, client.None(), {
    execute: [client.allowInsecureRequests],
  })
  const device = await client.initiateDeviceAuthorization(config, { scope })
  const waiting = client.pollDeviceAuthorizationGrant(config, device)

  await page.goto(device.verification_uri)
  await page.getByLabel('Code').fill('wrong code')
  await page.keyboard.press('Enter')
  await expect(page.getByText('There is no such code.')).toBeVisible()
  await expectNoFaults(page)
  await page.getByLabel('Code').fill(device.user_code.toLowerCase())
  await page.keyboard.press('Enter')
  await expect(page.getByText(device.user_code, { exact: true })).toBeVisible()
  await expectNoFaults(page)
  await page.getByRole('button', { name: 'Yes, go on' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await expect(page.getByRole('heading', { name: 'Connected' })).toBeVisible()
  const tokens = await waiting
  const { sub } = tokens.claims()!
  expect(await client.fetchUserInfo(config, tokens.access_token, sub)).toMatchObject({ name: ownerAccount.name })

  await page.goto(`${bell.auth}/session/login?returnTo=/`)
  await page.getByRole('button', { name: 'Disconnect Kitchen TV' }).click()
  await expectNoFaults(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
  await expect(page.getByText('Kitchen TV is disconnected')).toBeVisible()
  await expect(client.refreshTokenGrant(config, tokens.refresh_token!)).rejects.toThrow()
})

async function signIn() {
  await page.goto(`${bell.auth}/session/login?returnTo=/`)
  await submitPassword(page, ownerAccount)
  await page.waitForURL(`${bell.auth}/`)
}

/** The site of the apps: `/callback` only stands there; `/page` is an app by itself. */
async function serveApp(): Promise<Server> {
  // As one includes it in a page that nobody builds: in one file, under the name `oidc`.
  const library = new URL('../browser/oidc-client-ts.min.js', import.meta.resolve('oidc-client-ts'))
  const files: Record<string, [type: string, text: string]> = {
    '/oidc-client-ts.js': ['text/javascript', readFileSync(library, 'utf8')],
    '/page': ['text/html', pageOfApp],
  }
  const server = createServer((request, response) => {
    const [type, text] = files[request.url!.split('?', 1)[0]!] ?? ['text/html', '<!doctype html><p>The app</p>']
    response.setHeader('content-type', type).end(text)
  })
  await new Promise<void>((resolve) => server.listen(21415, resolve))
  return server
}

const pageOfApp = `<!doctype html><title>Visualiser</title>
<button id="in">Sign in</button><button id="call">Call</button><button id="out">Sign out</button>
<p data-testid="who"></p><p data-testid="call"></p>
<script src="/oidc-client-ts.js"></script>
<script type="module">
const given = Object.fromEntries(new URLSearchParams(location.search))
if (given.client_id) localStorage.setItem('settings', JSON.stringify(given))
const { authority, client_id, music } = JSON.parse(localStorage.getItem('settings'))
const users = new oidc.UserManager({
  authority, client_id,
  redirect_uri: location.origin + '/page', post_logout_redirect_uri: location.origin + '/',
  scope: 'openid profile email offline_access music:read', prompt: 'consent',
})
const show = (name, text) => (document.querySelector('[data-testid=' + name + ']').textContent = text)
if (given.code) {
  const { access_token } = await users.signinCallback()
  const address = await users.metadataService.getUserInfoEndpoint()
  const answer = await fetch(address, { headers: { authorization: 'Bearer ' + access_token } })
  const { name, email } = await answer.json()
  show('who', name + ' <' + email + '>')
}
document.getElementById('in').onclick = () => users.signinRedirect()
async function call() {
  const { access_token } = await users.signinSilent({ resource: music })
  const answer = await fetch(music + '/api/tracks', { headers: { authorization: 'Bearer ' + access_token } })
  return answer.status
}
document.getElementById('call').onclick = () => call().then((status) => show('call', status), (error) => show('call', error))
document.getElementById('out').onclick = () => users.signoutRedirect()
</script>`
