import { useProblemText } from '@bell/ui'
import { useWords } from '../i18n/words.ts'

/** What the image service refuses, in the page's language. */
export function usePictureProblem() {
  const say = useWords()
  return useProblemText({
    not_a_picture: say('problem.notAPicture'),
    too_many_pixels: say('problem.tooManyPixels'),
    picture_unreadable: say('problem.unreadable'),
    empty_picture: say('problem.empty'),
    image_too_large: say('problem.tooLarge'),
    not_an_artist: say('problem.notAnArtist'),
    img_busy: say('problem.busy'),
  })
}
