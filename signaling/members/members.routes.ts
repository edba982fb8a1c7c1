import { type MemberView, type ShopView, signIn } from '#protocol';
import { SESSION_COOKIE } from '../transport/cookies.ts';
import { type AnyHttpRoute, type HttpContext, httpRoute } from '../transport/http-adapter.ts';
import { type MembersService, SESSION_MS } from './members.service.ts';

/** What stands in the answer to a sign-in. */
export interface SignInViews {
  member(memberId: string): Promise<MemberView>;
  shop(shopId: string): Promise<ShopView>;
}

/** `/api/session`: sign in, who am I, sign out. */
export function membersRoutes(members: MembersService, views: SignInViews): AnyHttpRoute[] {
  const answer = async ({ memberId, shopId }: { memberId: string; shopId: string }) => ({
    member: await views.member(memberId),
    shop: await views.shop(shopId),
  });
  return [
    httpRoute({
      method: 'post',
      path: '/api/session',
      allow: 'public',
      input: signIn.input,
      async handle(context, { loginName, password }) {
        const signedIn = await members.signIn(loginName, password, context.addressKey);
        context.response.cookie(SESSION_COOKIE, signedIn.token, { ...cookie(context), maxAge: SESSION_MS });
        return answer(signedIn);
      },
    }),
    httpRoute({
      method: 'get',
      path: '/api/session',
      allow: 'member',
      handle: ({ actor }) => answer(actor),
    }),
    httpRoute({
      method: 'delete',
      path: '/api/session',
      allow: 'member',
      async handle(context) {
        await members.signOut(context.actor.sessionId);
        context.response.clearCookie(SESSION_COOKIE, cookie(context));
        return {};
      },
    }),
  ];
}

function cookie({ request }: HttpContext<unknown>) {
  return { httpOnly: true, sameSite: 'lax', secure: request.secure, path: '/' } as const;
}
