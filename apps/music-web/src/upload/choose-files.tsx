import { Button } from '@bell/ui'
import { FolderOpen } from 'lucide-react'
import type { ReactNode } from 'react'
import { fileInputId } from './take-files.tsx'

/** A button that lets a person choose sound files; the shell's one file input takes them, whatever page is shown. */
export function ChooseFiles(props: { children: ReactNode; variant?: 'primary' | 'quiet'; className?: string }) {
  return (
    <Button
      variant={props.variant}
      icon={<FolderOpen strokeWidth={1.75} />}
      className={props.className}
      onClick={() => document.getElementById(fileInputId)?.click()}
    >
      {props.children}
    </Button>
  )
}
