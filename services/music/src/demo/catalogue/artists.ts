import type { DemoArtist } from './catalogue.ts'

const artist = (given: DemoArtist) => given

export const haruRadio = artist({
  name: '하루 라디오',
  otherNames: [
    { language: 'en', name: 'Haru Radio' },
    { language: 'ja', name: 'ハル・ラジオ' },
  ],
  biography:
    '서울의 작은 작업실에서 낡은 전기 피아노와 녹음기로 음악을 만드는 2인조. 비 오는 오후, 라디오를 켜 둔 채 잠든 방의 공기를 담는다.',
  style: 'lofi',
  genre: 'Lo-fi',
  composer: '한이든',
  people: 2,
  colours: '#f0c9a0 #d98b6a #f7e3c4 #5b6c8f #8a4f4d',
})

export const dawnGarden = artist({
  name: '새벽정원',
  otherNames: [
    { language: 'en', name: 'Dawn Garden' },
    { language: 'ja', name: '暁の庭' },
  ],
  biography:
    '가야금 연주자가 혼자 꾸려 가는 앰비언트 프로젝트. 산속 호숫가에서 녹음한 바람과 물소리 위에 평조의 음을 하나씩 놓는다.',
  style: 'ambient',
  genre: 'Ambient',
  composer: '서윤재',
  people: 1,
  colours: '#a8c5bd #5f8a8b #e6efe0 #33555a',
})

export const nightRoute = artist({
  name: '夜間航路',
  otherNames: [
    { language: 'en', name: 'Yakan Kōro' },
    { language: 'ko', name: '야간항로' },
  ],
  biography:
    '港町で出会った四人組。終電のあとの首都高、濡れた路面に映るネオン、そして少しだけ大人びたコード進行が好き。',
  style: 'cityPop',
  genre: 'City Pop',
  composer: '水野リョウ',
  people: 4,
  colours: '#2b2350 #d8547e #f6a96c #2f6f8f #e8d5b7 #7a3b69',
})

export const lanternPost = artist({
  name: 'The Lantern Post',
  otherNames: [{ language: 'ko', name: '더 랜턴 포스트' }],
  biography:
    'Two guitars, one flute and a porch that creaks in the right places. They write on Sundays, record in one take, and keep the birds in.',
  style: 'folk',
  genre: 'Folk',
  composer: 'Elin Marlowe',
  people: 3,
  colours: '#e9dcc0 #c99a5b #f4ead2 #6b7d4f #9a5a3c #4f6272',
})

export const pixelCat = artist({
  name: 'ピクセルねこ',
  otherNames: [
    { language: 'en', name: 'Pixel Neko' },
    { language: 'ko', name: '픽셀네코' },
  ],
  biography: '四つの音だけで世界を救うチップチューン作家。押し入れで見つけた古いゲーム機を、いまも毎晩あたためている。',
  style: 'chiptune',
  genre: 'Chiptune',
  composer: '猫田ミオ',
  people: 1,
  colours: '#27305c #3d5aa8 #8fd3c8 #e86a92',
})

export const cornerTable = artist({
  name: 'Corner Table Trio',
  otherNames: [{ language: 'ja', name: 'コーナー・テーブル・トリオ' }],
  biography:
    'Piano, double bass, brushes. The trio has played the last set of every second Thursday for nine years, mostly to people who meant to leave an hour ago.',
  style: 'jazzTrio',
  genre: 'Jazz',
  composer: 'Theo Castellane',
  people: 3,
  colours: '#3a2b2a #8c4b32 #e3b778 #22394a #5e2f34 #77745a',
})

export const yoonSeoa = artist({
  name: '윤서아',
  otherNames: [
    { language: 'en', name: 'Yoon Seo-a' },
    { language: 'ja', name: 'ユン・ソア' },
  ],
  biography:
    '피아노 한 대로 편지를 쓰듯 곡을 짓는다. 펠트를 덧댄 업라이트 피아노의 숨소리까지 그대로 남겨 두는 것을 좋아한다.',
  style: 'minimalPiano',
  genre: 'Piano',
  composer: '윤서아',
  people: 1,
  colours: '#d9dde3 #9aa7b8 #f2f0ea #4a4f63',
})

export const northernFerries = artist({
  name: 'Northern Ferries',
  otherNames: [{ language: 'ko', name: '노던 페리스' }],
  biography:
    'A band from a town where the last boat leaves at nine. Their songs begin with one guitar and its echo, and end when everyone has come home.',
  style: 'postRock',
  genre: 'Post-Rock',
  composer: 'Northern Ferries',
  people: 4,
  colours: '#8fa3b3 #3d5266 #d5dde0 #2a3440 #6d7f86 #a4685a',
})

export const rhythmWorks = artist({
  name: '리듬공방',
  otherNames: [
    { language: 'en', name: 'Rhythm Works' },
    { language: 'ja', name: 'リズム工房' },
  ],
  biography:
    '성수동의 옛 구두 공장에서 시작한 하우스 듀오. 네 박자의 킥과 오르간, 그리고 새벽 네 시의 창밖 풍경이면 충분하다고 믿는다.',
  style: 'house',
  genre: 'House',
  composer: '오지훈',
  people: 2,
  colours: '#1f2a44 #5a3d8a #f2b84b #d4576b #2f8f83',
})

export const kimDallae = artist({
  name: '김달래',
  otherNames: [
    { language: 'en', name: 'Kim Dallae' },
    { language: 'ja', name: 'キム・ダルレ' },
  ],
  biography:
    '남해의 작은 포구에서 태어나 장터 무대에서 노래를 배웠다. 두 박자의 뽕짝 위에 바이올린이 울면, 누구나 한 번쯤은 고향을 떠올린다.',
  style: 'trot',
  genre: 'Trot',
  composer: '박정만',
  people: 1,
  colours: '#f1b9a9 #c8546a #fae0c8 #8e2f4c',
})

export const shioriSea = artist({
  name: 'しおりと海',
  otherNames: [
    { language: 'en', name: 'Shiori to Umi' },
    { language: 'ko', name: '시오리와 바다' },
  ],
  biography:
    '波の音で目をさまし、残響のなかで眠る三人組。ギターはいつも少し遠くで鳴っていて、歌の代わりにシンセが夢の続きを話す。',
  style: 'dreamPop',
  genre: 'Dream Pop',
  composer: '汐見しおり',
  people: 3,
  colours: '#c9b8e8 #7fa6d6 #f7dce8 #5a5f9e #d98fb0 #6fb3b8',
})

export const morinoEnsemble = artist({
  name: '森野室内楽団',
  otherNames: [
    { language: 'en', name: 'Morino Chamber Ensemble' },
    { language: 'ko', name: '모리노 실내악단' },
  ],
  biography:
    '山あいの小学校の音楽室で練習する、ちいさな楽団。三拍子の小品ばかりを書きためて、季節がめぐるたびに演奏会をひらく。',
  style: 'orchestral',
  genre: 'Classical',
  composer: '森野いずみ',
  people: 4,
  colours: '#dfe6cf #7d9a6b #f3efd9 #3f5a45 #8a6b4a #5f7f8c',
})

export const artists = [
  haruRadio,
  dawnGarden,
  nightRoute,
  lanternPost,
  pixelCat,
  cornerTable,
  yoonSeoa,
  northernFerries,
  rhythmWorks,
  kimDallae,
  shioriSea,
  morinoEnsemble,
]
