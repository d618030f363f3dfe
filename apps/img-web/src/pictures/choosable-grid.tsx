import type { MenuItem } from '@bell/ui'
import { nothing, chosenOf, type Selection } from '@bell/ui/selection'
import { useSession } from '@bell/ui/session'
import type { LinkProps } from '@tanstack/react-router'
import {
  ArrowDownToLine,
  ArrowUpToLine,
  Download,
  Eye,
  FolderInput,
  FolderMinus,
  FolderPlus,
  Image as ImageIcon,
  Trash2,
} from 'lucide-react'
import { useState } from 'react'
import { AddToAlbumDialog } from '../albums/add-to-album-dialog.tsx'
import type { Picture } from '../api/shapes.ts'
import { PictureGrid } from '../grid/picture-grid.tsx'
import { useWords } from '../i18n/words.ts'
import { useImg } from '../img-app.ts'
import { deletePictures } from './delete-pictures.ts'
import { downloadPictures } from './download.ts'
import { mayEditPicture } from './may-edit-picture.ts'
import type { PictureList } from './picture-lists.ts'
import { showPictures } from './show-pictures.ts'
import { SelectionBar } from './selection-bar.tsx'

const visibilities = ['private', 'members', 'public'] as const

interface ChoosableGridProps {
  list: PictureList
  label: string
  linkTo: (picture: Picture) => LinkProps
  selection: Selection
  onSelection: (selection: Selection) => void
  /** In an album that may be changed: its order, what is in it, what stands for it. */
  onMove?: (ids: readonly string[], afterId: string | null) => void
  onTake?: (ids: readonly string[]) => void
  /** The album, where pictures can be moved from it to another. */
  albumId?: string
  onCover?: (id: string) => void
}

/** A grid for members: pictures can be chosen, and there is something to be done with those that are. */
export function ChoosableGrid(props: ChoosableGridProps) {
  const { list, selection, onSelection, onMove, onTake, onCover, albumId } = props
  const say = useWords()
  const app = useImg()
  const { user } = useSession()
  const [adding, setAdding] = useState<{ ids: readonly string[]; from?: string }>()
  const order = list.pictures.map(({ id }) => id)
  const chosen = chosenOf(selection, order)
  const picturesOf = (ids: readonly string[]) => list.pictures.filter(({ id }) => ids.includes(id))
  const own = (ids: readonly string[]) => picturesOf(ids).every((picture) => mayEditPicture(user, picture))
  const isOwner = (ids: readonly string[]) => picturesOf(ids).every(({ ownerId }) => ownerId === user?.id)

  const remove = (ids: readonly string[]) => {
    onSelection(nothing)
    void deletePictures(app, ids)
  }
  const take =
    onTake &&
    ((ids: readonly string[]) => {
      onSelection(nothing)
      onTake(ids)
    })

  function menuFor(ids: readonly string[]): MenuItem[] {
    const items: MenuItem[] = [
      {
        label: say('selection.download'),
        icon: <Download />,
        onSelect: () => void downloadPictures(app, picturesOf(ids)),
      },
    ]
    if (isOwner(ids)) {
      items.unshift({ label: say('selection.add'), icon: <FolderPlus />, onSelect: () => setAdding({ ids }) })
      if (albumId !== undefined) {
        const move = () => setAdding({ ids, from: albumId })
        items.push({ label: say('selection.move'), icon: <FolderInput />, onSelect: move })
      }
    }
    if (onMove) {
      const last = order.findLast((id) => !ids.includes(id))
      items.push(
        'separator',
        { label: say('menu.first'), icon: <ArrowUpToLine />, onSelect: () => onMove(ids, null) },
        { label: say('menu.last'), icon: <ArrowDownToLine />, onSelect: () => last && onMove(ids, last) },
      )
    }
    if (onCover && ids.length === 1) {
      items.push({ label: say('menu.cover'), icon: <ImageIcon />, onSelect: () => onCover(ids[0]!) })
    }
    if (take) {
      items.push('separator', { label: say('selection.take'), icon: <FolderMinus />, onSelect: () => take(ids) })
    }
    if (own(ids) && picturesOf(ids).every(({ albumCount }) => albumCount === 0)) {
      const now = new Set(picturesOf(ids).map(({ visibility }) => visibility))
      items.push('separator', {
        label: say('selection.visibility'),
        icon: <Eye />,
        items: visibilities.map((one) => ({
          label: say(`visibility.${one}`),
          checked: now.size === 1 && now.has(one),
          onSelect: () => void showPictures(app, ids, one),
        })),
      })
    }
    if (own(ids)) {
      items.push({ label: say('selection.delete'), icon: <Trash2 />, danger: true, onSelect: () => remove(ids) })
    }
    return items
  }

  return (
    <>
      <PictureGrid
        list={list}
        label={props.label}
        linkTo={props.linkTo}
        selection={selection}
        onSelection={onSelection}
        onMove={onMove}
        onRemove={take ?? ((ids) => own(ids) && remove(ids))}
        menuFor={menuFor}
      />
      <SelectionBar
        count={chosen.length}
        onClear={() => onSelection(nothing)}
        {...(isOwner(chosen) && { onAdd: () => setAdding({ ids: chosen }) })}
        {...(isOwner(chosen) && albumId !== undefined && { onMove: () => setAdding({ ids: chosen, from: albumId }) })}
        {...(take && { onTake: () => take(chosen) })}
        onDownload={() => void downloadPictures(app, picturesOf(chosen))}
        {...(own(chosen) && { onDelete: () => remove(chosen) })}
      />
      {adding && (
        <AddToAlbumDialog
          ids={adding.ids}
          {...(adding.from !== undefined && { from: adding.from })}
          onClose={(added) => {
            setAdding(undefined)
            if (added) onSelection(nothing)
          }}
        />
      )}
    </>
  )
}
