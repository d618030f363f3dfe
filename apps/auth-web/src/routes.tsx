import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { readAuditSearch } from './audit/audit-search.ts'
import { CrashedPage, NotFoundPage } from './shell/lost-pages.tsx'
import { SignInPage } from './sign-in/sign-in-page.tsx'

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

const root = createRootRoute({ notFoundComponent: NotFoundPage })

// Signing in is what most come for, so it is here at once; everything else is fetched when it is asked for.
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>) => ({ interaction: text(search['interaction']) }),
  component: SignInPage,
})
const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: (search: Record<string, unknown>) => ({ returnTo: text(search['returnTo']) }),
  component: lazyRouteComponent(() => import('./joining/setup-page.tsx'), 'SetupPage'),
})
const join = createRoute({
  getParentRoute: () => root,
  path: '/join',
  component: lazyRouteComponent(() => import('./joining/join-page.tsx'), 'JoinPage'),
})
const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  component: lazyRouteComponent(() => import('./joining/sign-up-page.tsx'), 'SignUpPage'),
})
const signedOut = createRoute({
  getParentRoute: () => root,
  path: '/signed-out',
  component: lazyRouteComponent(() => import('./sign-in/signed-out-page.tsx'), 'SignedOutPage'),
})

const deleted = createRoute({
  getParentRoute: () => root,
  path: '/deleted',
  validateSearch: (search: Record<string, unknown>) => ({ until: text(search['until']) }),
  component: lazyRouteComponent(() => import('./deleting/deleted-page.tsx'), 'DeletedPage'),
})
const forgot = createRoute({
  getParentRoute: () => root,
  path: '/forgot',
  component: lazyRouteComponent(() => import('./recovery/forgot-page.tsx'), 'ForgotPage'),
})
const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  component: lazyRouteComponent(() => import('./recovery/reset-page.tsx'), 'ResetPage'),
})
const confirmEmail = createRoute({
  getParentRoute: () => root,
  path: '/confirm-email',
  component: lazyRouteComponent(() => import('./recovery/confirm-email-page.tsx'), 'ConfirmEmailPage'),
})

const consent = createRoute({
  getParentRoute: () => root,
  path: '/consent',
  validateSearch: (search: Record<string, unknown>) => ({ interaction: text(search['interaction']) }),
  component: lazyRouteComponent(() => import('./consent/consent-page.tsx'), 'ConsentPage'),
})
const notice = createRoute({
  getParentRoute: () => root,
  path: '/notice',
  validateSearch: (search: Record<string, unknown>) => ({ interaction: text(search['interaction']) }),
  component: lazyRouteComponent(() => import('./devices/notice-page.tsx'), 'NoticePage'),
})
const device = createRoute({
  getParentRoute: () => root,
  path: '/device',
  validateSearch: (search: Record<string, unknown>) => ({
    user_code: text(search['user_code']),
    // A link's digits arrive as a number.
    done: Boolean(search['done']),
    problem: text(search['problem']),
  }),
  component: lazyRouteComponent(() => import('./device/device-page.tsx'), 'DevicePage'),
})

// Pages of one's own, inside the session.
const own = createRoute({
  getParentRoute: () => root,
  id: 'own',
  component: lazyRouteComponent(() => import('./shell/own-shell.tsx'), 'OwnShell'),
})
const account = createRoute({
  getParentRoute: () => own,
  path: '/',
  component: lazyRouteComponent(() => import('./account/account-page.tsx'), 'AccountPage'),
})
const people = createRoute({
  getParentRoute: () => own,
  path: '/people',
  component: lazyRouteComponent(() => import('./people/people-page.tsx'), 'PeoplePage'),
})

const keys = createRoute({
  getParentRoute: () => own,
  path: '/keys',
  component: lazyRouteComponent(() => import('./keys/keys-page.tsx'), 'KeysPage'),
})
const events = createRoute({
  getParentRoute: () => own,
  path: '/events',
  component: lazyRouteComponent(() => import('./events/events-page.tsx'), 'EventsPage'),
})
const clients = createRoute({
  getParentRoute: () => own,
  path: '/apps',
  component: lazyRouteComponent(() => import('./clients/clients-page.tsx'), 'ClientsPage'),
})

const audit = createRoute({
  getParentRoute: () => own,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage'),
})

export function createAppRouter() {
  return createRouter({
    routeTree: root.addChildren([
      signIn,
      setup,
      join,
      signUp,
      signedOut,
      deleted,
      forgot,
      reset,
      confirmEmail,
      consent,
      notice,
      device,
      own.addChildren([account, people, clients, keys, events, audit]),
    ]),
    defaultErrorComponent: CrashedPage,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
