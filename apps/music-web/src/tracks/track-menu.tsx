import { AnchoredMenu } from '@bell/ui'
import { useStore } from '@bell/ui/store'
import { trackMenu } from './track-menu-store.ts'
import { useManyActions } from './use-many-actions.tsx'
import { useTrackActions } from './use-track-actions.tsx'

/** The menu that "…" and the right click open, whatever the list. */
export function TrackMenu() {
  const open = useStore(trackMenu, (state) => state.open)
  const opened = useStore(trackMenu, (state) => state.opened)
  const actions = useTrackActions()
  const actionsForMany = useManyActions()
  return (
    <AnchoredMenu
      open={open}
      onClose={() => trackMenu.set({ open: false })}
      anchor={opened?.anchor}
      returnTo={opened?.from}
      items={opened ? (opened.many ? actionsForMany(opened.many) : actions(opened.track, opened.play)) : []}
    />
  )
}
