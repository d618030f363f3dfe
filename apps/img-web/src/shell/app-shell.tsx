import { AccountMenu, StatusBanner, ProductSwitcher, SkipLink, Toaster } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { FolderOpen, ImagePlus, Images, Trash2 } from 'lucide-react'
import { chooseFiles, Interrupted } from '@bell/ui/upload'
import type { ReactNode } from 'react'
import { useWords } from '../i18n/words.ts'
import { useImg } from '../img-app.ts'
import { TakePictures } from '../upload/take-pictures.tsx'
import { UploadTray } from '../upload/upload-tray.tsx'

const places = [
  { to: '/', word: 'nav.albums', icon: FolderOpen },
  { to: '/pictures', word: 'nav.pictures', icon: Images },
] as const

/** What stands around the pages of members, and around what is no page. */
export function AppShell({ children = <Outlet /> }: { children?: ReactNode }) {
  const say = useWords()
  const { user } = useSession()
  const { uploads, api } = useImg()
  const navigate = useNavigate()
  return (
    <>
      <SkipLink target="main" />
      <header className="bg-bg/90 sticky top-0 z-20 backdrop-blur-md">
        <div className="mx-auto flex h-16 max-w-[100rem] items-center gap-2 px-2 md:h-17 md:px-6">
          <ProductSwitcher product="img" />
          {user && (
            <nav aria-label={say('nav.label')} className="ml-4 flex gap-1 max-md:hidden">
              {places.map(({ to, word, icon: Icon }) => (
                <Link
                  key={to}
                  to={to}
                  activeOptions={{ exact: to === '/', includeSearch: false }}
                  className="rounded-control text-muted hover:text-text data-[status=active]:bg-raised data-[status=active]:text-text data-[status=active]:[&_svg]:text-accent flex min-h-10 items-center gap-2.5 px-3 font-medium transition-colors pointer-coarse:min-h-11"
                >
                  <Icon aria-hidden size={20} strokeWidth={1.75} />
                  {say(word)}
                </Link>
              ))}
            </nav>
          )}
          <div className="ml-auto">
            <AccountMenu
              items={[
                {
                  label: say('nav.deleted'),
                  icon: <Trash2 />,
                  onSelect: () => void navigate({ to: '/deleted' }),
                },
              ]}
            />
          </div>
        </div>
        <StatusBanner />
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto max-w-[100rem] px-4 pb-[calc(7rem+env(safe-area-inset-bottom))] outline-none md:px-8 md:pb-24"
      >
        {user && (
          <Interrupted
            totals={uploads.rows.totals}
            list={() => api.uploads({ limit: 100 })}
            discard={api.discardUpload}
          />
        )}
        {children}
      </main>
      {user && <TabBar />}
      {user && <TakePictures />}
      {user && <UploadTray />}
      <Toaster bottom={88} />
    </>
  )
}

/** The navigation under the thumb. */
function TabBar() {
  const say = useWords()
  const look =
    'text-muted data-[status=active]:text-accent grid h-[61px] min-w-0 place-content-center justify-items-center gap-1 text-xs'
  return (
    <nav
      aria-label={say('nav.label')}
      className="bg-surface border-line fixed inset-x-0 bottom-0 z-20 grid auto-cols-fr grid-flow-col border-t pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {places.map(({ to, word, icon: Icon }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }} className={look}>
          <Icon aria-hidden size={20} strokeWidth={1.75} />
          <span className="max-w-full truncate tracking-tighter">{say(word)}</span>
        </Link>
      ))}
      <button type="button" onClick={chooseFiles} className={look}>
        <ImagePlus aria-hidden size={20} strokeWidth={1.75} />
        <span className="max-w-full truncate tracking-tighter">{say('upload.addShort')}</span>
      </button>
    </nav>
  )
}
