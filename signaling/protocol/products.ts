import { z } from 'zod';
import { bilingual, id } from './basics.ts';

/** One picture of a product; addresses are relative to the service's origin. */
export const productPicture = z.strictObject({
  large: z.string(),
  small: z.string(),
  alt: bilingual,
});
export type ProductPicture = z.infer<typeof productPicture>;

/** A product as every page shows it; `price` in minor units of `currency` (ISO 4217). */
export const productView = z.strictObject({
  id,
  /** The shop's own key for it, as the embedding page names it (`data-product`). */
  sku: z.string().max(80),
  name: bilingual,
  description: bilingual,
  price: z.int().nonnegative(),
  currency: z.string().length(3),
  variants: z.array(bilingual).max(50),
  pictures: z.array(productPicture).max(20),
});
export type ProductView = z.infer<typeof productView>;
