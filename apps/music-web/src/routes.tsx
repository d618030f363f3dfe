import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import type { SearchType } from './api/music-api.ts'
import { HomePage } from './home/home-page.tsx'
import { readLibrarySearch } from './library/library-search.ts'
import { searchTypes } from './search/use-search.ts'
import { AppShell } from './shell/app-shell.tsx'
import { CrashedPage, NotFoundPage } from './shell/lost-pages.tsx'

const root = createRootRoute({ component: AppShell, notFoundComponent: NotFoundPage })

const home = createRoute({ getParentRoute: () => root, path: '/', component: HomePage })
const artists = createRoute({
  getParentRoute: () => root,
  path: '/artists',
  component: lazyRouteComponent(() => import('./artists/artists-page.tsx'), 'ArtistsPage'),
})
const artist = createRoute({
  getParentRoute: () => root,
  path: '/artists/$artistId',
  component: lazyRouteComponent(() => import('./artists/artist-page.tsx'), 'ArtistPage'),
})
const albums = createRoute({
  getParentRoute: () => root,
  path: '/albums',
  component: lazyRouteComponent(() => import('./albums/albums-page.tsx'), 'AlbumsPage'),
})
const album = createRoute({
  getParentRoute: () => root,
  path: '/albums/$albumId',
  component: lazyRouteComponent(() => import('./albums/album-page.tsx'), 'AlbumPage'),
})
const track = createRoute({
  getParentRoute: () => root,
  path: '/tracks/$trackId',
  component: lazyRouteComponent(() => import('./tracks/page/track-page.tsx'), 'TrackPage'),
})
const library = createRoute({
  getParentRoute: () => root,
  path: '/library',
  validateSearch: readLibrarySearch,
  component: lazyRouteComponent(() => import('./library/library-page.tsx'), 'LibraryPage'),
})
const search = createRoute({
  getParentRoute: () => root,
  path: '/search',
  validateSearch: (given: Record<string, unknown>): { q?: string; type?: SearchType } => {
    const { q } = given
    const type = searchTypes.find((one) => one === given['type'])
    return { ...((typeof q === 'string' || typeof q === 'number') && { q: String(q) }), ...(type && { type }) }
  },
  component: lazyRouteComponent(() => import('./search/search-page.tsx'), 'SearchPage'),
})
const upload = createRoute({
  getParentRoute: () => root,
  path: '/upload',
  component: lazyRouteComponent(() => import('./upload/upload-page.tsx'), 'UploadPage'),
})
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
})
const deleted = createRoute({
  getParentRoute: () => root,
  path: '/deleted',
  component: lazyRouteComponent(() => import('./deleted/deleted-page.tsx'), 'DeletedPage'),
})
const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./setup/setup-page.tsx'), 'SetupPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    artists,
    artist,
    albums,
    album,
    track,
    library,
    search,
    upload,
    settings,
    deleted,
    setup,
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: CrashedPage,
  scrollRestoration: true,
  scrollToTopSelectors: ['#main'],
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
