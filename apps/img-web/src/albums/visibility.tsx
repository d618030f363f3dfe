import { Globe, Lock, Users } from 'lucide-react'
import type { Visibility } from '../api/shapes.ts'

const icons = { private: Lock, members: Users, public: Globe }

/** Who sees an album, as a picture beside the word for it. */
export function VisibilityIcon({ visibility, size = 16 }: { visibility: Visibility; size?: number }) {
  const Icon = icons[visibility]
  return <Icon aria-hidden size={size} strokeWidth={1.75} className="flex-none" />
}
