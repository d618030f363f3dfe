import { IconButton, LiveRegion, Switch } from '@bell/ui'
import { useStore } from '@bell/ui/store'
import { OverallProgress, WarnBeforeLeaving } from '@bell/ui/upload'
import { ChevronDown, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { useImg } from '../img-app.ts'
import { forgetPictures } from '../pictures/delete-pictures.ts'
import { Room } from './room.tsx'
import { TrayRows } from './tray-rows.tsx'

/** How the pictures that were brought are getting on; stands in a corner of every page until it is put away. */
export function UploadTray() {
  const say = useWords()
  const { uploads, queryClient } = useImg()
  const counts = useStore(uploads.rows.totals, (totals) => totals.counts)
  const all = useStore(uploads.rows.totals, (totals) => totals.all)
  const [open, setOpen] = useState(true)
  const problems = counts.failed + counts.refused
  const underWay = all - counts.ready - problems - counts.paused

  // Meanwhile pages add what arrives themselves; at the end the server has the word.
  const settled = all > 0 && underWay === 0
  useEffect(() => {
    if (settled) void forgetPictures(queryClient)
  }, [settled, queryClient])

  const titleOf = () => {
    if (underWay > 0) return say('upload.underWay', { count: underWay })
    return counts.ready > 0 ? say('upload.ready', { count: counts.ready }) : say('upload.none')
  }

  return (
    <>
      <LiveRegion>
        {settled && counts.ready > 0 && say('upload.ready', { count: counts.ready })}
        {problems > 0 && ` ${say('upload.problems', { count: problems })}`}
      </LiveRegion>
      <WarnBeforeLeaving totals={uploads.rows.totals} />
      {all > 0 && (
        <section
          aria-label={say('upload.label')}
          className="bg-raised border-line shadow-float rounded-panel fixed inset-x-2 bottom-[calc(4.75rem+env(safe-area-inset-bottom))] z-20 flex max-h-[60dvh] flex-col border md:inset-x-auto md:right-6 md:bottom-6 md:w-96"
        >
          <header className="flex items-center gap-1 py-1.5 pr-1.5 pl-4">
            <h2 className="mr-auto font-bold">
              {titleOf()}
              {problems > 0 && (
                <span className="text-danger block text-xs font-medium">
                  {say('upload.problems', { count: problems })}
                </span>
              )}
            </h2>
            <IconButton
              label={say(open ? 'upload.hide' : 'upload.show')}
              aria-expanded={open}
              icon={<ChevronDown className={open ? '' : 'rotate-180'} />}
              onClick={() => setOpen(!open)}
            />
            {underWay === 0 && (
              <IconButton
                label={say('upload.close')}
                icon={<X />}
                onClick={() => uploads.remove(uploads.rows.list.get().ids)}
              />
            )}
          </header>
          {open && (
            <>
              <OverallProgress uploads={uploads} className="px-4 pb-3" />
              <div className="px-4 pb-3">
                <Room />
              </div>
              {underWay > 0 && (
                <div className="border-line border-t px-4">
                  <KeepPosition />
                </div>
              )}
              <TrayRows />
            </>
          )}
        </section>
      )}
    </>
  )
}

/** Where pictures were taken is thrown away unless this is on. */
function KeepPosition() {
  const say = useWords()
  const { uploads } = useImg()
  const keep = useStore(uploads.choices, (choices) => choices.keepPosition)
  return (
    <Switch
      label={say('upload.keepPosition')}
      hint={say('upload.keepPositionHint')}
      checked={keep}
      onCheckedChange={(keepPosition) => uploads.choices.set({ keepPosition })}
    />
  )
}
