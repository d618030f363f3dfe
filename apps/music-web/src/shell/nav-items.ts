import { House, LibraryBig, MicVocal, Upload } from 'lucide-react'

/** The places one can go, in the order of the navigation. */
export const navItems = [
  { to: '/', word: 'nav.home', icon: House },
  { to: '/artists', word: 'nav.artists', icon: MicVocal },
  { to: '/library', word: 'nav.library', icon: LibraryBig },
  { to: '/upload', word: 'nav.upload', icon: Upload },
] as const
