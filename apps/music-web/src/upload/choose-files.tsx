import { Button } from '@bell/ui'
import { chooseFiles } from '@bell/ui/upload'
import { FolderOpen } from 'lucide-react'
import type { ReactNode } from 'react'

/** A button that lets a person choose sound files, whatever page is shown. */
export function ChooseFiles(props: { children: ReactNode; variant?: 'primary' | 'quiet'; className?: string }) {
  return (
    <Button
      variant={props.variant}
      icon={<FolderOpen strokeWidth={1.75} />}
      className={props.className}
      onClick={chooseFiles}
    >
      {props.children}
    </Button>
  )
}
