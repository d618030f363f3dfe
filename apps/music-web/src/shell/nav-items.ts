import { useSession } from '@bell/ui/session'
import { House, LibraryBig, MicVocal, Search, Upload } from 'lucide-react'
import { useMayLook } from '../home/use-public-music.ts'
import { mayUpload } from '../upload/may-upload.ts'

const home = { to: '/', word: 'nav.home', icon: House } as const
const artists = { to: '/artists', word: 'nav.artists', icon: MicVocal } as const
const library = { to: '/library', word: 'nav.library', icon: LibraryBig } as const
const search = { to: '/search', word: 'nav.search', icon: Search } as const
const upload = { to: '/upload', word: 'nav.upload', icon: Upload } as const

/** Where this person can go, in order; `narrow` has the search among the tabs, wide windows have it above. */
export function useNavItems({ narrow }: { narrow: boolean }) {
  const { status, user } = useSession()
  const mayLook = useMayLook()
  if (status === 'signed-out' || status === 'ended') {
    if (!mayLook) return [home]
    return narrow ? [home, artists, search] : [home, artists]
  }
  const places = narrow ? [home, artists, search, library] : [home, artists, library]
  return user && !mayUpload(user) ? places : [...places, upload]
}
