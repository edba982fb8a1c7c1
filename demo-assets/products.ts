/** A text in both languages of the demo shop. */
interface Bilingual {
  zh: string;
  en: string;
}

interface DemoProduct {
  sku: string;
  name: Bilingual;
  description: Bilingual;
  /** Fen. */
  price: number;
  variants: Bilingual[];
  /** What each view shows; the files are named after the product and the view. */
  views: { front: Bilingual; detail: Bilingual };
}

/** The demo shop: leather goods and a few things for the house, all drawn for it. */
export const demoShop = {
  slug: 'demo',
  name: { zh: '木野皮具', en: 'Muye Leather & Home' },
  currency: 'CNY',
} as const;

const products: DemoProduct[] = [
  {
    sku: 'leather-tote',
    name: { zh: '植鞣牛皮托特包', en: 'Leather tote' },
    description: {
      zh: '头层植鞣牛皮，越背越润，半年后颜色会慢慢变深。能放下 14 寸电脑和一把伞，包口有磁扣，内袋可以放手机和钥匙。手工封边，肩带可调长短。',
      en: 'Vegetable-tanned full-grain leather that darkens and softens as you carry it. Room for a 14-inch laptop and an umbrella, with a magnetic closure and an inner pocket for phone and keys. Edges are sealed by hand.',
    },
    price: 128_000,
    variants: [
      { zh: '焦糖色', en: 'Caramel' },
      { zh: '黑色', en: 'Black' },
      { zh: '深棕色', en: 'Dark brown' },
    ],
    views: {
      front: {
        zh: '焦糖色牛皮托特包正面，双提手',
        en: 'Caramel leather tote with two handles, from the front',
      },
      detail: {
        zh: '托特包提手根部的缝线和铆钉',
        en: 'Stitching and rivets where the tote’s handle is fixed',
      },
    },
  },
  {
    sku: 'crossbody-bag',
    name: { zh: '复古马鞍斜挎包', en: 'Saddle crossbody bag' },
    description: {
      zh: '小巧的马鞍包型，手机、卡包、口红、充电宝都装得下。酒红色油蜡皮，黄铜扣件，翻盖里藏着磁吸扣，单手就能打开。',
      en: 'A small saddle shape that still takes a phone, a card wallet, lipstick and a power bank. Waxed burgundy leather with brass fittings; a magnet under the flap lets you open it with one hand.',
    },
    price: 86_000,
    variants: [
      { zh: '酒红色', en: 'Burgundy' },
      { zh: '墨绿色', en: 'Bottle green' },
    ],
    views: {
      front: {
        zh: '酒红色马鞍斜挎包正面，黄铜扣',
        en: 'Burgundy saddle bag with a brass clasp, from the front',
      },
      detail: { zh: '斜挎包的黄铜扣和翻盖边线', en: 'Brass clasp and edge stitching on the flap' },
    },
  },
  {
    sku: 'card-wallet',
    name: { zh: '超薄牛皮卡包', en: 'Slim card wallet' },
    description: {
      zh: '四个卡位加一个中袋，装满也只有一指厚，放衬衫口袋不鼓。藏青色压纹牛皮，耐刮好打理，可免费压印姓名缩写。',
      en: 'Four card slots and a middle pocket, no thicker than a finger even when full. Navy grained leather shrugs off scratches, and we emboss your initials free of charge.',
    },
    price: 25_900,
    variants: [
      { zh: '藏青色', en: 'Navy' },
      { zh: '焦糖色', en: 'Caramel' },
      { zh: '黑色', en: 'Black' },
    ],
    views: {
      front: { zh: '藏青色卡包，插着三张卡', en: 'Navy card wallet holding three cards' },
      detail: { zh: '卡包边角的缝线和皮纹', en: 'Stitching and grain at the corner of the wallet' },
    },
  },
  {
    sku: 'leather-belt',
    name: { zh: '黄铜扣牛皮腰带', en: 'Leather belt with brass buckle' },
    description: {
      zh: '一整条 3.5 厘米宽的深棕牛皮，不夹层、不贴膜，用上几年也不开裂。实心黄铜针扣，长度拍下后可以备注，免费打孔。',
      en: 'One solid strap of dark brown hide, 3.5 cm wide, nothing glued and nothing laminated, so it will not split. Solid brass buckle; tell us your length and we punch the holes for free.',
    },
    price: 32_900,
    variants: [
      { zh: '105 厘米', en: '105 cm' },
      { zh: '115 厘米', en: '115 cm' },
      { zh: '125 厘米', en: '125 cm' },
    ],
    views: {
      front: {
        zh: '卷起来的深棕色腰带，黄铜扣朝前',
        en: 'Dark brown belt, rolled up, brass buckle in front',
      },
      detail: { zh: '腰带的黄铜针扣和皮环', en: 'Brass buckle and leather keeper of the belt' },
    },
  },
  {
    sku: 'ceramic-teapot',
    name: { zh: '手拉坯陶瓷茶壶', en: 'Hand-thrown teapot' },
    description: {
      zh: '景德镇老师傅手拉坯，米白哑光釉里带细细的铁点，每一把都不一样。容量 650 毫升，壶嘴断水利落，内置一体滤孔。',
      en: 'Thrown by hand in Jingdezhen, with a matt oat glaze and fine iron specks, so no two are alike. Holds 650 ml, pours without dripping and has the strainer built into the spout.',
    },
    price: 46_800,
    variants: [
      { zh: '单壶', en: 'Teapot only' },
      { zh: '一壶两杯', en: 'Teapot and two cups' },
    ],
    views: {
      front: { zh: '米白色陶瓷茶壶和两只小杯', en: 'Oat-coloured ceramic teapot with two cups' },
      detail: { zh: '茶壶壶盖和釉面的铁点', en: 'Lid of the teapot and the specks in its glaze' },
    },
  },
  {
    sku: 'wool-scarf',
    name: { zh: '美利奴羊毛围巾', en: 'Merino wool scarf' },
    description: {
      zh: '100% 美利奴羊毛，贴着脖子不扎。燕麦底配炭灰格，通勤、大衣都好搭；200 × 65 厘米，绕两圈还有余量。',
      en: 'Pure merino wool that does not scratch. A charcoal check on oat goes with any coat, and at 200 × 65 cm it wraps around twice with some to spare.',
    },
    price: 39_900,
    variants: [
      { zh: '燕麦格', en: 'Oat check' },
      { zh: '炭灰格', en: 'Charcoal check' },
    ],
    views: {
      front: { zh: '折好的燕麦色格纹羊毛围巾，带流苏', en: 'Folded oat check wool scarf with fringe' },
      detail: { zh: '围巾的流苏和织纹', en: 'Fringe and weave of the scarf' },
    },
  },
  {
    sku: 'enamel-kettle',
    name: { zh: '珐琅手冲壶', en: 'Enamel pour-over kettle' },
    description: {
      zh: '墨绿珐琅壶身配胡桃木把手，细长壶嘴水流稳，手冲咖啡、泡茶都顺手。明火、电陶炉、电磁炉通用，容量 1 升。',
      en: 'Dark green enamel with a walnut grip and a slender spout that pours a steady thread, for coffee or for tea. One litre; fine on gas, ceramic and induction.',
    },
    price: 35_800,
    variants: [
      { zh: '墨绿色', en: 'Dark green' },
      { zh: '奶白色', en: 'Cream' },
    ],
    views: {
      front: { zh: '墨绿色珐琅手冲壶，胡桃木把手', en: 'Dark green enamel kettle with a walnut grip' },
      detail: { zh: '珐琅壶的壶盖和木把手', en: 'Lid and wooden grip of the kettle' },
    },
  },
  {
    sku: 'desk-lamp',
    name: { zh: '黄铜臂台灯', en: 'Brass-arm desk lamp' },
    description: {
      zh: '黄铜灯臂、哑光白灯罩，三处关节都能停住不下垂。自带 2700K 暖光灯泡，三档亮度。',
      en: 'A brass arm and a matt white shade, with three joints that stay where you put them. Comes with a warm 2700 K bulb and three levels of brightness.',
    },
    price: 69_900,
    variants: [
      { zh: '白色灯罩', en: 'White shade' },
      { zh: '黑色灯罩', en: 'Black shade' },
    ],
    views: {
      front: {
        zh: '亮着的黄铜臂台灯，白色灯罩',
        en: 'Desk lamp with brass arm and white shade, switched on',
      },
      detail: { zh: '台灯灯罩和黄铜关节', en: 'Shade and brass joint of the lamp' },
    },
  },
];

/** Where the service serves `demo-assets/pictures/`. */
export const demoPicturesPath = '/demo-assets';

/** The demo shop's goods, in the order of its shelf, with the addresses of their pictures (1200 and 480 px square). */
export const demoProducts = products.map(({ views, ...product }) => ({
  ...product,
  currency: demoShop.currency,
  pictures: (['front', 'detail'] as const).map((view) => ({
    large: `${demoPicturesPath}/${product.sku}-${view}-1200.webp`,
    small: `${demoPicturesPath}/${product.sku}-${view}-480.webp`,
    alt: views[view],
  })),
}));
