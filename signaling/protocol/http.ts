import { z } from 'zod';
import { language, person, shopSlug } from './basics.ts';
import { pictureView } from './chat.ts';
import { productView } from './products.ts';
import { memberView, shopPresence, shopView } from './session.ts';

/** `POST /api/visitors`: a new visitor of a shop, or the same one again with a fresh token. */
export const createVisitor = {
  input: z.strictObject({ shop: shopSlug, language, token: z.string().max(2000).optional() }),
  output: z.strictObject({ visitor: person, token: z.string(), shop: shopView }),
};

/** `POST /api/session`: a member signs in; the answer sets the session cookie. `loginName` is `shop:agent`. */
export const signIn = {
  input: z.strictObject({ loginName: z.string().min(1).max(120), password: z.string().min(1).max(200) }),
  output: z.strictObject({ member: memberView, shop: shopView }),
};

/** `GET /api/shops/:shop/presence`, for the loader on the shop's page. */
export const getPresence = { output: z.strictObject({ presence: shopPresence }) };

/** `GET /api/shops/:shop/products` and `/api/shops/:shop/products/:sku`. */
export const listProducts = { output: z.strictObject({ products: z.array(productView) }) };
export const getProduct = { output: z.strictObject({ product: productView }) };

/** `POST /api/conversations/:conversationId/pictures` with the file as its body; visitors send their token as
 *  `Authorization: Bearer`, members their cookie. The picture is in no message until `chat:send` names it.
 *  `?capture=<captureId>` uploads the still asked for by `capture:requested`, which keeps its full resolution. */
export const uploadPicture = { output: z.strictObject({ picture: pictureView }) };
