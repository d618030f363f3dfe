import { ContextMenu, IconButton, Menu, toast, type MenuItem } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { Copy, Ellipsis, ExternalLink, Trash2 } from 'lucide-react'
import { useWords } from '../i18n/words.ts'
import type { Picture } from './pictures.ts'

export function PictureCard({ picture, onRemove }: { picture: Picture; onRemove: (id: string) => void }) {
  const say = useWords()
  const formats = useFormats()
  const { id, urls, width, height, createdAt } = picture
  const url = picture.publicUrl ?? urls.large
  const date = formats.date(createdAt)

  async function copy() {
    try {
      await navigator.clipboard.writeText(url)
      toast(say('menu.copied'))
    } catch {
      // Forbidden, or plain http outside localhost, where there is no clipboard.
      toast(say('menu.notCopied', { address: url }))
    }
  }

  const items: MenuItem[] = [
    { label: say('menu.open'), icon: <ExternalLink />, href: url },
    { label: say('menu.copy'), icon: <Copy />, onSelect: () => void copy() },
    'separator',
    { label: say('menu.delete'), icon: <Trash2 />, danger: true, onSelect: () => onRemove(id) },
  ]

  return (
    <ContextMenu items={items}>
      <li className="grid gap-1.5">
        <a
          href={url}
          target="_blank"
          rel="noopener"
          className="rounded-cover block"
          style={{ backgroundColor: picture.color }}
        >
          <img
            src={urls.thumb}
            alt={say('mine.picture', { date, width, height })}
            loading="lazy"
            className="rounded-cover aspect-square w-full object-cover"
          />
        </a>
        <div className="flex items-center">
          <div className="text-muted mr-auto text-xs">
            {date}
            <br />
            {width} × {height}
          </div>
          <Menu
            trigger={<IconButton label={say('menu.label', { date })} icon={<Ellipsis />} className="-mr-2" />}
            items={items}
          />
        </div>
      </li>
    </ContextMenu>
  )
}
