import type { KoaContextWithOIDC } from 'oidc-provider'

const words = {
  en: {
    lang: 'en',
    signOut: 'Sign out',
    signOutTitle: 'Sign out?',
    signOutText: 'You will be signed out of all sites of the family in this browser.',
    signingOut: 'Signing out…',
    stay: 'Stay signed in',
    problemTitle: 'That did not work',
    problemText: 'This sign-in link is incomplete or too old. Go back to the site you came from and start again.',
    home: 'To AuthBell',
    outageTitle: 'Signing in has to wait',
    outageText:
      'Nothing new can be kept here just now: everything is being moved to another place, or the database is away. Please try again in some minutes.',
    fullText: 'The server has no room left: nobody can sign in until its owner makes room.',
    tryAgain: 'Try again',
  },
  ko: {
    lang: 'ko',
    signOut: '로그아웃',
    signOutTitle: '로그아웃할까요?',
    signOutText: '이 브라우저에서 모든 관련 사이트에서 로그아웃됩니다.',
    signingOut: '로그아웃하는 중…',
    stay: '로그인 유지',
    problemTitle: '진행할 수 없습니다',
    problemText: '로그인 주소가 올바르지 않거나 너무 오래되었습니다. 원래 사이트로 돌아가 다시 시작해 주세요.',
    home: 'AuthBell로 가기',
    outageTitle: '지금은 로그인할 수 없습니다',
    outageText:
      '지금은 새로운 것을 저장할 수 없습니다. 모든 것을 다른 곳으로 옮기는 중이거나 데이터베이스가 응답하지 않습니다. 몇 분 뒤 다시 시도해 주세요.',
    fullText: '서버에 남은 공간이 없어, 소유자가 공간을 마련할 때까지 로그인할 수 없습니다.',
    tryAgain: '다시 시도',
  },
  ja: {
    lang: 'ja',
    signOut: 'ログアウト',
    signOutTitle: 'ログアウトしますか？',
    signOutText: 'このブラウザーで、関連するすべてのサイトからログアウトします。',
    signingOut: 'ログアウトしています…',
    stay: 'ログインしたままにする',
    problemTitle: '続行できませんでした',
    problemText: 'ログインのリンクが正しくないか、古くなっています。元のサイトに戻って、もう一度始めてください。',
    home: 'AuthBellへ',
    outageTitle: 'いまはログインできません',
    outageText:
      'いまは新しいものを保存できません。すべてを別の場所へ移しているか、データベースが応答していません。数分後にもう一度お試しください。',
    fullText: 'サーバーの空き容量がないため、所有者が空きを作るまでログインできません。',
    tryAgain: 'もう一度試す',
  },
}

/** The words of a page in the language that the product asks for (`ui_locales`), else the browser's. */
export function pageWords(ctx: KoaContextWithOIDC) {
  const locales = ctx.oidc?.params?.ui_locales
  const asked = typeof locales === 'string' ? locales.split(' ') : []
  const wanted = [...asked, ...ctx.acceptsLanguages()].map((tag) => tag.slice(0, 2).toLowerCase())
  return words[wanted.find((tag): tag is keyof typeof words => tag in words) ?? 'en']
}
