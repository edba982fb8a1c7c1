import type { Language } from '#protocol';

const en = {
  tagline: 'See it live before you buy',
  pitch:
    'A buyer presses one button on a product page and sees the goods on the seller’s camera: voice, video, chat and photos, in the browser, on your own server.',
  demoShop: 'Demo shop',
  agentConsole: 'Agent console',
  tryTitle: 'Try it in two windows',
  tryAgent: 'Open the agent console and sign in as demo:lan. The password stands in the terminal.',
  tryBuyer: 'Open a product in the demo shop in another window and press Video call.',
  tryAnswer: 'Press Answer in the console. Both windows now show the other one’s camera.',
  shopIntro: 'Everything here can be seen live. Open a product and ask to see it.',
  allProducts: 'All products',
  details: 'About it',
  choose: 'Choose',
  seeLive: 'See it live',
  seeLiveHint: 'Ask to see the lining, the stitching, the true colour.',
  embed: 'How this page embeds Kanhuo',
  embedHint: 'One line before the end of the page, and an empty element where the buttons go.',
  demoNote: 'A demo shop: nothing here is for sale.',
  notFound: 'This page does not exist.',
  notFoundHint: 'The address may be mistyped, or the product is no longer there.',
  home: 'Home',
  otherLanguage: '中文',
  skip: 'Skip to the content',
};

const zh: typeof en = {
  tagline: '下单前，先看实物',
  pitch:
    '买家在商品页点一下，就能从卖家的镜头里看到实物：语音、视频、聊天、拍照，全在浏览器里完成，部署在您自己的服务器上。',
  demoShop: '演示店铺',
  agentConsole: '客服工作台',
  tryTitle: '开两个窗口试一试',
  tryAgent: '打开客服工作台，用 demo:lan 登录，密码在终端里。',
  tryBuyer: '在另一个窗口打开演示店铺的任意商品，点“视频看货”。',
  tryAnswer: '在工作台点“接听”，两个窗口就能看到对方的镜头。',
  shopIntro: '店里每一件都可以视频看货，点开商品就能看实物。',
  allProducts: '全部商品',
  details: '商品详情',
  choose: '选择款式',
  seeLive: '视频看货',
  seeLiveHint: '想看内里、走线、真实颜色，直接让客服拿给您看。',
  embed: '本页如何接入看货',
  embedHint: '页面末尾加一行代码，再在放按钮的地方留一个空元素。',
  demoNote: '这是演示店铺，商品不出售。',
  notFound: '页面不存在。',
  notFoundHint: '网址可能有误，或商品已下架。',
  home: '首页',
  otherLanguage: 'English',
  skip: '跳到正文',
};

/** The words of the pages that the server renders. */
export const siteTexts: Record<Language, typeof en> = { en, zh };
