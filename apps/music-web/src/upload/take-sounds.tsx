import { useSession } from '@bell/ui/session'
import { TakeFiles } from '@bell/ui/upload'
import { useNavigate } from '@tanstack/react-router'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { mayUpload } from './may-upload.ts'

/** Takes sound files on every page and shows them on the page for them. */
export function TakeSounds() {
  const say = useWords()
  const { uploads } = useMusic()
  const { user } = useSession()
  const navigate = useNavigate()

  const show = (files: File[]) => {
    void uploads.add(files)
    void navigate({ to: '/upload' })
  }

  return (
    <TakeFiles
      accept="audio/*,.mp3,.m4a,.m4b,.aac,.flac,.ogg,.oga,.opus,.wav,.aif,.aiff,.aifc"
      label={say('upload.choose')}
      dropTitle={say('upload.dropAnywhere')}
      dropText={say('upload.dropAnywhereText')}
      onFiles={mayUpload(user) ? show : undefined}
    />
  )
}
