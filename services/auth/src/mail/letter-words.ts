import type { Letter } from './letters.ts'

export interface LetterWords {
  subject: string
  lines: string[]
  /** On the button, where the letter has a link. */
  button?: string
}

type Words = Record<Letter, LetterWords> & { lang: string; greeting: string; closing: string }

const notYouEn = 'If that was not you, reset your password at once and tell the people who look after {site}.'
const notYouKo = '본인이 아니라면 지금 바로 비밀번호를 재설정하고 {site} 관리자에게 알려 주세요.'
const notYouJa = 'お心当たりがない場合は、すぐにパスワードを再設定し、{site}の管理者に知らせてください。'

/** The letters in the languages of the pages. `{name}` and so on are filled in. */
export const letterWords: Record<'en' | 'ko' | 'ja', Words> = {
  en: {
    lang: 'en',
    greeting: 'Hello {name},',
    closing: 'This was sent by {site}, since your address belongs to an account there or was entered there.',
    reset: {
      subject: 'Choose a new password',
      lines: [
        'somebody, hopefully you, asked for a new password for your account at {site}.',
        'The link below works once, for 30 minutes. If you did not ask, you need not do anything: your password stays as it is.',
      ],
      button: 'Choose a new password',
    },
    confirmEmail: {
      subject: 'Confirm your new e-mail address',
      lines: [
        'this address is to become that of your account at {site}.',
        'The link below confirms it. It works once, for 24 hours. If you did not ask for this, do nothing.',
      ],
      button: 'Confirm the address',
    },
    signUp: {
      subject: 'Finish your account',
      lines: [
        'somebody, hopefully you, wants to make an account at {site} with this address.',
        'Behind the link below you choose a name and a password. It works for 24 hours. If it was not you, do nothing: there is no account yet.',
      ],
      button: 'Finish the account',
    },
    signUpInUse: {
      subject: 'You have an account already',
      lines: [
        'somebody, perhaps you, wanted to make an account at {site} with your address. You have one already, and nothing was changed.',
        'Sign in with this address. If you forgot the password, the link below leads to another. If it was not you, do nothing.',
      ],
      button: 'Choose a new password',
    },
    emailInUse: {
      subject: 'Your address belongs to an account already',
      lines: [
        'somebody wanted to use your address for another account at {site}. It belongs to yours, so nothing was changed.',
        'If it was you: sign in with this address, and change it there first.',
      ],
    },
    emailChanged: {
      subject: 'Your e-mail address was changed',
      lines: ['from now on you sign in at {site} with {email}; this address does not work there any more.', notYouEn],
    },
    passwordChanged: {
      subject: 'Your password was changed',
      lines: ['the password of your account at {site} was changed, and other browsers were signed out.', notYouEn],
    },
    passkeyAdded: {
      subject: 'A passkey was added',
      lines: ['the passkey “{passkey}” can now sign in to your account at {site}.', notYouEn],
    },
    passkeyRemoved: {
      subject: 'A passkey was removed',
      lines: ['the passkey “{passkey}” cannot sign in to your account at {site} any more.', notYouEn],
    },
    secondFactorOn: {
      subject: 'Two-step sign-in is on',
      lines: ['from now on your account at {site} asks for a code after the password.', notYouEn],
    },
    secondFactorOff: {
      subject: 'Two-step sign-in is off',
      lines: ['your account at {site} asks for no code after the password any more.', notYouEn],
    },
    recoveryCodeUsed: {
      subject: 'A recovery code was used',
      lines: ['somebody signed in to your account at {site} with a recovery code. Codes left: {left}.', notYouEn],
    },
  },
  ko: {
    lang: 'ko',
    greeting: '{name} 님, 안녕하세요.',
    closing: '이 메일은 {site}에 등록되었거나 입력된 주소로 발송되었습니다.',
    reset: {
      subject: '새 비밀번호를 설정하세요',
      lines: [
        '{site} 계정의 비밀번호를 새로 정하겠다는 요청이 있었습니다.',
        '아래 링크는 30분 동안 한 번만 쓸 수 있습니다. 요청하지 않으셨다면 그대로 두셔도 됩니다. 비밀번호는 바뀌지 않습니다.',
      ],
      button: '새 비밀번호 설정',
    },
    confirmEmail: {
      subject: '새 이메일 주소를 확인해 주세요',
      lines: [
        '이 주소를 {site} 계정의 이메일로 쓰려고 합니다.',
        '아래 링크로 확인해 주세요. 24시간 동안 한 번만 쓸 수 있습니다. 요청하지 않으셨다면 무시하셔도 됩니다.',
      ],
      button: '주소 확인',
    },
    signUp: {
      subject: '계정을 마저 만들어 주세요',
      lines: [
        '이 주소로 {site} 계정을 만들겠다는 요청이 있었습니다.',
        '아래 링크에서 이름과 비밀번호를 정하시면 됩니다. 링크는 24시간 동안 쓸 수 있습니다. 요청하지 않으셨다면 그대로 두세요. 아직 계정은 만들어지지 않았습니다.',
      ],
      button: '계정 만들기',
    },
    signUpInUse: {
      subject: '이미 계정이 있습니다',
      lines: [
        '누군가 이 주소로 {site} 계정을 만들려고 했습니다. 이미 회원님의 계정이 있어 바뀐 것은 없습니다.',
        '본인이라면 이 주소로 로그인해 주세요. 비밀번호를 잊으셨다면 아래 링크에서 새로 정할 수 있습니다. 본인이 아니라면 그대로 두셔도 됩니다.',
      ],
      button: '새 비밀번호 설정',
    },
    emailInUse: {
      subject: '이미 계정이 있는 주소입니다',
      lines: [
        '누군가 {site}의 다른 계정에 이 주소를 쓰려고 했습니다. 이미 회원님의 계정에 등록된 주소라서 바뀐 것은 없습니다.',
        '본인이 한 일이라면 이 주소로 로그인한 뒤 그 계정의 주소를 먼저 바꿔 주세요.',
      ],
    },
    emailChanged: {
      subject: '이메일 주소가 바뀌었습니다',
      lines: ['이제 {site}에는 {email} 주소로 로그인합니다. 이 주소로는 더 이상 로그인할 수 없습니다.', notYouKo],
    },
    passwordChanged: {
      subject: '비밀번호가 바뀌었습니다',
      lines: ['{site} 계정의 비밀번호가 바뀌었고 다른 브라우저는 로그아웃되었습니다.', notYouKo],
    },
    passkeyAdded: {
      subject: '패스키가 추가되었습니다',
      lines: ['이제 “{passkey}” 패스키로 {site} 계정에 로그인할 수 있습니다.', notYouKo],
    },
    passkeyRemoved: {
      subject: '패스키가 삭제되었습니다',
      lines: ['“{passkey}” 패스키로는 더 이상 {site} 계정에 로그인할 수 없습니다.', notYouKo],
    },
    secondFactorOn: {
      subject: '2단계 로그인이 켜졌습니다',
      lines: ['이제 {site} 계정에 로그인할 때 비밀번호 다음에 코드를 묻습니다.', notYouKo],
    },
    secondFactorOff: {
      subject: '2단계 로그인이 꺼졌습니다',
      lines: ['이제 {site} 계정에 로그인할 때 코드를 묻지 않습니다.', notYouKo],
    },
    recoveryCodeUsed: {
      subject: '복구 코드가 사용되었습니다',
      lines: ['누군가 복구 코드로 {site} 계정에 로그인했습니다. 남은 코드: {left}개.', notYouKo],
    },
  },
  ja: {
    lang: 'ja',
    greeting: '{name}さん、こんにちは。',
    closing: 'このメールは、{site}に登録または入力されたアドレスに送信されました。',
    reset: {
      subject: '新しいパスワードの設定',
      lines: [
        '{site}のアカウントについて、パスワード再設定の依頼がありました。',
        '下のリンクは30分間、1回だけ使えます。お心当たりがない場合は何もする必要はありません。パスワードはそのままです。',
      ],
      button: '新しいパスワードを設定',
    },
    confirmEmail: {
      subject: '新しいメールアドレスの確認',
      lines: [
        'このアドレスを{site}のアカウントで使おうとしています。',
        '下のリンクで確認してください。24時間、1回だけ使えます。お心当たりがない場合は無視してください。',
      ],
      button: 'アドレスを確認',
    },
    signUp: {
      subject: 'アカウントの作成を続けてください',
      lines: [
        'このアドレスで{site}のアカウントを作成するリクエストがありました。',
        '下のリンクから名前とパスワードを決めてください。リンクは24時間有効です。お心当たりがない場合は、何もする必要はありません。アカウントはまだ作成されていません。',
      ],
      button: 'アカウントを作成',
    },
    signUpInUse: {
      subject: 'すでにアカウントがあります',
      lines: [
        'このアドレスで{site}のアカウントを作成しようとした人がいます。すでにあなたのアカウントがあるため、何も変更されていません。',
        'ご自身の操作であれば、このアドレスでログインしてください。パスワードをお忘れの場合は、下のリンクから新しく設定できます。お心当たりがない場合は、何もする必要はありません。',
      ],
      button: '新しいパスワードを設定',
    },
    emailInUse: {
      subject: 'このアドレスにはすでにアカウントがあります',
      lines: [
        '{site}の別のアカウントでこのアドレスを使おうとした人がいます。すでにあなたのアカウントに登録されているため、何も変更されていません。',
        'ご自身の操作であれば、このアドレスでログインし、先にそのアカウントのアドレスを変更してください。',
      ],
    },
    emailChanged: {
      subject: 'メールアドレスが変更されました',
      lines: ['今後、{site}には{email}でログインします。このアドレスではログインできなくなりました。', notYouJa],
    },
    passwordChanged: {
      subject: 'パスワードが変更されました',
      lines: ['{site}のアカウントのパスワードが変更され、ほかのブラウザーはログアウトされました。', notYouJa],
    },
    passkeyAdded: {
      subject: 'パスキーが追加されました',
      lines: ['パスキー「{passkey}」で{site}のアカウントにログインできるようになりました。', notYouJa],
    },
    passkeyRemoved: {
      subject: 'パスキーが削除されました',
      lines: ['パスキー「{passkey}」では{site}のアカウントにログインできなくなりました。', notYouJa],
    },
    secondFactorOn: {
      subject: '2段階ログインがオンになりました',
      lines: ['今後、{site}のアカウントではパスワードの後にコードの入力が必要です。', notYouJa],
    },
    secondFactorOff: {
      subject: '2段階ログインがオフになりました',
      lines: ['{site}のアカウントでは、コードの入力が不要になりました。', notYouJa],
    },
    recoveryCodeUsed: {
      subject: '回復コードが使われました',
      lines: ['回復コードで{site}のアカウントにログインがありました。残りのコード：{left}個。', notYouJa],
    },
  },
}
