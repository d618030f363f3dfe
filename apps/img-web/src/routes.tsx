import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { AlbumsPage } from './albums/albums-page.tsx'
import { AppShell } from './shell/app-shell.tsx'
import { CrashedPage, LostPage } from './shell/lost-pages.tsx'

const root = createRootRoute({ notFoundComponent: LostPage })

/** Pages of members, in their frame; what is shared by a link has its own. */
const members = createRoute({ getParentRoute: () => root, id: 'members', component: AppShell })

const albums = createRoute({
  getParentRoute: () => members,
  path: '/',
  validateSearch: (given: Record<string, unknown>): { show?: 'shared' } =>
    given['show'] === 'shared' ? { show: 'shared' } : {},
  component: AlbumsPage,
})
const album = createRoute({
  getParentRoute: () => members,
  path: '/albums/$albumId',
  component: lazyRouteComponent(() => import('./albums/album-page.tsx'), 'AlbumPage'),
})
const albumPicture = createRoute({
  getParentRoute: () => album,
  path: '$imageId',
  component: lazyRouteComponent(() => import('./viewer/viewer-pages.tsx'), 'AlbumViewer'),
})
const pictures = createRoute({
  getParentRoute: () => members,
  path: '/pictures',
  component: lazyRouteComponent(() => import('./pictures/pictures-page.tsx'), 'PicturesPage'),
})
const picture = createRoute({
  getParentRoute: () => pictures,
  path: '$imageId',
  component: lazyRouteComponent(() => import('./viewer/viewer-pages.tsx'), 'OwnViewer'),
})
const deleted = createRoute({
  getParentRoute: () => members,
  path: '/deleted',
  component: lazyRouteComponent(() => import('./deleted/deleted-page.tsx'), 'DeletedPage'),
})
const shared = createRoute({
  getParentRoute: () => root,
  path: '/shared/$publicId',
  component: lazyRouteComponent(() => import('./public/public-album-page.tsx'), 'PublicAlbumPage'),
})
const sharedPicture = createRoute({
  getParentRoute: () => shared,
  path: '$imageId',
  component: lazyRouteComponent(() => import('./viewer/viewer-pages.tsx'), 'PublicViewer'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    members.addChildren([albums, album.addChildren([albumPicture]), pictures.addChildren([picture]), deleted]),
    shared.addChildren([sharedPicture]),
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: CrashedPage,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
