/** What people take first of ten characters and more, and the list from the world's leaks does not have. In lower case. */
const ours = new Set(
  `1234567890 0123456789 0987654321 12345678910 123456789a 123456789q 1234567891 1234567899 123456789123 1234512345
  1234554321 1122334455 1231231234 1029384756 9876543210 147258369a 1472583690 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc
  1qazxsw23edc q1w2e3r4t5 q1w2e3r4t5y6 qwer123456 qwer1234! qwer12345678 qwerasdfzxcv qwertyuiop qwertyuiop1
  qwertyuiop123 qwerty1234 qwerty12345 qwerty123456 qwerty1234567890 qwertyqwerty asdfghjkl1 asdfghjkl123 asdfghjkl;
  asdfasdfasdf asdf123456 zxcvbnm123 zaq12wsxcde3 zaq1zaq1zaq1 1qaz1qaz1qaz poiuytrewq password00 password01 password10
  password11 password12 password123 password1234 password12345 password123! password1! password!1 password2024
  password2025 password2026 passwordpassword mypassword mypassword1 newpassword newpassword1 thepassword passw0rd12
  passw0rd123 p@ssw0rd12 p@ssw0rd123 p@ssword12 p@ssword123 pa55word123 letmein123 letmein1234 letmeinnow welcome123
  welcome1234 welcome2024 welcome2025 welcome2026 administrator admin12345 admin123456 adminadmin adminpassword
  changeme12 changeme123 changemenow default123 defaultpassword iloveyou12 iloveyou123 iloveyou1234 iloveyouforever
  ilovemusic ilovemusic1 michael123 michael1234 jennifer123 jessica123 charlie123 princess123 princess12 sunshine12
  sunshine123 football12 football123 baseball12 baseball123 basketball basketball1 superman12 superman123 batman12345
  spiderman1 spiderman12 pokemon123 pokemon1234 starwars12 starwars123 trustno1trustno1 dragon12345 monkey12345
  master12345 shadow12345 computer12 computer123 internet12 internet123 whatever12 whatever123 test123456 testtest12
  testtesttest testpassword test1234567 abc123456789 abc1234567 abcd123456 abcd12345678 abcdef1234 abcdefg123
  a123456789 a1234567890 aa12345678 aa123456789 asd1234567 zxc1234567 samsung123 google1234 facebook123 minecraft1
  minecraft12 liverpool1 liverpool123 manchester manchester1 barcelona1 barcelona123 chocolate1 chocolate123
  strawberry strawberry1 butterfly1 butterfly123 elizabeth1 christopher christopher1 alexander1 alexandra1 november11
  september1 december12 springtime summer2024 summer2025 summer2026 winter2024 winter2025 winter2026 correcthorse
  correcthorsebatterystaple unbelievable motherfucker fuckyou123 fuckyou1234 secret1234 secret12345 topsecret1
  topsecret123 godisgood1 jesuschrist jesus12345 musicbell1 musicbell123 musicmusic music12345 authbell123 imgbell1234
  korea12345 seoul12345 japan12345 tokyo12345 tkfkdgo1234 tkfkdgody123 dkssudgktpdy qlalfqjsgh qlalfqjsgh1 rkskek1234
  dnjsqls1234 sakura1234 sakura12345 arigatou12 konnichiwa doraemon12 doraemon123 pikachu123 pikachu1234 naruto12345`.split(
    /\s+/,
  ),
)

let leaked: Promise<ReadonlySet<string>> | undefined

/**
 * Whether a password is among the 49,000 that leaks show most, or those that people here would take; also with figures
 * and signs behind, which is how people make a refused one longer.
 * @param plain NFKC, lower case
 */
export async function isCommonPassword(plain: string): Promise<boolean> {
  // Fetched at the first password that is set: most starts of the program never need it.
  leaked ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set(dictionary['passwords-common']))
  const list = await leaked
  const bare = plain.replace(/[\d\p{P}\p{S}]+$/u, '')
  return [plain, bare].some((one) => ours.has(one) || list.has(one))
}
