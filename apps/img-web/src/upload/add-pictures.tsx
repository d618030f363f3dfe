import { Button } from '@bell/ui'
import { chooseFiles } from '@bell/ui/upload'
import { ImagePlus } from 'lucide-react'
import { useWords } from '../i18n/words.ts'

/** Lets a person choose pictures; they go into the album that is shown, where one of their own is. */
export function AddPictures() {
  const say = useWords()
  return (
    <Button icon={<ImagePlus />} onClick={chooseFiles}>
      {say('upload.add')}
    </Button>
  )
}
